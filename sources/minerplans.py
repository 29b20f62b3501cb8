"""Plans: what the miner watches, as its TOML file says it; each refusal names the table and the key."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from graph.tagnames import normalise_tag
from sources.rules import Rules
from taggy.errors import InputError, TagNameError
from taggy.tomlfiles import read_toml

MAX_TAGS = 20
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("ask", check_fields=False)
    @classmethod
    def tidy_tags(cls, given: list[str]) -> list[str]:
        """Bring tags to the form in which they are kept."""
        try:
            return [*dict.fromkeys(normalise_tag(tag) for tag in given)]
        except TagNameError as error:
            raise ValueError(str(error)) from error


class SourcePlan(_Table):
    """One source: which query of which site, every how many minutes, and what becomes of the pictures.

    `rules` are a file beside the miner's, or stand there themselves; `filter` is a file beside it too, False for none.
    """

    site: str
    query: str
    address: str | None = None
    every: float = Field(default=15, ge=1, le=10_000)
    collection: str | None = None
    limit: int = Field(default=1_000, ge=1, le=100_000)
    rules: str | Rules | None = None
    filter: str | Literal[False] | None = None
    ask: list[str] = Field(default=[], max_length=MAX_TAGS)


class MinerPlan(_Table):
    """All sources, and what holds for each that does not say otherwise; `ask` is added to what a source asks."""

    filter: str | None = None
    keep_refused: bool = True
    ask: list[str] = Field(default=[], max_length=MAX_TAGS)
    sources: dict[Name, SourcePlan] = Field(min_length=1)


def read_miner_plan(path: Path) -> MinerPlan:
    """Read a miner's file.

    Raises:
        InputError: there is none, it is no TOML, or it says what no miner has.
    """
    _, says = read_toml(path, "miner's file", "miner.md")
    try:
        return MinerPlan.model_validate(says)
    except ValidationError as error:
        wrong = " ".join(map(_explain, error.errors()))
        raise InputError(f"The miner's file {str(path)!r} cannot be used. {wrong}") from error


def _explain(error: Any) -> str:
    """Say which key of which table is wrong, and how."""
    says = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{'.'.join(map(str, error['loc'])) or 'the file'}: {says}."
