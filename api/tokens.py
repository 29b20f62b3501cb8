"""Question tokens: signed and dated, so that an answer can say truthfully which question it answers."""

import hashlib
import time
from typing import Generic, Literal, TypeVar

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from taggy.errors import ForeignTokenError, OldTokenError, TokenError


class Asked(BaseModel):
    """What every token says: who was asked."""

    model_config = ConfigDict(frozen=True)

    voter: str


class AskedPair(Asked):
    """What a question's token says: about which pair, why, with what probability, and what was shown.

    `expected` is the answer that may be left to stand, where the question was one of a grid.
    """

    image: str
    tag: str
    why: str
    probability: float
    shown: str
    expected: Literal["yes", "no"] | None = None


class AskedComparison(Asked):
    """What the token of two pictures says: by which criterion, which stood where, why these, and whether held out."""

    criterion: str
    left: str
    right: str
    why: str
    held: bool


T = TypeVar("T", bound=Asked)


class TokenSigner(Generic[T]):
    """Signs and reads the tokens of one kind of question: of another kind it takes none, though the key is the same."""

    def __init__(self, key: bytes, age: int, kind: type[T], salt: str) -> None:
        self.age = age
        self._kind = kind
        self._serializer = URLSafeTimedSerializer(
            key, salt=salt, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    def sign(self, asked: T) -> str:
        """Make the token of a question that is asked now."""
        token = self._serializer.dumps(asked.model_dump())
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str, voter: str) -> T:
        """Read the token that this voter answers; one from the future was asked before the clock was put back.

        Raises:
            OldTokenError: it was asked too long ago.
            ForeignTokenError: another voter was asked.
            TokenError: Taggy did not sign it.
        """
        try:
            said, signed = self._serializer.loads(token, return_timestamp=True)
            asked = self._kind.model_validate(said)
        except (BadData, ValidationError) as error:
            raise TokenError("This token was not signed by this Taggy. Send it exactly as it was given.") from error
        if time.time() - signed.timestamp() > self.age:
            raise OldTokenError(f"This question was asked more than {self.age} seconds ago. Ask for a new one.")
        if asked.voter != voter:
            raise ForeignTokenError("This question was asked of another voter. Ask for one of your own.")
        return asked
