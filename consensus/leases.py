"""Leases: which voters hold an open question on which pair, so that two are not asked for the same last answer."""

import time
from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass
class Leases:
    """Which voters hold an open question on which pair, and until when; kept in this process."""

    duration: float
    _held: dict[Pair, dict[str, float]] = field(default_factory=dict)
    _swept: float = field(default_factory=time.monotonic)

    def __len__(self) -> int:
        """Count the pairs that are remembered."""
        return len(self._held)

    def count_others(self, pair: Pair, voter: str) -> int:
        """Count the other voters who hold a question on this pair now."""
        now = time.monotonic()
        held = {v: until for v, until in self._held.get(pair, {}).items() if until > now}
        if held:
            self._held[pair] = held
        else:
            self._held.pop(pair, None)
        return len(held.keys() - {voter})

    def holds(self, pair: Pair, voter: str) -> bool:
        """Tell whether this voter holds a question on this pair now."""
        return self._held.get(pair, {}).get(voter, 0) > time.monotonic()

    def take(self, pair: Pair, voter: str) -> None:
        """Lease a question on this pair to this voter."""
        self._forget_expired()
        self._held.setdefault(pair, {})[voter] = time.monotonic() + self.duration

    def drop(self, pair: Pair, voter: str) -> None:
        """End this voter's lease: the question was answered."""
        self._held.get(pair, {}).pop(voter, None)

    def _forget_expired(self) -> None:
        """Forget, once a lease's duration, what nobody holds: visitors leave without answering."""
        now = time.monotonic()
        if now - self._swept >= self.duration:
            self._held = {pair: held for pair, held in self._held.items() if max(held.values(), default=0) > now}
            self._swept = now
