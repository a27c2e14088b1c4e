"""Records inside records: the line of a runtime with a JSON object as its text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.formats.log_format import Record

WRAPPER = "_wrapper"
"""The key for everything that a runtime wrote around a record."""


def inner(record: Record, key: str) -> list[Record | str] | None:
    """The object in the text under `key`, with the rest of `record` as its wrapper; None if there is none."""
    text = record.get(key)
    found = parsed(text)
    if found is None:
        return None
    rest = {name: value for name, value in record.items() if name != key}
    if isinstance(text, str):
        return [splice(text.strip(), rest) if rest else text]
    return [{WRAPPER: rest, **found}]


def parsed(text: Any) -> Record | None:
    """The JSON object in `text`; None if it is something else."""
    if isinstance(text, dict):
        return text
    if not isinstance(text, str) or not text.lstrip().startswith("{") or not text.rstrip().endswith("}"):
        return None
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found else None


def wrapped(records: list[Any], wrapper: Record) -> list[Record | str] | None:
    """Each of `records` with `wrapper` around it; None if one of them is not an object."""
    if not all(isinstance(item, dict) for item in records):
        return None
    return [{WRAPPER: wrapper, **item} for item in records] if wrapper else list(records)


def splice(text: str, facts: dict[str, Any]) -> str:
    """The object `text` with `facts` about its wrapper as its first key."""
    head = json.dumps({WRAPPER: facts}, ensure_ascii=False)[:-1]
    rest = text[1:].lstrip()
    return f"{head}{rest}" if rest.startswith("}") else f"{head},{rest}"
