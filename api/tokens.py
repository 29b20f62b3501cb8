"""Question tokens: sealed and dated, so that an answer can say truthfully which question it answers.

Whoever holds a token can neither read nor change it: who knew why a question was asked would know which ones are tests.
All tokens of one picture and tag are as long, whatever they say beside. They are Fernet tokens
(https://github.com/fernet/spec), of a key for each kind of question.
"""

import base64
import hashlib
import json
import time
from typing import ClassVar, Generic, Literal, TypeVar

from cryptography.fernet import Fernet, InvalidToken
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
ROOM = 80  # bytes for what is secret: the longest reason and probability take half of it


class TokenSigner(Generic[T]):
    """Seals and reads the tokens of one kind of question: of another kind it takes none, though the key is the same."""

    def __init__(self, key: bytes, age: int, kind: type[T], salt: str) -> None:
        self.age = age
        self._kind = kind
        own = hashlib.blake2b(salt.encode(), key=key, digest_size=32).digest()
        self._seal = Fernet(base64.urlsafe_b64encode(own))

    def sign(self, asked: T) -> str:
        """Make the token of a question that is asked now."""
        said = asked.model_dump()
        room = ROOM - len(json.dumps([said[name] for name in asked.secret]))
        return self._seal.encrypt(json.dumps(said).encode() + b" " * room).decode()

    def read(self, token: str, voter: str) -> T:
        """Read the token that this voter answers; one from the future was asked before the clock was put back.

        Raises:
            OldTokenError: it was asked too long ago.
            ForeignTokenError: another voter was asked.
            TokenError: Taggy did not make it.
        """
        try:
            asked = self._kind.model_validate_json(self._seal.decrypt(token.encode()))
        except (InvalidToken, ValidationError) as error:
            raise TokenError("This token was not signed by this Taggy. Send it exactly as it was given.") from error
        if time.time() - self._seal.extract_timestamp(token.encode()) > self.age:
            raise OldTokenError(f"This question was asked more than {self.age} seconds ago. Ask for a new one.")
        if asked.voter != voter:
            raise ForeignTokenError("This question was asked of another voter. Ask for one of your own.")
        return asked
