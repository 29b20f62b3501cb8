"""What Neo4j and Java are told: loopback only, Cypher 25, bounded memory, time and logs."""

import random
import socket

from graph.server.home import Home
from graph.server.jars import list_jars, locate_classes, repository
from graph.server.java import quote_argument
from taggy.errors import ServerError
from taggy.settings import Settings

# Below the range that outgoing connections take, so that nobody gets it between our look and Neo4j's start.
PORTS = range(20_000, 32_000)

NEO4J = """\
server.config.strict_validation.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.fleet_discovery.enabled=false
dbms.fleet_manager.enabled=false
dbms.usage_report.enabled=false
db.query.default_language=CYPHER_25
dbms.cypher.min_replan_interval=60s
db.lock.acquisition.timeout=10s
db.transaction.timeout=10m
db.memory.transaction.max={transaction}
server.memory.pagecache.size={page_cache}
db.tx_log.rotation.size=32m
db.tx_log.rotation.retention_policy=128M size
db.logs.query.enabled=OFF
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
"""

JAVA = """\
-Xmx{heap}
-XX:+ExitOnOutOfMemoryError
{error_file}
{classes}
-Xlog:aot*=off
--add-opens=java.base/java.nio=ALL-UNNAMED
--add-opens=java.base/java.io=ALL-UNNAMED
--add-opens=java.base/sun.nio.ch=ALL-UNNAMED
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
--class-path
{jars}
"""


SMALLER = {"g": "m", "m": "k", "k": ""}


def write_configuration(home: Home, settings: Settings, port: int) -> None:
    """Write `neo4j.conf` and Java's argument file."""
    size, unit = int(settings.heap[:-1]), settings.heap[-1]
    neo4j = NEO4J.format(
        port=port,
        transaction=f"{size * 512}{SMALLER[unit]}",  # half the heap, so that others go on
        page_cache=settings.page_cache,
    )
    (home.configuration / "neo4j.conf").write_text(neo4j, encoding="utf-8")
    jars = ":".join(str(repository(settings.cache.absolute()) / jar.path) for jar in list_jars())
    classes = locate_classes(settings.cache.absolute())
    java = JAVA.format(
        heap=settings.heap,
        error_file=quote_argument(f"-XX:ErrorFile={home.logs}/java-error-%p.log"),
        classes=quote_argument(f"-XX:AOTCache={classes}") if classes.exists() else "",
        jars=quote_argument(jars),
    )
    home.arguments.write_text(java, encoding="utf-8")


def choose_port(settings: Settings, last: int | None) -> int:
    """Choose a port: the one that is set, else the last one, else any that is free.

    Raises:
        ServerError: the port that is set is taken.
    """
    if settings.bolt_port:
        if not is_free(settings.bolt_port):
            raise ServerError(
                f"Port {settings.bolt_port} (TAGGY_BOLT_PORT) is taken by another program. "
                f"Set another one, or 0 for any that is free."
            )
        return settings.bolt_port
    if last and is_free(last):
        return last
    return next(port for port in random.sample(PORTS, len(PORTS)) if is_free(port))


def is_free(port: int) -> bool:
    """Tell whether a server may listen on this port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Tell whether a server listens on this port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
