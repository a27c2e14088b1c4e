"""Values to click: the facets of a search, and the fields of a record. A click includes a value or leaves it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import streamlit as st

from dashboard.components.layout import browser
from dashboard.style import numbers
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

How: TypeAlias = Literal["include", "exclude"]
Pick: TypeAlias = "Callable[[str, str, How], None]"
_LONGEST = 300
_HTML = '<div class="root"></div>'


@dataclass(frozen=True, slots=True)
class Facet:
    """A field's values with how often each was found, most frequent first; `on` are those that are asked for now."""

    name: str
    label: str
    values: Sequence[tuple[str, int]]
    on: frozenset[str] = frozenset()


def facets(found: Sequence[Facet], pick: Pick, *, key: str) -> None:
    """Draw facets; `pick` gets the field's name, the value and whether it is to be there."""
    groups = [
        {"name": one.name, "label": one.label, "items": [_item(value, n, one.on) for value, n in one.values]}
        for one in found
        if one.values
    ]
    browser.piece("values", _HTML)(
        key=key, data={"kind": "facets", "groups": groups}, on_pick_change=lambda: _picked(key, pick)
    )


def fields(rows: Sequence[tuple[str, str, str | None]], pick: Pick, *, key: str) -> None:
    """Draw a record's fields: name, text, and the value that a search would have (None where there is none)."""
    shown = [{"name": name, "text": visible(text), "value": value} for name, text, value in rows]
    browser.piece("values", _HTML)(
        key=key, data={"kind": "fields", "rows": shown}, on_pick_change=lambda: _picked(key, pick)
    )


def _item(value: str, records: int, on: frozenset[str]) -> dict[str, Any]:
    return {
        "value": value,
        "text": visible(value)[:_LONGEST] or "(none)",
        "none": not value,
        "count": records,
        "shown": numbers.count(records),
        "on": value in on,
    }


def _picked(key: str, pick: Pick) -> None:
    """Pass on what the browser sent, if it is valid."""
    said = getattr(st.session_state.get(key), "pick", None)
    if not isinstance(said, dict):
        return
    name, value, how = said.get("name"), said.get("value"), said.get("how")
    if isinstance(name, str) and isinstance(value, str) and how in {"include", "exclude"}:
        pick(name, value, how)
