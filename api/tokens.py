"""Question tokens: sealed, signed and dated, so that an answer can say truthfully which question it answers.

Whoever holds a token cannot read it: who knew why a question was asked would know which ones are tests. It is a stream
cipher under a signature: what SHAKE-256 makes of a key and of a number that is used once is laid over the text, and the
whole is signed (encrypt, then authenticate). All tokens of one picture and tag are as long, whatever they say beside.

Reference: G. Bertoni et al., "Cryptographic sponge functions" (2011): a sponge that is given a key and a number that is
used once makes the stream of a stream cipher.
"""

import hashlib
import json
import secrets
import time
from typing import ClassVar, Generic, Literal, TypeVar

from itsdangerous import BadData, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode
from pydantic import BaseModel, ConfigDict, ValidationError

from taggy.errors import ForeignTokenError, OldTokenError, TokenError


class Asked(BaseModel):
    """What every token says: who was asked; of `secret` properties not even the length shows."""

    model_config = ConfigDict(frozen=True)
    secret: ClassVar[tuple[str, ...]] = ("why",)

    voter: str


class AskedPair(Asked):
    """What a question's token says: about which pair, why, with what probability, and what was shown.

    `expected` is the answer that may be left to stand, where the question was one of a grid.
    """

    secret = ("why", "probability")

    image: str
    tag: str
    why: str
    probability: float
    shown: str
    expected: Literal["yes", "no"] | None = None


class AskedComparison(Asked):
    """What the token of two pictures says: by which criterion, which stood where, why these, and whether held out."""

    secret = ("why", "held")

    criterion: str
    left: str
    right: str
    why: str
    held: bool


T = TypeVar("T", bound=Asked)
NONCE = 16
ROOM = 80  # bytes for what is secret: the longest reason and probability take half of it


class TokenSigner(Generic[T]):
    """Signs and reads the tokens of one kind of question: of another kind it takes none, though the key is the same."""

    def __init__(self, key: bytes, age: int, kind: type[T], salt: str) -> None:
        self.age = age
        self._kind = kind
        self._seal = hashlib.blake2b(salt.encode(), key=key, digest_size=32, person=b"seal").digest()
        self._signer = TimestampSigner(key, salt, key_derivation="hmac", digest_method=hashlib.sha256)

    def sign(self, asked: T) -> str:
        """Make the token of a question that is asked now."""
        said = asked.model_dump()
        room = ROOM - len(json.dumps([said[name] for name in asked.secret]))
        nonce = secrets.token_bytes(NONCE)
        text = json.dumps(said).encode() + b" " * room
        return self._signer.sign(base64_encode(nonce + self._cover(nonce, text))).decode()

    def read(self, token: str, voter: str) -> T:
        """Read the token that this voter answers; one from the future was asked before the clock was put back.

        Raises:
            OldTokenError: it was asked too long ago.
            ForeignTokenError: another voter was asked.
            TokenError: Taggy did not sign it.
        """
        try:
            sealed, signed = self._signer.unsign(token, return_timestamp=True)
            covered = base64_decode(sealed)
            asked = self._kind.model_validate_json(self._cover(covered[:NONCE], covered[NONCE:]))
        except (BadData, ValidationError) as error:
            raise TokenError("This token was not signed by this Taggy. Send it exactly as it was given.") from error
        if time.time() - signed.timestamp() > self.age:
            raise OldTokenError(f"This question was asked more than {self.age} seconds ago. Ask for a new one.")
        if asked.voter != voter:
            raise ForeignTokenError("This question was asked of another voter. Ask for one of your own.")
        return asked

    def _cover(self, nonce: bytes, text: bytes) -> bytes:
        """Cover a text, or uncover it: to do it twice is to do nothing."""
        stream = hashlib.shake_256(self._seal + nonce).digest(len(text))
        return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text))
