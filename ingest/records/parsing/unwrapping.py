"""Finds the JSON objects in unusual lines (prefixes, arrays, several objects on a line), or the reason for none.

Lines that begin with ``{`` and are valid JSON never come here. What a runtime wrote before an object (CRI, docker
compose, syslog…) becomes its key ``_wrapper``, so that nothing of the line is lost. A line that is nearly JSON is
repaired (`json_repair`, `encodings`) only after strict parsing refused it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from ingest.formats.wrapping import WRAPPER, splice
from ingest.records.json_text import CUT_OFF, NOT_JSON, TOO_DEEP, elements, objects
from ingest.records.parsing import prefixes
from ingest.records.repair.encodings import DAMAGED, decoded
from ingest.records.repair.json_repair import repaired

_KINDS = {list: "array", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}

NOT_UTF8 = "not UTF-8"
HAS_NULS = "contains NUL bytes"
_WITH_LETTERS = frozenset({"escapes", "python"})
PREFIX = "prefix"
"""The name of the repair that removes a prefix."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The repairs of a line, and its original `text`; None if its bytes are not text in a single encoding."""

    done: tuple[str, ...]
    text: str | None

    @property
    def changes_letters(self) -> bool:
        """Whether the record may have words that are not in the line (an escaped letter of a key)."""
        return not _WITH_LETTERS.isdisjoint(self.done)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The objects in a line, as text, or the `reason` why there are none (None for a blank line).

    `repair` says how a line that is not valid JSON was repaired.
    """

    objects: list[str]
    reason: str | None = None
    repair: Repair | None = None


def unwrap(raw: bytes) -> Unwrapped:
    """The objects in a line that is not itself an object."""
    if not raw.strip(b"\0 \t\r\n\v\f"):
        return Unwrapped([])
    try:
        return _unwrapped(raw.decode())
    except UnicodeDecodeError:
        return _decoded(raw)


def _decoded(raw: bytes) -> Unwrapped:
    """The objects in a line that is not UTF-8."""
    found = decoded(raw)
    inner = _unwrapped(found.text) if found else None
    if found is None or inner is None or inner.reason is not None or not inner.objects:
        return Unwrapped([], NOT_UTF8)
    done = inner.repair.done if inner.repair else ()
    text = None if found.encoding == DAMAGED else found.text
    return replace(inner, repair=Repair((found.encoding, *done), text))


def _unwrapped(text: str) -> Unwrapped:
    if "\0" in text:
        return Unwrapped([], HAS_NULS)
    text = text.strip()
    if text.startswith("{"):
        return _repaired(text)
    found = _container(_without_breaks(text)) or _prefixed(text)
    if found is not None:
        return found
    if text.startswith(tuple('["-0123456789tfn')):
        return _other_json(text)
    return Unwrapped([], NOT_JSON)


def _repaired(text: str) -> Unwrapped:
    """The objects in a text that begins with ``{``, as written or repaired."""
    found, reason = objects(text)
    if reason is None:
        return Unwrapped(_joined(found, is_joined="\n" in text))
    mended = None if reason == TOO_DEEP else repaired(text)
    return Unwrapped([], reason) if mended is None else Unwrapped(mended.objects, None, Repair(mended.done, text))


def _container(text: str) -> Unwrapped | None:
    """The content of a line of the CRI: an object or any text."""
    found = prefixes.cri(text)
    if found is None:
        return None
    if not found.rest.startswith("{"):
        return Unwrapped([json.dumps({WRAPPER: {**found.facts, "text": found.rest}}, ensure_ascii=False)])
    inner = _repaired(found.rest)
    repair = replace(inner.repair, text=text) if inner.repair else None
    return replace(inner, objects=[splice(item, found.facts) for item in inner.objects], repair=repair)


def _prefixed(text: str) -> Unwrapped | None:
    found = prefixes.split(text)
    if found is None:
        return None
    inner = _repaired(found.rest)
    if inner.reason is not None:
        return inner if found.is_certain else None
    if not all(map(found.is_prefix_of, inner.objects)):
        return None
    done = inner.repair.done if inner.repair else ()
    return Unwrapped([splice(item, found.facts) for item in inner.objects], None, Repair((PREFIX, *done), text))


def _joined(found: list[str], *, is_joined: bool) -> list[str]:
    """Joins the parts of a line that Docker cut, or the lines of a text record; other objects stay as they are."""
    if len(found) < 2 or not all(item.startswith('{"log":"') for item in found):  # noqa: PLR2004
        return found
    parts = [json.loads(item) for item in found]
    if not is_joined and any(part["log"].endswith("\n") for part in parts[:-1]):
        return found
    return [json.dumps({**parts[0], "log": "".join(part["log"] for part in parts)}, ensure_ascii=False)]


def _without_breaks(text: str) -> str:
    """Joins the parts of a line that a CRI runtime cut, and the lines of a text record."""
    if "\n" not in text:
        return text
    parts = [prefixes.CRI.fullmatch(line) for line in text.split("\n")]
    if not all(parts):
        return text
    head = text[: text.index("\n")]
    tags = [part["tag"] for part in parts if part]
    breaks = ["" if tag.startswith("P") else "\n" for tag in tags]
    return head + "".join(gap + part["rest"] for gap, part in zip(breaks, parts[1:], strict=False) if part)


def _other_json(text: str) -> Unwrapped:
    try:
        value = json.loads(text)
    except RecursionError:
        return Unwrapped([], TOO_DEEP)
    except ValueError:
        is_array = text.startswith(("[{", "[ {"))
        return Unwrapped([], CUT_OFF if is_array else NOT_JSON)
    if not isinstance(value, list):
        return Unwrapped([], f"JSON but not an object: {_KINDS[type(value)]}")
    if not value:
        return Unwrapped([])
    if not all(isinstance(item, dict) for item in value):
        return Unwrapped([], "JSON but not an object: array")
    return Unwrapped(elements(text))
