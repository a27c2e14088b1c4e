"""Long texts: their secrets are hidden wherever they stand, in a time that grows with the length and no faster."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from ingest.records.redaction import masking
from ingest.records.redaction.masking import Secrets
from tests import patience
from tests.dashboard.support import environment

_SECRET = b" password=hunter2hunter2 ghp_abcdefghijklmnop0123456789abcdefghij "
_SECRETS = Secrets()


@pytest.mark.parametrize("place", [0, 12_200, 12_287, 12_288, 16_300, 16_383, 16_384, 20_000, 28_600, 39_900])
def test_wherever_pieces_meet(place: int) -> None:
    """A secret on any side of an overlap is hidden, and nothing far from it is."""
    rest = b"log text " * 4_500
    found, number = _SECRETS.mask(rest[:place] + _SECRET + rest[place:])
    assert (len(found), number >= 1) == (len(rest) + len(_SECRET), True)
    assert (b"hunter2" in found, b"abcdefgh" in found) == (False, False)
    assert (found[:place], found[place + len(_SECRET) + 50 :]) == (rest[:place], rest[place + 50 :])


def test_a_long_value_is_hidden_whole() -> None:
    """A value longer than a piece, and one that never ends within the most that is looked at together."""
    for size in (5_000, 30_000, 200_000, 3_000_000):
        line = b"x " * 9_000 + b'{"password": "' + b"z" * size
        found, _ = _SECRETS.mask(line)
        assert (len(found), b"z" in found) == (len(line), False), size


def test_pieces_hide_what_one_look_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over random lines with secrets, all that is hidden at once is hidden in pieces, too."""
    chance = random.Random(1)
    words = (
        b"log",
        b"text",
        b'"',
        b"{",
        b"a=b",
        b"token: invalid",
        _SECRET,
        b"postgres://app:s3cret@db/x",
        b"\xff\xc3",
        b"\n",
    )
    lines = [b" ".join(chance.choices(words, k=2_500)) for _ in range(5)]
    whole = []
    with monkeypatch.context() as one:
        one.setattr(masking, "_PIECE", 1 << 30)
        whole = [_SECRETS.mask(line)[0] for line in lines]
    for line, at_once in zip(lines, whole, strict=True):
        found = _SECRETS.mask(line)[0]
        assert [place for place in range(len(line)) if at_once[place] != line[place] and found[place] != ord("*")] == []


_REPEATED = (
    *("eyJ", "eyJhbGciOiJ9", "password=", "sessionid=", "token=a.", "token=a.b(", "token%3d", "secret.", "x.y:1"),
    *("api_key[", "cookie=a", "a=b; ", "basic YWJj", "://a:b", "sk-", "--token ", "<token ", "curl -u a:", "1.", "'"),
    *('token\\\\": \\\\"x\\\\" ', "\\u0022", "[", "密码：x"),
)
"""What secrets begin like, or almost."""


def test_no_text_takes_for_ever() -> None:
    """What took minutes to hours: each place began another look (in a process, because nothing could stop it)."""
    code = f"""
from ingest.records.redaction.masking import Secrets
secrets = Secrets()
secrets.mask(b"secret." * 60_000)
for text in {_REPEATED!r}:
    secrets.text(text * 40_000)
"""
    subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, timeout=patience.seconds(120), check=True
    )


@pytest.mark.parametrize("size", [20, 1_000, 1_023, 1_024, 1_025, 5_000, 300_000])
@pytest.mark.parametrize(
    "form",
    [
        "password={}",
        "api_key={}, next",
        "token: {}",
        "sessionid={}",
        "https://h/?sig={}&a=b",
        "authorization: Bearer {}",
        "eyJ{}.{} after",
        'the \\"token\\": \\"{}\\" of it',
        "https://user:{}@host/path",
        "sk-{}",
    ],
)
def test_long_valid_values_are_hidden_whole(form: str, size: int) -> None:
    """In a text and in a record; what stands around them stays."""
    chance = random.Random(size)
    value = "".join(chance.choices("abcdefghijkmnopqrstuvw23456789", k=size - 2)) + "a1"
    text = f"before {form.format(value, value)} after"
    for hidden, count in (_SECRETS.text(text), _SECRETS.record(json.dumps({"message": text}))):
        assert (value[:16] in hidden, value[-8:] in hidden, count >= 1) == (False, False, True)
        assert ("before " in hidden, " after" in hidden, len(hidden) < 200) == (True, True, True)
