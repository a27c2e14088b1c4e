r"""File names as text, and back again.

A POSIX name has any bytes except NUL and the slash. The warehouse, JSON and pages have Unicode text. So a path has two
forms. The *raw* form is for system calls (`os.fsdecode`, PEP 383). The *told* form is stored and shown: UTF-8 as it is,
and ``\xHH`` for every byte that is not UTF-8, is a control character, is invisible, or turns the direction of text. A
backslash is itself, unless it would begin such an escape: then it is ``\x5c``. `told` and `raw` are inverse, so a told
path can be opened again, typed as an argument, or written into the settings.
"""

from __future__ import annotations

import os
import re

# C0 and C1 controls, marks without width, marks that turn the direction of text, bytes that are not UTF-8 (PEP 383)
_UNSAFE = "\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
_IN_TEXT = re.compile(f"[{_UNSAFE}]")
_IN_PATH = re.compile(rf"[{_UNSAFE}]|\\(?=x[0-9a-f]{{2}})")
_ESCAPE = re.compile(rb"\\x(?!00)([0-9a-f]{2})")


def told(path: str) -> str:
    r"""The told form of the raw `path`: ``caf\xe9.log`` for a name in Latin-1."""
    if path.isascii() and path.isprintable() and "\\" not in path:
        return path
    return _IN_PATH.sub(_escaped, os.fsencode(path).decode("utf-8", "surrogateescape"))


def raw(text: str) -> str:
    """The raw form of a told path."""
    if "\\x" not in text:
        return text
    return os.fsdecode(_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), os.fsencode(text)))


def given(path: str) -> str:
    """The path that a person means by `path`: the file with exactly this name, else the one with this told form."""
    meant = raw(path)
    return path if meant == path or os.path.lexists(path) else meant


def safe(sentence: str) -> str:
    """A sentence with raw paths as text that is safe to show. A safe sentence does not change."""
    return sentence if sentence.isascii() and sentence.isprintable() else _IN_TEXT.sub(_escaped, sentence)


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    is_byte = "\udc80" <= sign <= "\udcff"
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape" if is_byte else "surrogatepass"))
