r"""Repairs a text that is nearly JSON, if there is only one way to read it.

Each repair is one function. It returns the changed text, or None if it finds nothing to repair or more than one
meaning. The repairs are applied one after the other, until the text is an object. Only texts that strict parsing
refused come here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.records.json_text import objects
from ingest.records.repair import python_literals

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHARACTERS = 8 * 1024 * 1024
"""Longer texts are not repaired: it would take too long."""

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(
    r'\\(?:(?P<json>["\\/bfnrt]|u[0-9a-fA-F]{4})|(?P<hex>(?:x[0-9a-fA-F]{2}\\)*x[0-9a-fA-F]{2})|.)', re.DOTALL
)
_DRIVE = re.compile(r'(?<![A-Za-z0-9])[A-Za-z]:(?:\\(?![\\"])[^\\:*?"<>|]*)+')
_SHARE = re.compile(r'(?<![^\s=,;("])\\\\(?=[\w.$-])[\w.$-]+(?:\\(?![\\"])[^\\:*?"<>|]*)+')
_FOLDER_END = re.compile(r'("(?:[A-Za-z]:|\\\\[\w.$-]+)(?:\\(?![\\"])[^\\:*?"<>|]*)+)\\(?="\s*(?:,\s*"|[}\]]))')
"""The last backslash of a folder, which looks like an escape of the quote after it."""
_CONTROL = re.compile("[\x01-\x1f]")
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|(?<=[\w"\]}])\s*,(?=\s*[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Repaired:
    """The objects in a repaired text, and the names of the repairs."""

    objects: list[str]
    done: tuple[str, ...]


def repaired(text: str) -> Repaired | None:
    """The objects of a text that strict parsing refused; None if no repair helps."""
    done: list[str] = []
    if len(text) > MOST_CHARACTERS:
        return None
    for name, repair in REPAIRS.items():
        changed = repair(text)
        if changed is None:
            continue
        text = changed
        done.append(name)
        found, reason = objects(text)
        if reason is None:
            return Repaired(found, tuple(done)) if found else None
    return None


def windows_paths(text: str) -> str | None:
    r"""``"C:\Users\ada"``: doubles the backslashes of a path, if one of them is not a valid JSON escape.

    A program that wrote one path in this way wrote all of them so, also those with valid escapes (``C:\temp``).
    """
    is_told = False

    def double(match: re.Match[str]) -> str:
        nonlocal is_told
        path = match[0]
        is_told = is_told or any(not (found["json"] or found["hex"]) for found in _ESCAPE.finditer(path))
        return path.replace("\\", "\\\\")

    def of_string(match: re.Match[str]) -> str:
        return _SHARE.sub(double, _DRIVE.sub(double, match[0]))

    ended, folders = _FOLDER_END.subn(lambda match: match[0] + "\\", text)
    changed = _STRING.sub(of_string, ended)
    return changed if is_told or folders else None


def escapes(text: str) -> str | None:
    r"""Escapes that JSON does not have: nginx's ``\xHH`` (UTF-8 bytes), ``\'``, and a single backslash.

    A byte that is not UTF-8 stays as it is written. A single backslash is kept only in a string without other escapes.
    """
    is_certain = True

    def of_string(match: re.Match[str]) -> str:
        nonlocal is_certain
        body = match[1]
        if "\\" not in body:
            return match[0]
        found = list(_ESCAPE.finditer(body))
        odd = [item[0] for item in found if not (item["json"] or item["hex"] or item[0] == "\\'")]
        has_hex = any(item["hex"] for item in found)
        if odd and (has_hex or any(item["json"] and item["json"] not in '"/' for item in found)):
            is_certain = False
        if has_hex and (_DRIVE.search(body) and "\\x5c" not in body.lower()):
            is_certain = False
        return f'"{_ESCAPE.sub(_escape, body)}"'

    changed = _STRING.sub(of_string, text)
    return changed if is_certain and changed != text else None


def _escape(match: re.Match[str]) -> str:
    if match["json"]:
        return match[0]
    if match["hex"]:
        written = bytes.fromhex(match["hex"].replace("\\", "").replace("x", "")).decode(errors="surrogateescape")
        known = re.sub("[\udc80-\udcff]", lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02X}", written)
        return json.dumps(known, ensure_ascii=False)[1:-1]
    return match[0][1:] if match[0] == "\\'" else "\\" + match[0]


def control_characters(text: str) -> str | None:
    """Tabs, terminal colours and other control characters in a string."""
    if not _CONTROL.search(text):
        return None
    changed = _STRING.sub(lambda match: _CONTROL.sub(lambda found: json.dumps(found[0])[1:-1], match[0]), text)
    return changed if changed != text else None


def trailing_commas(text: str) -> str | None:
    """A comma after the last member or element, which many programs write."""
    changed = _STRING_OR_COMMA.sub(lambda match: match[0] if match[0].startswith('"') else "", text)
    return changed if changed != text else None


REPAIRS: dict[str, Callable[[str], str | None]] = {
    "python": python_literals.as_json,
    "windows_paths": windows_paths,
    "escapes": escapes,
    "control_characters": control_characters,
    "trailing_commas": trailing_commas,
}
"""All repairs, in their order."""
