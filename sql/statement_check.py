"""Checks an untrusted statement before it runs: one SELECT or EXPLAIN, no function that reaches beyond the tables.

The parser that judges is DuckDB's own: the statement's syntax tree is walked, so quoting, comments, letter case and
nesting hide nothing. The instance is shut off from files and network, and the transaction is read-only; here the
refusals get their sentence, and what those two leave open is closed (settings, checkpoints, logs, text run as SQL).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from sql import catalog, cost_guard, offered, shape_guard, syntax_tree, text_guard
from sql.errors import QueryError
from sql.steps import bounded, volume

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

MAX_STATEMENT_LENGTH = 100_000
"""Characters; nobody writes more by hand, and each operator of a statement may hold a vector of values."""

_BLANK = r"(?:\s|--[^\n]*(?:\n|$)|/\*[^*/]*\*/)"
_EXPLAIN = re.compile(
    rf"{_BLANK}*explain\b(?P<analyze>{_BLANK}+analyze\b)?{_BLANK}*(?P<inner>.*)", re.IGNORECASE | re.DOTALL
)

_BUILT_IN = re.compile(r"(?:duckdb|pragma|sqlite|pg)_")
_BUILT_IN_SCHEMAS = frozenset({"information_schema", "pg_catalog", "system"})
_SHOWN = frozenset({"tables", "__show_tables_expanded"})
"""What SHOW shows without a query of its own: these, and the columns of a table."""

PRIVATE = frozenset(
    {"error_merges", "error_splits", "error_status", "incident_evidence", "incidents", "meta", "query_history"}
    | {"dropped_streams", "saved_queries"}
)
"""Tables with what people asked, wrote or set; views and macros tell what is for all.

A WITH may not take these names."""

_READS_PRIVATE = re.compile(rf"\b(?:from|join)\s+(?:{'|'.join(sorted(PRIVATE))})\b")

_CLASSES = frozenset(
    {"BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA"}
    | {"LAMBDA_REF", "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"}
)
"""The kinds of expressions that may stand in a statement."""

_PARTS = frozenset(
    {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
    | {
        "BASE_TABLE",
        "EMPTY",
        "EXPRESSION_LIST",
        "JOIN",
        "PIVOT",
        "SHOW_REF",
        "SUBQUERY",
        "TABLE_FUNCTION",
        "COLUMN_DATA",
    }
    | {"DISTINCT_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER"}
    | {"ORDER_DEFAULT", "ASCENDING", "DESCENDING", "ORDER_ASCENDING", "ORDER_DESCENDING"}
)
"""The kinds of everything else that may: queries, tables, and what sorts and cuts them."""

_CHANGES = re.compile(r"(?:INSERT|UPDATE|DELETE|MERGE|COPY|CREATE|DROP|ALTER)\w*(?:_NODE|_STATEMENT)?")
_IN_PASSING = frozenset({"WINDOW_ROW_NUMBER", "WINDOW_RANK", "WINDOW_RANK_DENSE", "WINDOW_PERCENT_RANK"})
"""Window functions that DuckDB computes while rows pass, where nothing asks for all of them."""

_GUARDED = re.compile(r'temporary macro "?([^"(\s]+)"?\s*\(')
_WIDTH = re.compile(r"\d{4,}|\*|\{[^{}]*\{")


@dataclass(frozen=True, slots=True)
class Screened:
    """A statement that may run: its text, the names of its parameters, and what makes the guards it needs."""

    text: str
    parameters: frozenset[str]
    guards: tuple[str, ...] = ()
    bounded: str | None = None
    """What runs in its place where aggregates are bounded (sql/steps/bounded.py)."""
    is_heavy: bool = False
    """Whether one step of it may take much memory (sql/steps/volume.py)."""
    is_alone: bool = False
    """Whether it may take so much that no other statement runs beside it."""


def is_offered(name: str, kind: str) -> bool:
    """Whether a statement may call a function of that name; `kind` is DuckDB's (`scalar`, `table` …)."""
    return offered.is_function(name, kind)


def is_private(text: str) -> bool:
    """Whether a query of ours reads a private table, so that nobody can run it as a statement."""
    return _READS_PRIVATE.search(text) is not None


def screen(cursor: DuckDBPyConnection, text: str, values: Mapping[str, Any] | None = None) -> Screened:
    """Judge `text` on a cursor of the warehouse; nothing of it is run. `values` are what its parameters will be.

    Raises `QueryError` where it is not exactly one SELECT or EXPLAIN, or calls what untrusted SQL may not.
    """
    if len(text) > MAX_STATEMENT_LENGTH:
        sentence = f"The statement has {len(text):,} characters: at most {MAX_STATEMENT_LENGTH:,} are run."
        raise QueryError(sentence)
    if "\0" in text:
        sentence = "The statement has a NUL character in it: take it out."
        raise QueryError(sentence)
    text_guard.judge(text)
    parsed = _only_statement(cursor, text)
    prefix, inner = "", text
    if parsed.type == duckdb.StatementType.EXPLAIN:
        prefix, inner = _explained(text)
        _only_statement(cursor, inner)
    tree = _tree(cursor, inner)
    _judge(tree, text, len(text) - len(inner))
    shape_guard.judge(tree)
    cost_guard.judge(tree, values or {})
    size = volume.judge(tree, values or {})
    rewritten = bounded.rewritten(cursor, tree)
    return Screened(
        prefix + inner,
        frozenset(parsed.named_parameters),
        _guards_of(tree),
        None if rewritten is None else f"{prefix} {rewritten}",
        is_heavy=size > volume.HEAVY_BYTES,
        is_alone=size > volume.ALONE_BYTES,
    )


