"""Rules: which posts of a site are taken, as a TOML file says; each refusal names the rule that refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from graph.tagnames import normalise_tag
from sources.sites import SitePost
from taggy.errors import InputError, TagNameError
from taggy.tomlfiles import read_toml

DAY = 24 * 3600
# What these say of a picture stays as it is while the picture does; what the others say of a post may change.
LASTING = {"min_width", "min_height", "min_size", "max_size", "min_aspect", "max_aspect", "extensions"}
Count = Annotated[int, Field(ge=0)]
Ratio = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Days = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a picture, by its site or by its bytes; None where nobody says. Pixels and bytes."""

    extension: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a picture is refused: in a word that can be counted, in full, and the hash of the rule."""

    word: str
    why: str
    rule: str


class Rules(BaseModel):
    """Rules as their file has them; what is left out refuses nothing, and neither does what nobody says of a post.

    Widths and heights are pixels, sizes bytes; an aspect is width / height. `tags` are compared as Taggy keeps them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    min_width: Count | None = None
    min_height: Count | None = None
    min_size: Count | None = None
    max_size: Count | None = None
    min_aspect: Ratio | None = None
    max_aspect: Ratio | None = None
    extensions: list[str] | None = None
    min_score: int | None = None
    min_days: Days | None = None
    max_days: Days | None = None
    required_tags: list[str] | None = None
    refused_tags: list[str] | None = None
    ratings: list[str] | None = None

    @field_validator("extensions")
    @classmethod
    def tidy_extensions(cls, given: list[str] | None) -> list[str] | None:
        """Bring extensions to the one form in which they are compared."""
        return given and [tidy_extension(one) for one in given]

    @field_validator("required_tags", "refused_tags", "ratings")
    @classmethod
    def tidy_tags(cls, given: list[str] | None) -> list[str] | None:
        """Bring tags to the form in which they are kept."""
        try:
            return given and [normalise_tag(one) for one in given]
        except TagNameError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def check_order(self) -> "Rules":
        """Refuse rules that let nothing through."""
        for name in ("size", "aspect", "days"):
            least, most = getattr(self, f"min_{name}"), getattr(self, f"max_{name}")
            if least is not None and most is not None and least > most:
                raise ValueError(f"min_{name} {least} is more than max_{name} {most}: nothing would be taken.")
        return self

    def hash_rule(self, name: str) -> str:
        """Hash one rule as it stands: another value is another rule."""
        return hash_text(f"{name}={getattr(self, name)}")

    def list_lasting(self) -> set[str]:
        """List the hashes of the rules that, once they refused a picture, refuse it for ever."""
        return {self.hash_rule(name) for name in LASTING if getattr(self, name) is not None}

    def judge_post(self, post: SitePost, tags: set[str], now: datetime) -> Refusal | None:
        """Find the first rule that refuses a post for what its site says now; `tags` are normalised."""
        return self._find(_judge_post(self, post, tags, now))

    def judge_picture(self, facts: Facts) -> Refusal | None:
        """Find the first rule that refuses a picture for what is known of it."""
        return self._find(_judge_picture(self, facts))

    def _find(self, found: Iterator[tuple[str, str]]) -> Refusal | None:
        return next((Refusal(name, f"{name}: {why}", self.hash_rule(name)) for name, why in found), None)


def _judge_post(rules: Rules, post: SitePost, tags: set[str], now: datetime) -> Iterator[tuple[str, str]]:
    if rules.min_score is not None and post.score is not None and post.score < rules.min_score:
        yield "min_score", f"its score is {post.score}, {rules.min_score} is wanted"
    if post.posted_at is not None:
        posted = post.posted_at if post.posted_at.tzinfo else post.posted_at.replace(tzinfo=UTC)
        days = max((now - posted).total_seconds() / DAY, 0.0)  # a clock that is ahead posts now, not tomorrow
        if rules.min_days is not None and days < rules.min_days:
            yield "min_days", f"it was posted less than {rules.min_days:g} days ago"
        if rules.max_days is not None and days > rules.max_days:
            yield "max_days", f"it was posted more than {rules.max_days:g} days ago"
    if lacking := sorted(set(rules.required_tags or ()) - tags):
        yield "required_tags", f"it has no tag {lacking[0]!r}"
    if unwanted := sorted(set(rules.refused_tags or ()) & tags):
        yield "refused_tags", f"it has the tag {unwanted[0]!r}"
    rating = (post.rating or "").removeprefix("rating:")
    if rules.ratings is not None and rating and rating not in {one.removeprefix("rating:") for one in rules.ratings}:
        yield "ratings", f"its rating is {rating!r}"


def _judge_picture(rules: Rules, facts: Facts) -> Iterator[tuple[str, str]]:
    width, height, size = facts.width, facts.height, facts.size
    if rules.extensions is not None and facts.extension:
        extension = tidy_extension(facts.extension)
        if extension not in rules.extensions:
            yield "extensions", f"it is {extension!r}"
    if rules.min_width is not None and width is not None and width < rules.min_width:
        yield "min_width", f"it is {width} pixels wide, {rules.min_width} are wanted"
    if rules.min_height is not None and height is not None and height < rules.min_height:
        yield "min_height", f"it is {height} pixels high, {rules.min_height} are wanted"
    if rules.min_size is not None and size is not None and size < rules.min_size:
        yield "min_size", f"it has {size} bytes, {rules.min_size} are wanted"
    if rules.max_size is not None and size is not None and size > rules.max_size:
        yield "max_size", f"it has {size} bytes, at most {rules.max_size} are wanted"
    if width and height:
        aspect = width / height
        if rules.min_aspect is not None and aspect < rules.min_aspect:
            yield "min_aspect", f"width / height is {aspect:.3g}, {rules.min_aspect:g} is wanted"
        if rules.max_aspect is not None and aspect > rules.max_aspect:
            yield "max_aspect", f"width / height is {aspect:.3g}, at most {rules.max_aspect:g} is wanted"


def tidy_extension(written: str) -> str:
    """Bring an extension to one form: lower case, without a dot, `jpg` for JPEG."""
    extension = written.strip().lower().removeprefix(".")
    return "jpg" if extension == "jpeg" else extension


def hash_text(text: str) -> str:
    """Hash a rule, short enough to be kept with every post that it refused."""
    return sha256(text.encode()).hexdigest()[:16]


def load_rules(path: Path) -> Rules:
    """Read a file of rules.

    Raises:
        InputError: it cannot be read; the message names the line and the key.
    """
    text, says = read_toml(path, "file of rules", "sources.md")
    try:
        return Rules.model_validate(says)
    except ValidationError as error:
        wrong = " ".join(_explain(text, one) for one in error.errors())
        raise InputError(f"The file of rules {str(path)!r} cannot be used. {wrong}") from error


def _explain(text: str, error: Any) -> str:
    """Say in which line which key is wrong, and how."""
    says = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if not error["loc"]:
        return says
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        says = f"there is no such rule. The rules are {', '.join(Rules.model_fields)}."
    elif not str(error["msg"]).startswith("Value error"):
        says = f"it must be {says}."
    begins = re.compile(rf"\s*\[?[\"']?{re.escape(key)}\b")
    line = next((number for number, line in enumerate(text.splitlines(), start=1) if begins.match(line)), 0)
    return f"Line {line}, {key}: {says}"
