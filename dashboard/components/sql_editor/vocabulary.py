"""What the editor completes: tables with their columns, the functions that statements may call, keywords."""

from __future__ import annotations

from dashboard import cache
from dashboard.components.sql_editor.editor import Vocabulary
from dashboard.reads import sql as reads
from sql import statement_check

_LONGEST_HELP = 200


def offered() -> Vocabulary:
    """Of the warehouse that is open."""
    fields = cache.ask(reads.schema_fields())
    tables: dict[str, list[tuple[str, str]]] = {}
    for name, column, kind in zip(fields["object"], fields["name"], fields["type"], strict=True):
        tables.setdefault(name, []).append((column, kind))
    functions = [
        (row["name"], row["parameters"] or "", (row["description"] or "")[:_LONGEST_HELP])
        for row in cache.ask(reads.schema_functions()).rows(named=True)
        if statement_check.is_offered(row["name"], row["kind"])
    ]
    keywords = cache.ask(reads.schema_keywords())["name"].to_list()
    return Vocabulary(tables, functions, keywords)