def parsed_tree(cursor: DuckDBPyConnection, text: str) -> dict[str, Any]:
    """The syntax tree of one SELECT; nothing of it is judged. Raises `QueryError` where it is none."""
    _only_statement(cursor, text)
    return _tree(cursor, text)


def _only_statement(cursor: DuckDBPyConnection, text: str) -> duckdb.Statement:
    try:
        statements = cursor.extract_statements(text)
    except duckdb.Error as error:
        raise query_error(error) from error
    if not statements:
        sentence = "There is no statement to run: write a SELECT."
        raise QueryError(sentence)
    if len(statements) > 1:
        sentence = "More than one statement: run them one at a time (a PIVOT statement must be in a FROM clause)."
        raise QueryError(sentence)
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise _refusal(f"A {statements[0].type.name} statement")
    return statements[0]


def _explained(text: str) -> tuple[str, str]:
    """Take EXPLAIN off; what is judged is what is run, whatever the comments around it look like.

    What is taken off leaves blanks of the same shape, so that lines and columns of errors stay those of `text`.
    """
    match = _EXPLAIN.fullmatch(text)
    if match is None or match["inner"].startswith("("):
        sentence = (
            "Only EXPLAIN or EXPLAIN ANALYZE of a SELECT can be run, without options or nested comments before it."
        )
        raise QueryError(sentence)
    head = "explain analyze" if match["analyze"] else "explain"
    blank = re.sub(r"[^\n]", " ", text[: match.start("inner")])
    clean = blank[: len(head)].isspace() and "\n" not in blank[: len(head)]
    return head, (blank[len(head) :] if clean else blank.lstrip(" ")) + match["inner"]


def _tree(cursor: DuckDBPyConnection, text: str) -> dict[str, Any]:
    row = cursor.execute("select json_serialize_sql($text::varchar)", {"text": text}).fetchone()
    try:
        tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    except RecursionError:
        raise shape_guard.too_deep() from None
    if tree.get("error"):
        raise _refusal("This statement")
    return tree


def _refusal(what: str) -> QueryError:
    return QueryError(f"{what} is refused: only one SELECT (or EXPLAIN of one) can be run here.")


def _judge(tree: dict[str, Any], text: str, before: int) -> None:
    """Refuse what is in no list; `before` is how many characters of `text` stand before what became the tree."""
    for node in syntax_tree.nodes(tree):
        try:
            _judge_node(node)
        except QueryError as error:
            place = node.get("query_location")
            if error.line is None and isinstance(place, int) and place < len(text.encode()):
                raise _placed(
                    str(error), text, before + len(text[before:].encode()[:place].decode(errors="ignore"))
                ) from None
            raise


