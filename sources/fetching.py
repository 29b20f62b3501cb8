"""The Fetcher: how every site is asked for JSON and for files, at its pace, safely, with patience."""

import json
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Self

from sources.addresses import read_address
from sources.asking import Asker, Request
from sources.downloads import Download, Downloaded
from sources.parts import Part, sweep_parts
from sources.politeness import Patience
from sources.sending import Answer
from sources.sites import Pace
from taggy.errors import SiteError
from taggy.settings import Settings, secure_folder

UNPACKED = 1 << 18  # bytes that are unpacked at once


class Fetcher:
    """Asks one site, and whoever keeps its files; an async context manager.

    `address` is the site's, and the only origin that its keys are sent to. It is empty for a list of addresses that
    the user has given: then each host has the paces for itself.
    """

    def __init__(self, settings: Settings, address: str, paces: Sequence[Pace]) -> None:
        self._settings = settings
        self._asker = Asker(settings, address, paces)
        self._folder = secure_folder(settings.home / "fetching" / "files")

    async def __aenter__(self) -> Self:
        """Open what connections need."""
        sweep_parts(self._folder)
        await self._asker.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._asker.__aexit__()

    async def read_json(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        kind: str = "",
    ) -> Any:
        """Ask for JSON and decode it; `kind` names the pace beside the general one.

        Half a surrogate pair in a text becomes U+FFFD.

        Raises:
            AddressError: it may not be asked, or leads to what may not.
            GoneError: it is not there, or not for us.
            SiteError: what came is no JSON, or longer than the limit.
            FetchError: nothing came for as long as the patience lasts.
        """
        limits = self._settings
        request = Request(
            url=read_address(url, params),
            seconds=limits.answer_timeout,
            kind=kind,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
            private=headers or {},
        )

        async def attempt() -> Any:
            async with self._asker.ask(request) as answer:
                return _decode(await _read_body(answer, limits.max_answer), answer.name)

        return await self._asker.persist(request, attempt, Patience(limits))

    async def download(self, url: str, headers: Mapping[str, str] | None = None) -> Downloaded:
        """Bring a file here, going on where an earlier call was cut off; whoever asked for it takes it away.

        Raises:
            AddressError, GoneError, SiteError, FetchError: as above; a SiteError too where it comes too slowly.
            TooLargeError: it is larger than a picture may be.
            DiskError: the disk is full; what came stays, and the same call goes on.
        """
        request = Request(
            url=read_address(url),
            seconds=self._settings.download_timeout,
            kind=None,
            headers={"Accept-Encoding": "identity"},
            private=headers or {},
        )
        part = Part(self._folder, sha256(str(request.url).encode()).hexdigest())
        most, patience = self._settings.max_media_bytes, Patience(self._settings)
        return await Download(self._asker, request, part, most, patience).run()


async def _read_body(answer: Answer, most: int) -> bytes:
    """Read a body to its end and unpack it; a bomb is noticed as it grows."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise SiteError(f"{answer.name} is packed in a way that was not asked for.")
    unpacker = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    body = bytearray()
    try:
        async for chunk in answer.chunks:
            rest = chunk
            while rest:
                body += unpacker.decompress(rest, UNPACKED) if unpacker else rest
                rest = unpacker.unconsumed_tail if unpacker else b""
                if len(body) > most:
                    raise SiteError(f"{answer.name} is longer than {most:,} bytes (TAGGY_MAX_ANSWER).")
            if unpacker and unpacker.eof:
                break  # what follows is not part of it
    except zlib.error as error:
        raise SiteError(f"{answer.name} cannot be unpacked.") from error
    if unpacker and not unpacker.eof:
        raise SiteError(f"{answer.name} is cut short.")
    return bytes(body + unpacker.flush() if unpacker else body)


def _decode(body: bytes, name: str) -> Any:
    """Decode JSON as RFC 8259 has it."""
    try:
        decoded = json.loads(body, parse_constant=_refuse)
        if b"\\ud" not in body.lower():
            return decoded
        whole = json.dumps(decoded, ensure_ascii=False).encode("utf-16", "surrogatepass")
        return json.loads(whole.decode("utf-16", "replace"))
    except (ValueError, RecursionError):
        what = "a page for people" if body.lstrip()[:1] == b"<" else "what is no JSON, or cut short"
        raise SiteError(f"{name} gives {what}. It may block us, ask to sign in, or be no address of its API.") from None


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")
