"""Request limits: how often a voter may write, an address may call, and new sessions may be opened."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from taggy.errors import InputError, TooManyRequestsError
from taggy.settings import Settings


class Limits:
    """Counts requests in moving windows, in this process's memory."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._voter = _parse(settings.voter_limit)
        self._address = _parse(settings.address_limit)
        self._session = _parse(settings.session_limit)

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

    def _count(self, limit: RateLimitItem, what: str, who: str) -> None:
        if self._limiter.hit(limit, what, who):
            return
        wait = max(1, math.ceil(self._limiter.get_window_stats(limit, what, who).reset_time - time.time()))
        raise TooManyRequestsError(f"More than {limit} {what}. Try again in {wait} seconds.", wait)


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
