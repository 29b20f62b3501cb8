"""Neo4j's classes, read and linked once, so that every later start takes about half the time.

Java writes them down when a Neo4j that was asked to ends, after it has done what every start of ours does. They fit the
jars and the Java that they were made with; Java looks itself, and goes on without where they do not fit or are damaged.
Reference: JEP 483 and JEP 514, "Ahead-of-time class loading and linking", "Ahead-of-time command-line ergonomics".
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from graph.connection import connect
from graph.migrations import ensure_schema
from graph.server.home import open_home
from graph.server.jars import locate_classes
from graph.server.lease import lease_local_server
from graph.server.stop import stop_server
from graph.warmup import warm_up
from taggy.errors import ServerError
from taggy.settings import Settings


async def link_classes(settings: Settings) -> None:
    """Run Neo4j once on a folder that is thrown away, and keep its classes in the cache.

    Raises:
        ServerError: it does not run, or Java writes nothing.
    """
    with TemporaryDirectory(dir=settings.cache, prefix="linking-") as folder:
        apart = settings.model_copy(update={"home": Path(folder), "bolt_port": 0})
        home = open_home(apart)
        home.classes.touch()
        async with (
            lease_local_server(apart) as server,
            connect(server.uri, "neo4j", server.password, "neo4j") as graph,
        ):
            await ensure_schema(graph)
            await warm_up(graph)
        await stop_server(home)
        if not home.classes.stat().st_size:
            raise ServerError(f"Java has written no classes. {home.console.read_text(encoding='utf-8')[-1000:]}")
        home.classes.chmod(0o644)  # whoever may read the jars
        home.classes.replace(locate_classes(settings.cache))
