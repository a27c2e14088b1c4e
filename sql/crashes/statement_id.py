"""Which statements are the same, however they are written: without comments, in one case, with single blanks."""

from __future__ import annotations

import re
from hashlib import sha256

_APART = re.compile(r"""('[^']*'|"[^"]*")|--[^\n]*|/\*(?:.*?\*/|.*)""", re.DOTALL)
"""Quoted texts, and comments. It takes a time that grows with the length of a text and no faster, whatever is open."""
_BLANKS = re.compile(r"\s+")
_LONGEST = 100_000
"""Longer ones are refused anyway."""
_LENGTH = 32


def statement_id(text: str) -> str:
    """The same for statements that differ only in blanks, comments, letter case outside quotes, and a last `;`."""
    pieces = [" "]
    end = 0
    text = text[:_LONGEST]
    for part in _APART.finditer(text):
        _add(pieces, text[end : part.start()])
        if part[1] is None:
            _add(pieces, " ")
        else:
            pieces.append(part[1])
        end = part.end()
    _add(pieces, text[end:])
    whole = "".join(pieces).strip(" ;")
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _add(pieces: list[str], text: str) -> None:
    """Add what stands outside quotes and comments."""
    plain = _BLANKS.sub(" ", text.lower())
    plain = plain[1:] if plain.startswith(" ") and pieces[-1].endswith(" ") else plain
    if plain:
        pieces.append(plain)
