"""A rule made of a query that somebody has already: of a tile, of a saved query, of the SQL page.

One of its columns is the value, others are labels; rows with the same labels are taken together. What the query names
as its range becomes the rule's window; all other parameters are written into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.rules.making.writing import text_of
from sql.literals import filled, identifier, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sql.literals import Value

ROWS = ""
"""In the place of a column: how many rows there are."""
TOGETHER: Mapping[str, str] = {"max": "largest", "min": "smallest", "sum": "sum", "avg": "mean"}
"""How the rows of one alert are taken together: DuckDB's name, and ours."""
_STARTS, _ENDS = ("from", "from_ts", "origin"), ("to", "to_ts")
_OURS = ("value", "threshold")
_ONE_BUCKET = 10**9
_FINE_SPAN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a rule of a query."""

    title: str
    severity: str
    column: str
    together: str
    labels: Sequence[str]
    operator: str
    threshold: float
    window: str
    pending: str


def windowed(text: str, values: Mapping[str, Value], span: timedelta) -> str:
    """A query with `$from` and `$to` for its range of about `span`, one bucket, and its other parameters written in."""
    written = {name: literal(value) for name, value in values.items()}
    written |= dict.fromkeys(_STARTS, "$from") | dict.fromkeys(_ENDS, "$to")
    written |= {"bucket_seconds": str(_ONE_BUCKET), "fine": literal(span <= _FINE_SPAN)}
    return filled(text.strip().rstrip(";").rstrip(), written)


def window_of(span: timedelta) -> str:
    """About that long, as a header writes it: whole minutes, hours or days."""
    minutes = max(1, round(span.total_seconds() / 60))
    unit, size = next((unit, size) for unit, size in (("d", 1440), ("h", 60), ("m", 1)) if minutes % size == 0)
    return f"{minutes // size}{unit}"


def rule_text(query: str, wanted: Wanted) -> str:
    """The file of the rule. Raises `SettingsError` where a text has several lines."""
    header = {
        "title": wanted.title,
        "severity": wanted.severity,
        "for": wanted.pending,
        "when": f"value {wanted.operator} $threshold",
        "parameters": {"threshold": wanted.threshold, "window": wanted.window},
    }
    value = "count(*)" if wanted.column == ROWS else f"{wanted.together}({identifier(wanted.column)})"
    selected = ",\n".join(f"    {one}" for one in (*map(_label, wanted.labels), f"{value} as value"))
    group = f"\ngroup by {', '.join(map(identifier, wanted.labels))}" if wanted.labels else ""
    return text_of(header, f"select\n{selected}\nfrom (\n{query.strip()}\n) as asked{group}")


def _label(name: str) -> str:
    """A label's column; what a rule calls otherwise gets another name."""
    return f"{identifier(name)} as {name.lower()}_of" if name.lower() in _OURS else identifier(name)
