"""Request limits: how often a voter may write, an address may call, and new sessions may be opened."""

import math
import time
from collections import deque
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse

from taggy.errors import InputError, TooManyRequestsError
from taggy.settings import Settings


class Window:
    """Counts the hits of each name in a window of time that moves along; no change of the clock moves it."""

    def __init__(self, limit: RateLimitItem) -> None:
        self.limit = limit
        self._hits: dict[str, deque[float]] = {}
        self._swept = time.monotonic()

    def hit(self, name: str) -> float:
        """Count a hit; where it is one too many, do not, and return how many seconds to wait for the next."""
        now = time.monotonic()
        start = now - self.limit.get_expiry()
        if self._swept <= start:
            self._hits = {other: hits for other, hits in self._hits.items() if hits and hits[-1] > start}
            self._swept = now
        hits = self._hits.setdefault(name, deque())
        while hits and hits[0] <= start:
            hits.popleft()
        if len(hits) >= self.limit.amount:
            return hits[0] - start if hits else self.limit.get_expiry()
        hits.append(now)
        return 0


class Limits:
    """Counts requests in moving windows, in this process's memory.

    The library reads the limits; its own storage starts a thread for nearly every request, a third of a vote's cost.
    """

    def __init__(self, settings: Settings) -> None:
        self._voter = Window(_parse(settings.voter_limit))
        self._address = Window(_parse(settings.address_limit))
        self._session = Window(_parse(settings.session_limit))
        self._trial = Window(_parse(settings.trial_limit))

    def count_write(self, voter: str) -> None:
        """Count a write of a voter.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        self._count(self._voter, "writes", voter)

    def count_request(self, address: str) -> None:
        """Count a request from an address.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        self._count(self._address, "requests", _widen(address))

    def count_session(self, address: str) -> None:
        """Count a new anonymous session from an address.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        self._count(self._session, "new sessions", _widen(address))

    def count_trial(self, voter: str) -> None:
        """Count a picture that a voter tries, or a phrase.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        self._count(self._trial, "pictures and phrases to try", voter)

    def _count(self, window: Window, what: str, who: str) -> None:
        if wait := math.ceil(window.hit(who)):
            raise TooManyRequestsError(f"More than {window.limit} {what}. Try again in {wait} seconds.", wait)


def _parse(limit: str) -> RateLimitItem:
    try:
        return parse(limit)
    except ValueError as error:
        raise InputError(f"{limit!r} is no limit. Write it as 600/minute.") from error


def _widen(address: str) -> str:
    """Count an IPv6 network as one address: a household has 2 to the 64th of them."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{ip}/64", strict=False)) if isinstance(ip, IPv6Address) else address
