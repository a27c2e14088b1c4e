r"""File names as text, and back again.

A POSIX name is any bytes but NUL and the slash; the warehouse, JSON and pages hold Unicode text. So a path has two
forms. *Raw* is what the system's calls take (`os.fsdecode`, PEP 383). *Told* is what is stored and shown: UTF-8 as it
is, and ``\xHH`` for every byte that is no UTF-8, is a control or terminal escape, or has no look or turns the direction
of text. A backslash stands for itself, unless it would begin such an escape: then it is ``\x5c``. `told` and `raw` undo
each other, so a told path can be opened again, typed as an argument, or written into the settings.
"""

from __future__ import annotations

import os
import re

# C0 and C1 controls, marks of no width, marks that turn the direction of text, bytes that are no UTF-8 (PEP 383)
_UNSAFE = "\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
_IN_TEXT = re.compile(f"[{_UNSAFE}]")
_IN_PATH = re.compile(rf"[{_UNSAFE}]|\\(?=x[0-9a-f]{{2}})")
_ESCAPE = re.compile(rb"\\x(?!00)([0-9a-f]{2})")


def told(path: str) -> str:
    r"""The raw `path` as it is stored and shown: ``caf\xe9.log`` for a name in Latin-1."""
    if path.isascii() and path.isprintable() and "\\" not in path:
        return path
    return _IN_PATH.sub(_escaped, os.fsencode(path).decode("utf-8", "surrogateescape"))


def raw(text: str) -> str:
    """The path that the system knows, of one that was `told`."""
    if "\\x" not in text:
        return text
    return os.fsdecode(_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), os.fsencode(text)))


def given(path: str) -> str:
    """What somebody means who wrote `path`: the file of that very name, else the one that is told so."""
    meant = raw(path)
    return path if meant == path or os.path.lexists(path) else meant


def safe(sentence: str) -> str:
    """A sentence that names raw paths, as text that is safe to show; a safe one stays as it is."""
    return sentence if sentence.isascii() and sentence.isprintable() else _IN_TEXT.sub(_escaped, sentence)


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    is_byte = "\udc80" <= sign <= "\udcff"
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape" if is_byte else "surrogatepass"))
