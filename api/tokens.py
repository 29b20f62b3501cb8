"""Question tokens: signed and dated, so that a vote can say truthfully which question it answers."""

import hashlib
import os
import secrets
import stat
import time
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from taggy.errors import ForeignTokenError, InputError, OldTokenError, TokenError
from taggy.settings import secure_folder

KEY_BYTES = 32


class AskedPair(BaseModel):
    """What a token says: who was asked about which pair, why, with what probability, and what was shown."""

    model_config = ConfigDict(frozen=True)

    voter: str
    image: str
    tag: str
    why: str
    probability: float
    shown: str


class TokenSigner:
    """Signs and reads question tokens with a key of its own."""

    def __init__(self, key: bytes, age: int) -> None:
        self.age = age
        self._serializer = URLSafeTimedSerializer(
            key, salt="question", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    def sign(self, asked: AskedPair) -> str:
        """Make the token of a question that is asked now."""
        token = self._serializer.dumps(asked.model_dump())
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str, voter: str) -> AskedPair:
        """Read the token that this voter answers; one from the future was asked before the clock was put back.

        Raises:
            OldTokenError: it was asked too long ago.
            ForeignTokenError: another voter was asked.
            TokenError: Taggy did not sign it.
        """
        try:
            said, signed = self._serializer.loads(token, return_timestamp=True)
            asked = AskedPair.model_validate(said)
        except (BadData, ValidationError) as error:
            raise TokenError("This token was not signed by this Taggy. Send it exactly as it was given.") from error
        if time.time() - signed.timestamp() > self.age:
            raise OldTokenError(f"This question was asked more than {self.age} seconds ago. Ask for a new one.")
        if asked.voter != voter:
            raise ForeignTokenError("This question was asked of another voter. Ask for one of your own.")
        return asked


def load_key(home: Path) -> bytes:
    """Read the signing key of a data folder, or make it on first use; only its owner may read it.

    Raises:
        InputError: others may read the file, or it holds no key.
    """
    path = secure_folder(home / "keys") / "token.key"
    if not path.exists():
        _write_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(f"Others may read the signing key {path}. Delete it: Taggy makes a new one.")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise InputError(f"The signing key {path} is damaged. Delete it: Taggy makes a new one.")
    return key


def _write_key(path: Path) -> None:
    """Write a new key; of two programs that do so at once, the first one's stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
