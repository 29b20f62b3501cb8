"""Tokens: their key lies in a file that only the owner reads."""

import stat
import time
from pathlib import Path

import pytest

from api.keys import load_signing_key
from api.tokens import AskedPair, TokenSigner
from taggy.errors import ForeignTokenError, InputError, OldTokenError, TokenError

ASKED = AskedPair(voter="v", image="a", tag="été ☀", why="control", probability=0.25, shown="picture")


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    key = load_signing_key(tmp_path)
    assert len(key) == 32
    assert load_signing_key(tmp_path) == key
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["token.key"]
    assert stat.S_IMODE((tmp_path / "keys" / "token.key").stat().st_mode) == 0o600
    assert load_signing_key(tmp_path / "other") != key


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_signing_key(tmp_path)
    (tmp_path / "keys" / "token.key").chmod(0o644)
    with pytest.raises(InputError, match="Others may read"):
        load_signing_key(tmp_path)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    load_signing_key(tmp_path)
    (tmp_path / "keys" / "token.key").write_bytes(b"short")
    with pytest.raises(InputError, match="is damaged"):
        load_signing_key(tmp_path)


def test_a_token_says_what_was_signed() -> None:
    signer = TokenSigner(b"k" * 32, 60, AskedPair, "question")
    token = signer.sign(ASKED)
    assert token.isascii()
    assert signer.read(token, "v") == ASKED


def test_tokens_that_do_not_hold_are_told_apart() -> None:
    token = TokenSigner(b"k" * 32, 60, AskedPair, "question").sign(ASKED)
    with pytest.raises(ForeignTokenError):
        TokenSigner(b"k" * 32, 60, AskedPair, "question").read(token, "w")
    with pytest.raises(OldTokenError):
        TokenSigner(b"k" * 32, -1, AskedPair, "question").read(token, "v")
    for forged in ("", ".", "é", token[:-1], "A" + token, token[:50] + token[51:], token.swapcase()):
        with pytest.raises(TokenError, match="not signed"):
            TokenSigner(b"k" * 32, 60, AskedPair, "question").read(forged, "v")
    with pytest.raises(TokenError, match="not signed"):
        TokenSigner(b"l" * 32, 60, AskedPair, "question").read(token, "v")


def test_a_clock_that_jumps_ends_questions_early_or_late_but_refuses_none_that_is_young(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signer = TokenSigner(b"k" * 32, 60, AskedPair, "question")
    token = signer.sign(ASKED)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert signer.read(token, "v") == ASKED, "asked before the clock was put back"
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    with pytest.raises(OldTokenError):
        signer.read(token, "v")
