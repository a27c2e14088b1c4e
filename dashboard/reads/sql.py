"""The questions of the SQL page: the schema, saved queries, the history and the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.reads import FILTERS, Question
from sql import catalog, statement_check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.reads import Value, Window
    from sql.catalog import SqlObject

_SAMPLES: Mapping[str, Value] = {
    "limit": 100,
    "split": "service",
    "subset": "records",
    "requests_only": False,
    "error_id": None,
    "states": None,
}
"""Parameters of a query behind a page that the range and the filters do not set."""

_RANGE = {"fine", "from_ts", "to_ts", "timezone", "bucket_seconds", "origin", *FILTERS}

_UNOFFERED = ("api_", "schema_", "saved_", "statement_", "sample_", "ledger_proof", "filter_values", "data_range")
"""Queries that are not offered to people: those of the API, of this page and of the page header."""


def schema_fields() -> Question:
    """object, kind (table, view), name, type, comment: every column of the warehouse."""
    return reads.bind("schema_fields")


def schema_functions() -> Question:
    """name, kind, parameters, description, is_internal."""
    return reads.bind("schema_functions")


def schema_keywords() -> Question:
    """name: the keywords of SQL."""
    return reads.bind("schema_keywords")


def sample_rows(name: str, limit: int = 5) -> Question:
    """A few rows of a table or view."""
    return reads.bind("sample_rows", object=name, limit=limit)


def saved_queries() -> Question:
    """query_id, name, description, text, chart, saved_at; by name."""
    return reads.bind("saved_query_list")


def statement_history(limit: int = 100) -> Question:
    """ran_at, text, seconds, rows, bytes, truncated, error; newest first."""
    return reads.bind("statement_history", limit=limit)


@dataclass(frozen=True, slots=True)
class Start:
    """A ready query: `name` is that of its file; `is_ready` says that it was written for people to begin with."""

    name: str
    title: str
    description: str
    is_ready: bool


def starts() -> list[Start]:
    """The library, by title: what was written for people first, then the queries behind the pages."""
    ready = [_start(one, is_ready=True) for one in catalog.objects("library").values()]
    behind = [_start(one, is_ready=False) for one in catalog.objects("queries").values() if _is_offered(one)]
    return sorted(ready, key=lambda one: one.title) + sorted(behind, key=lambda one: one.title)


def start_text(name: str) -> str | None:
    """A query of sql/library with its title above it; None if the name is unknown."""
    found = catalog.objects("library").get(name)
    if found is None:
        return None
    lines = [found.title, *found.description.splitlines()]
    return "\n".join(f"-- {line}" for line in lines) + f"\n{found.body};\n"


def start_question(name: str, window: Window) -> Question | None:
    """The question behind a page, with the current range and filters; None if that name is not offered."""
    found = catalog.objects("queries").get(name)
    return reads.bind(name, window, **_SAMPLES) if found is not None and _is_offered(found) else None


def range_parameters(window: Window) -> dict[str, Value]:
    """What a statement may call by name without saying its value: `$from` and `$to`, and all that pages ask with."""
    values: dict[str, Value] = {
        "from": window.from_ts,
        "to": window.to_ts,
        "from_ts": window.from_ts,
        "to_ts": window.to_ts,
        "timezone": window.timezone,
        "fine": window.fine,
        "bucket_seconds": int(window.bucket.total_seconds()),
        "origin": window.origin,
    }
    return values | {name: getattr(window, name) for name in FILTERS}


def _start(found: SqlObject, *, is_ready: bool) -> Start:
    return Start(found.name, found.title, " ".join(found.description.split()), is_ready)


def _is_offered(found: SqlObject) -> bool:
    is_bound = set(found.parameters) <= _RANGE | set(_SAMPLES)
    return is_bound and not found.name.startswith(_UNOFFERED) and not statement_check.is_private(found.body)
