"""Plans: a filter as its TOML file says it, each table a question, and what can be told by a picture's size alone."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from taggy.errors import InputError
from taggy.tomlfiles import read_toml


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(_Table):
    """Bounds of size: pixels of the shorter and the longer side, and how many times longer that may be."""

    shortest: int = Field(default=1, ge=1)
    longest: int = Field(default=100_000, ge=1)
    ratio: float = Field(default=100.0, ge=1)


class Colours(_Table):
    """Bound of a blank picture: the least standard deviation of its brightness, of 255."""

    spread: float = Field(gt=0, lt=128)


class Watermarks(_Table):
    """The network that tells watermarks, and from which of its numbers on; None is the one chosen in training."""

    network: str
    threshold: float | None = Field(default=None, gt=0, lt=1)


class Exclusive(_Table):
    """A class network, the classes that are refused, and from how likely on, all of them together."""

    network: str
    refuse: list[str] = Field(min_length=1)
    bound: float = Field(gt=0, lt=1)


class Unlike(_Table):
    """The mixture that tells outliers, and the network that sees for it."""

    mixture: str
    network: str


class Plan(_Table):
    """A filter as its file says it."""

    name: str = Field(min_length=1, max_length=100)
    shape: Shape | None = None
    colours: Colours | None = None
    watermarks: Watermarks | None = None
    classes: dict[str, Exclusive] = {}
    outliers: Unlike | None = None

    @property
    def files(self) -> list[str]:
        """The files that its tables name."""
        networks = [table.network for table in (self.watermarks, *self.classes.values(), self.outliers) if table]
        return networks + ([self.outliers.mixture] if self.outliers else [])


def read_plan(path: Path) -> Plan:
    """Read a filter's file.

    Raises:
        InputError: there is none, it is no TOML, or it says what no filter has.
    """
    _, says = read_toml(path, "filter", "filters.md")
    try:
        return Plan.model_validate(says)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InputError(f"The filter {str(path)!r} cannot be used. {wrong}") from error


def judge_shape(shape: Shape, size: tuple[int, int]) -> str | None:
    """Say what is wrong with a size, if anything is."""
    short, long = sorted(size)
    if short < shape.shortest:
        return f"It is {size[0]} x {size[1]}: its shorter side has fewer than {shape.shortest} pixels."
    if long > shape.longest:
        return f"It is {size[0]} x {size[1]}: its longer side has more than {shape.longest} pixels."
    if long > shape.ratio * short:
        return f"It is {size[0]} x {size[1]}: one side is more than {shape.ratio:g} times the other."
    return None
