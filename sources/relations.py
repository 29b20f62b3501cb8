"""Relations: what Danbooru and its kin say of tags, asked in small batches: aliases, implications and categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from sources.answers import Answer
from sources.boorus import Id, read_rows, unwrap
from sources.sites import Fetch, Link, SiteVocabulary

BATCH = 40  # names a question: addresses stay short
LIMIT = 320  # rows a page, which all of them give
PAGES = 5  # of one question at most
QUESTIONS: tuple[tuple[Literal["alias", "implies"], str, str], ...] = (
    ("alias", "tag_aliases", "consequent_name"),
    ("alias", "tag_aliases", "antecedent_name"),
    ("implies", "tag_implications", "antecedent_name"),
)
R = TypeVar("R", bound="Row")


class Row(Answer):
    """A row of a list that goes by number downwards."""

    id: Id


class Relation(Row):
    """A tag that is another name of one, or implies it."""

    antecedent_name: str
    consequent_name: str


class Named(Row):
    """A tag and the number of its category."""

    name: str
    category: int


@dataclass(frozen=True, slots=True)
class Relations:
    """Where a site is asked of its tags. `several` ends the name of a question that takes names with commas between."""

    site: str
    address: str
    headers: Mapping[str, str]
    categories: Mapping[int, str]
    several: str = ""

    async def read(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Read what the site says of these tags; those with a comma or a space in them are passed over."""
        names = [tag for tag in tags if tag and not any(sign in tag for sign in ", ")]
        links: dict[Link, None] = {}
        categories: dict[str, str] = {}
        for start in range(0, len(names), BATCH):
            batch = ",".join(names[start : start + BATCH])
            for kind, path, side in QUESTIONS:
                links |= dict.fromkeys(await self._read_links(fetch, kind, path, {side: batch}))
            for said in await self._list_rows(fetch, Named, "tags", {"name": batch}, {"hide_empty": "no"}):
                if said.category in self.categories:
                    categories[said.name] = self.categories[said.category]
        return SiteVocabulary(tuple(links), tuple(categories.items()))

    async def _read_links(
        self, fetch: Fetch, kind: Literal["alias", "implies"], path: str, names: Mapping[str, str]
    ) -> list[Link]:
        rows = await self._list_rows(fetch, Relation, path, names, {"status": "active"})
        return [Link(kind, row.antecedent_name, row.consequent_name) for row in rows]

    async def _list_rows(
        self, fetch: Fetch, model: type[R], path: str, names: Mapping[str, str], more: Mapping[str, str]
    ) -> list[R]:
        """List the rows that a question finds, page after page."""
        asked = {f"search[{name}{self.several}]": text for name, text in names.items()}
        params = asked | {f"search[{name}]": text for name, text in more.items()} | {"limit": str(LIMIT)}
        rows: list[R] = []
        for _ in range(PAGES):
            answer = await fetch.read_json(f"{self.address}/{path}.json", params, headers=self.headers)
            page = read_rows(model, unwrap(answer, path), self.site)
            rows += page
            if len(page) < LIMIT:
                break
            params["page"] = f"b{min(row.id for row in page)}"
        return rows
