"""Records inside records: a runtime's line whose text is itself a JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.formats.log_format import Record

WRAPPER = "_wrapper"
"""The key under which a record keeps what a runtime put around it."""


def inner(record: Record, key: str) -> list[Record | str] | None:
    """The object that stands as text under `key`, with the rest of `record` as its wrapper; None where none does."""
    text = record.get(key)
    found = parsed(text)
    if found is None:
        return None
    rest = {name: value for name, value in record.items() if name != key}
    if isinstance(text, str):
        return [splice(text.strip(), rest) if rest else text]
    return [{WRAPPER: rest, **found}]


def parsed(text: Any) -> Record | None:
    """The JSON object that `text` is, if it is one."""
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
    """Each of `records` with `wrapper` around it; None where one of them is no object."""
    if not all(isinstance(item, dict) for item in records):
        return None
    return [{WRAPPER: wrapper, **item} for item in records] if wrapper else list(records)


def splice(text: str, facts: dict[str, Any]) -> str:
    """The object `text` with `facts` about its wrapper as its first key."""
    head = json.dumps({WRAPPER: facts}, ensure_ascii=False)[:-1]
    rest = text[1:].lstrip()
    return f"{head}{rest}" if rest.startswith("}") else f"{head},{rest}"
