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

from sql import catalog, cost_guard
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

MAX_STATEMENT_LENGTH = 100_000
"""Characters; nobody writes more by hand, and each operator of a statement may hold a vector of values."""

_BLANK = r"(?:\s|--[^\n]*(?:\n|$)|/\*[^*/]*\*/)"
_EXPLAIN = re.compile(
    rf"{_BLANK}*explain\b(?P<analyze>{_BLANK}+analyze\b)?{_BLANK}*(?P<inner>.*)", re.IGNORECASE | re.DOTALL
)

_TABLE_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_indexes",
        "duckdb_keywords",
        "duckdb_schemas",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "generate_subscripts",
        "histogram",
        "histogram_values",
        "json_each",
        "json_tree",
        "pragma_table_info",
        "range",
        "repeat",
        "summary",
        "unnest",
    }
)
"""Table functions that only compute, or describe the schema; all others are refused, and so are later DuckDB's."""

_SYSTEM_TABLES = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_indexes",
        "duckdb_schemas",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
    }
)
_SYSTEM_TABLE = re.compile(r"duckdb_|pragma_|sqlite_|pg_(?:settings|prepared|stat|shadow|authid|user|file)")

_REFUSED = re.compile(
    r"""
    current_setting | getenv | getvariable | set_config | setseed | which_secret | pg_read.* | pg_ls.* | pg_sleep.*
    | sleep.* | current_query.* | current_connection_id | current_transaction_id | txid_.* | stats | inet_.*
    | pg_conf_load_time | pg_postmaster_start_time | get_block_size | json_serialize_plan
    | query | query_table | json_execute_serialized_sql | json_deserialize_sql | from_substrait.* | sql_auto_complete
    | nextval | currval | write_log | parse_duckdb_log_message | enable_.* | disable_.* | .*checkpoint | .*_scan.*
    | read_.* | write_.* | sniff_.* | glob | .*_secrets? | duckdb_.* | pragma_.* | load_.* | install_.* | http_.*
    | pandas_.* | python_.* | force_.*
    """,
    re.VERBOSE,
)
_CHANGES = re.compile(r"(?:INSERT|UPDATE|DELETE|MERGE|COPY|CREATE|DROP|ALTER)\w*(?:_NODE|_STATEMENT)?")
_HARMLESS = frozenset({"error", "gen_random_uuid", "random", "uuid", "uuidv4", "uuidv7"})
"""What gives another value each time and does nothing else."""

_IN_PASSING = frozenset({"WINDOW_ROW_NUMBER", "WINDOW_RANK", "WINDOW_RANK_DENSE", "WINDOW_PERCENT_RANK"})
"""Window functions that DuckDB computes while rows pass, where nothing asks for all of them."""

_GUARDED = re.compile(r'temporary macro "?([^"(\s]+)"?\s*\(')
_WIDTH = re.compile(r"\d{4,}|\*|\{[^{}]*\{")


@dataclass(frozen=True, slots=True)
class Screened:
    """A statement that may run: its text, and the names of its parameters."""

    text: str
    parameters: frozenset[str]


def is_offered(name: str, kind: str) -> bool:
    """Whether a statement may call a function of that name; `kind` is DuckDB's (scalar, aggregate, macro, table …)."""
    if kind == "table":
        return name in _TABLE_FUNCTIONS
    return name in _TABLE_FUNCTIONS or _REFUSED.fullmatch(name) is None


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
    parsed = _only_statement(cursor, text)
    prefix, inner = "", text
    if parsed.type == duckdb.StatementType.EXPLAIN:
        prefix, inner = _explained(text)
        _only_statement(cursor, inner)
    tree = _tree(cursor, inner)
    _judge(tree, cursor)
    cost_guard.judge(tree, values or {})
    return Screened(prefix + inner, frozenset(parsed.named_parameters))


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
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise _refusal("This statement")
    return tree


def _refusal(what: str) -> QueryError:
    return QueryError(f"{what} is refused: only one SELECT (or EXPLAIN of one) can be run here.")