def _judge_node(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if node.get("cast_type"):
        _judge_type(node["cast_type"].get("id"))
    if not isinstance(kind, str):
        return
    if "class" in node:
        _judge_expression(node)
    elif "function" in node and isinstance(node["function"], dict):
        _judge_table_function(node["function"])
    elif "table_name" in node:
        _judge_table(node)
    elif _CHANGES.fullmatch(kind):
        raise _refusal(f"The {kind.split('_', 1)[0]} in this statement")
    elif (
        kind not in _PARTS and not kind.endswith("_TYPE_INFO") and ("query_location" in node or kind.endswith("_NODE"))
    ):
        raise _refusal(f"The {kind} in this statement")


def _judge_expression(node: dict[str, Any]) -> None:
    if node["class"] not in _CLASSES:
        raise _refusal(f"The {node['class']} in this statement")
    if node["class"] == "TYPE":
        _judge_type(node.get("type_name"))
    elif "function_name" in node:
        _judge_function(node)
        if node["class"] == "WINDOW":
            _judge_window(node)


def _judge_type(name: object) -> None:
    if name != "UNBOUND" and not offered.is_type(str(name)):
        sentence = f"The type {name} {offered.reason_for_type(str(name))}."
        raise QueryError(sentence)


def _judge_table_function(function: dict[str, Any]) -> None:
    name = str(function["function_name"]).lower()
    if not offered.is_table(name):
        raise QueryError(_sentence(f"The table function {name}() {offered.reason(name)}"))


def _judge_function(function: dict[str, Any]) -> None:
    name = str(function["function_name"]).lower()
    schemas = {str(function.get("schema", "")).lower(), str(function.get("catalog", "")).lower()}
    # The parser itself writes main.list_value for [1, 2]; only what a guard replaces must not be reached around it.
    if name in _guarded() and schemas & {"system", "main", "pg_catalog", "information_schema", "temp"}:
        raise QueryError(f"The function {name}() is refused with a schema before it: call it by its name alone.")
    if not offered.is_value(name) and not offered.is_table(name):
        raise QueryError(_sentence(f"The function {name}() {offered.reason(name)}"))
    if function.get("export_state"):
        sentence = "EXPORT_STATE is refused: a state of an aggregate can be forged."
        raise QueryError(sentence)
    if name in ("format", "printf") and not _is_narrow_format(function):
        sentence = f"{name}() is refused here unless its format is a literal whose widths have at most three digits."
        raise QueryError(sentence)


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _judge_window(window: dict[str, Any]) -> None:
    """Refuse a window that is neither parted nor ordered: where it has no rows, DuckDB 1.5 may fail for good.

    Its threads run a race (DuckDB's issue 25713): the loser gives up the whole database, or the process ends.
    """
    if window["partitions"] or window["orders"]:
        return
    asks_for_all = window.get("arg_orders") or window.get("filter_expr") or window.get("exclude_clause") != "NO_OTHER"
    if window["type"] in _IN_PASSING and not asks_for_all:
        return
    name = str(window["function_name"])
    sentence = f"{name}() over () is refused, it can bring DuckDB down: write over (partition by 'all') instead."
    raise QueryError(sentence)


def _guards_of(tree: dict[str, Any]) -> tuple[str, ...]:
    """The statements that make the guards of the functions in a statement; all would take 20 ms."""
    called = {str(node.get("function_name", "")).lower() for node in syntax_tree.nodes(tree)}
    guards = (guard.body for guard in catalog.objects("guards").values())
    return tuple(body for body in guards if called.intersection(_GUARDED.findall(body)))


@cache
def _guarded() -> frozenset[str]:
    """The names of the functions that a guard takes the place of."""
    texts = (guard.body for guard in catalog.objects("guards").values())
    return frozenset(name for text in texts for name in _GUARDED.findall(text))


def _is_narrow_format(function: dict[str, Any]) -> bool:
    text = syntax_tree.literal(next(iter(syntax_tree.arguments(function)), None))
    return text is not None and _WIDTH.search(text) is None


def _judge_table(table: dict[str, Any]) -> None:
    name = str(table["table_name"]).strip('"').lower()
    if table["type"] == "SHOW_REF" and (table.get("query") or name in _SHOWN):
        return
    if table["type"] == "SHOW_REF" and name not in catalog.objects("tables") | catalog.objects("views"):
        sentence = f"SHOW {name} is refused: SHOW TABLES and the names of tables and views can be shown."
        raise QueryError(sentence)
    if name in PRIVATE:
        sentence = f"The table {name} is refused: it holds what people asked, wrote or set."
        raise QueryError(sentence)
    is_built_in = _BUILT_IN.match(name) or str(table.get("schema_name", "")).lower() in _BUILT_IN_SCHEMAS
    if is_built_in and not offered.is_view(name) and not offered.is_table(name):
        sentence = f"The system table {name} is refused: it is about the server, not about the logs."
        raise QueryError(sentence)


def _placed(sentence: str, text: str, place: int) -> QueryError:
    """An error about the character at `place` of the statement."""
    line_start = text.rfind("\n", 0, place) + 1
    line = text[line_start:].split("\n", 1)[0]
    column = place - line_start + 1
    excerpt = f"{line}\n{' ' * (column - 1)}^" if len(line) <= _LONGEST_EXCERPT else None
    return QueryError(sentence, line=text.count("\n", 0, place) + 1, column=column, excerpt=excerpt)


_BOUND = re.compile(r"Conversion Error: Could not convert string '([^']* here\.)' to INT64")
"""What a guard that fails by a cast says (sql/guards/concat_operator.sql)."""

_LONGEST_EXCERPT = 200
_PLACE = re.compile(r"\n\s*LINE (?P<line>\d+): (?P<text>[^\n]*)\n(?P<lead> *)\^")


def query_error(error: duckdb.Error, *, lines_before: int = 0) -> QueryError:
    """DuckDB's error as ours: one sentence, and the place in the statement where DuckDB names one.

    `lines_before` is how many lines of ours stood before the user's text.
    """
    message = _BOUND.sub(r"\1", str(error))
    place = _PLACE.search(message)
    sentence = " ".join((message[: place.start()] if place else message).split())
    sentence = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    if place is None:
        return QueryError(sentence)
    label = len(f"LINE {place['line']}: ")
    caret = len(place["lead"]) - label
    cut = place["text"].startswith("...")
    return QueryError(
        sentence,
        line=int(place["line"]) - lines_before,
        column=None if cut else caret + 1,
        excerpt=f"{place['text']}\n{' ' * caret}^",
    )
