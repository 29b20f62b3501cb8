"""The file of fine-tuning under way: all that decides how it goes on, so a cut loses little and changes nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Generator, Tensor, nn
from torch.optim import Optimizer

from media.files import place_file

State = dict[str, Tensor]


@dataclass
class Position:
    """Where fine-tuning is: which work it is of, the fold, the steps done in it, and how the held-out loss went."""

    work: str
    fold: int = 0
    step: int = 0
    best: float = float("inf")
    misses: int = 0


@dataclass
class Tuning:
    """A position and the tensors that belong to it; finished folds are in `done`."""

    position: Position
    done: list[State] = field(default_factory=list)
    best: State = field(default_factory=dict)
    last: State = field(default_factory=dict)
    optimiser: State = field(default_factory=dict)
    dice: Tensor = field(default_factory=lambda: Generator().get_state())

    def keep(self, path: Path) -> None:
        """Write it, whole or not at all."""
        tensors = dict(_name_all({"best": self.best, "last": self.last, "optimiser": self.optimiser}))
        tensors |= dict(_name_all({f"done.{fold}": state for fold, state in enumerate(self.done)}))
        with place_file(path) as file:
            file.write(save({**tensors, "dice": self.dice}, {"taggy": json.dumps(asdict(self.position))}))


def read_tuning(path: Path, work: str) -> Tuning:
    """Read how far this work is; where the file is gone, damaged or of other work, it is at its beginning."""
    try:
        with safe_open(path, framework="pt") as file:
            position = Position(**json.loads((file.metadata() or {}).get("taggy", "{}")))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except (OSError, SafetensorError, TypeError, ValueError):
        return Tuning(Position(work))
    if position.work != work:
        return Tuning(Position(work))
    done = [_pick(tensors, f"done.{fold}.") for fold in range(position.fold)]
    best, last, optimiser = (_pick(tensors, f"{part}.") for part in ("best", "last", "optimiser"))
    return Tuning(position, done, best, last, optimiser, tensors["dice"])


def copy_state(module: nn.Module) -> State:
    """Copy a module's tensors as they are now."""
    return {name: values.detach().clone().contiguous() for name, values in module.state_dict().items()}


def copy_optimiser(optimiser: Optimizer) -> State:
    """Copy what an optimiser remembers of each parameter, by its number."""
    remembered: Mapping[int, State] = optimiser.state_dict()["state"]
    return {f"{n}.{name}": v.clone().contiguous() for n, values in remembered.items() for name, v in values.items()}


def restore_optimiser(optimiser: Optimizer, state: State) -> None:
    """Give an optimiser back what it remembered."""
    remembered: dict[int, State] = {}
    for name, values in state.items():
        number, _, what = name.partition(".")
        remembered.setdefault(int(number), {})[what] = values
    optimiser.load_state_dict(optimiser.state_dict() | {"state": remembered})


def _name_all(states: Mapping[str, State]) -> Iterator[tuple[str, Tensor]]:
    for part, state in states.items():
        for name, values in state.items():
            yield f"{part}.{name}", values


def _pick(tensors: State, prefix: str) -> State:
    return {name.removeprefix(prefix): values for name, values in tensors.items() if name.startswith(prefix)}
