"""What of DuckDB untrusted SQL may name: the list in sql/offered.txt, and our own macros.

A name that stands in no line is refused, so what a later DuckDB brings stays closed until somebody has looked at it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = catalog.ROOT / "offered.txt"
_TABLES = ("table", "table_macro")
_VALUES = ("scalar", "aggregate", "macro")
_AS_TABLE = re.compile(r"\)\s+as\s+table\b")


@cache
def lines() -> Mapping[tuple[str, str], str]:
    """Why a name is refused, by name and kind (`scalar`, `table`, `type`, `view` …); empty where it is allowed."""
    texts = FILE.read_text(encoding="utf-8").splitlines()
    columns = [text.split(None, 2) for text in texts if not text.startswith("# ") and text != "#"]
    return {(name, kind): " ".join(reason) for name, kind, *reason in columns}


@cache
def macros(*, of_tables: bool) -> frozenset[str]:
    """The names of our macros: those that give a table, or those that give a value."""
    found = catalog.objects("macros").items()
    return frozenset(name for name, macro in found if (_AS_TABLE.search(macro.body) is not None) == of_tables)


@cache
def _allowed(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for (name, kind), reason in lines().items() if kind in kinds and not reason)


def is_value(name: str) -> bool:
    """Whether a function of that name may be called for a value."""
    return name in _allowed(_VALUES) or name in macros(of_tables=False)


def is_table(name: str) -> bool:
    """Whether a function of that name may be called for a table."""
    return name in _allowed(_TABLES) or name in macros(of_tables=True)


def is_function(name: str, kind: str) -> bool:
    """Whether a function may be called; `kind` is DuckDB's (scalar, aggregate, macro, table, table_macro)."""
    return is_table(name) if kind in _TABLES else is_value(name)


def is_type(name: str) -> bool:
    """Whether a value may be cast to the type of that name."""
    return name.lower().replace(" ", "_") in _allowed(("type",))


def is_view(name: str) -> bool:
    """Whether a view that DuckDB brings may be read."""
    return name in _allowed(("view",))


def reason(name: str) -> str:
    """Why a function of that name is refused, or what may have been meant where there is none."""
    found = [why for (known, kind), why in lines().items() if known == name and why and kind not in ("type", "view")]
    if found:
        return f"is refused: it {found[0]}"
    near = get_close_matches(name, [*_allowed((*_VALUES, *_TABLES)), *catalog.objects("macros")], n=1)
    return f"is not one that can be called here{f': did you mean {near[0]}()?' if near else ''}"


def reason_for_type(name: str) -> str:
    """Why a type is refused."""
    why = lines().get((name.lower().replace(" ", "_"), "type"))
    return f"is refused: it {why}" if why else "is not one that can be used here"