def _is_table_macro(cursor: DuckDBPyConnection, name: str) -> bool:
    rows = cursor.execute(
        """
        select 1
        from duckdb_functions()
        where not internal
            and function_type = 'table_macro'
            and function_name = $name
        """,
        {"name": name},
    ).fetchall()
    return bool(rows)


def _judge(tree: dict[str, Any], cursor: DuckDBPyConnection) -> None:
    for node in cost_guard.nodes(tree):
        kind = node.get("type")
        if not isinstance(kind, str):
            continue
        if "function" in node and isinstance(node["function"], dict):
            _judge_table_function(node["function"], cursor)
        elif "function_name" in node:
            _judge_function(node, cursor)
            if node.get("class") == "WINDOW":
                _judge_window(node)
        elif "table_name" in node:
            _judge_table(node)
        elif _CHANGES.fullmatch(kind):
            raise _refusal(f"The {kind.split('_', 1)[0]} in this statement")


def _judge_table_function(function: dict[str, Any], cursor: DuckDBPyConnection) -> None:
    name = str(function["function_name"]).lower()
    if name not in _TABLE_FUNCTIONS and not _is_table_macro(cursor, name):
        sentence = (
            f"The table function {name}() is refused: "
            "only functions that compute or describe the tables can be called, files and settings cannot be read."
        )
        raise QueryError(sentence)


def _judge_function(function: dict[str, Any], cursor: DuckDBPyConnection) -> None:
    name = str(function["function_name"]).lower()
    schemas = {str(function.get("schema", "")).lower(), str(function.get("catalog", "")).lower()}
    # The parser itself writes main.list_value for [1, 2]; only what a guard replaces must not be reached around it.
    if name in _guarded() and schemas & {"system", "main", "pg_catalog", "information_schema", "temp"}:
        raise QueryError(f"The function {name}() is refused with a schema before it: call it by its name alone.")
    if name in _unsteady(cursor) - _HARMLESS:
        sentence = f"The function {name}() is refused: it shows the server's state, or changes something."
        raise QueryError(sentence)
    if name not in _TABLE_FUNCTIONS and _REFUSED.fullmatch(name):
        sentence = f"The function {name}() is refused: it reaches beyond the tables, or runs text as SQL."
        raise QueryError(sentence)
    if name in ("format", "printf") and not _is_narrow_format(function):
        sentence = f"{name}() is refused here unless its format is a literal whose widths have at most three digits."
        raise QueryError(sentence)


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


@cache
def _guarded() -> frozenset[str]:
    """The names of the functions that a guard takes the place of."""
    texts = (guard.body for guard in catalog.objects("guards").values())
    return frozenset(name for text in texts for name in _GUARDED.findall(text))


_side_effects: dict[str, frozenset[str]] = {}


def _unsteady(cursor: DuckDBPyConnection) -> frozenset[str]:
    """Functions of this DuckDB that do not only compute: those that a later one brings are refused by that."""
    if duckdb.__version__ not in _side_effects:
        rows = cursor.execute(
            """
            select function_name
            from duckdb_functions()
            where internal
                and (stability = 'VOLATILE' or has_side_effects)
            """
        ).fetchall()
        _side_effects[duckdb.__version__] = frozenset(str(name) for (name,) in rows)
    return _side_effects[duckdb.__version__]


def _is_narrow_format(function: dict[str, Any]) -> bool:
    arguments = function.get("children") or [entry["expression"] for entry in function.get("arguments") or [{}]]
    first = arguments[0] if arguments else {}
    literal = first.get("literal", {}).get("text", first.get("value", {}).get("value"))
    return isinstance(literal, str) and _WIDTH.search(literal) is None


def _judge_table(table: dict[str, Any]) -> None:
    name = str(table["table_name"]).lower()
    if _SYSTEM_TABLE.match(name) and name not in _SYSTEM_TABLES:
        sentence = f"The system table {name} is refused: it is about the server, not about the logs."
        raise QueryError(sentence)


_BOUND = re.compile(r"Conversion Error: Could not convert string '([^']* here\.)' to INT64")
"""What a guard that fails by a cast says (sql/guards/concat_operator.sql)."""

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
