"""How large the result of a call may be, by its name and the sizes of its arguments, in bytes of one row."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from sql import catalog
from sql.syntax_tree import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sql.syntax_tree import Node

_SCALAR = 16
_SMALL = 4_096
_REPEATED = 10_000
_COUNTED = 10_000
"""Characters and elements that sql/guards let repeat(), lpad() and range() make."""
_JOINED = 65_536
"""Characters that they let `||` and concat() make."""
_MOST_ELEMENTS = 1_000
"""Elements that lambdas are given at most."""
WITH_LAMBDAS = frozenset(
    {"list_transform", "list_apply", "array_transform", "array_apply", "apply"}
    | {"list_filter", "array_filter", "filter", "list_reduce", "array_reduce", "reduce"}
)
_NUMBERS = frozenset(
    {"+", "-", "*", "/", "//", "%", "**", "^", "&", "|", "<<", ">>", "~~", "!~~", "~~*", "!~~*", "~~~", "@>", "<@"}
    | {"^@", "abs", "round", "floor", "ceil", "ceiling", "trunc", "sign", "sqrt", "pow", "power", "ln", "log", "log2"}
    | {"log10", "exp", "mod", "length", "len", "strlen", "char_length", "octet_length", "bit_length", "count", "sum"}
    | {"count_star", "avg", "median", "stddev", "count_if", "countif", "approx_count_distinct", "row_number", "rank"}
    | {"dense_rank", "ntile", "contains", "starts_with", "prefix", "ends_with", "suffix", "strpos", "instr", "position"}
    | {"ascii", "regexp_matches", "regexp_full_match", "isnan", "isfinite", "isinf", "hash", "md5", "sha1", "sha256"}
    | {"typeof", "date_trunc", "date_part", "datediff", "date_diff", "epoch", "epoch_ms", "now", "time_bucket"}
    | {"to_timestamp", "list_contains", "list_has", "array_length", "json_array_length", "json_type", "json_valid"}
    | {"levenshtein", "duration_bucket", "percentile_ms", "setting_ms", "is_error", "random", "error", "bool_and"}
    | {"bool_or", "cardinality", "bucket_ms", "bucket_at", "slow_bucket", "min_bucket", "status_class", "http_status"}
    | {"parse_time", "parse_duration", "iso_time", "quick_time", "started_at", "ceil_hour", "counts_once", "is_request"}
    | {"bucket_bound", "quantile_in_buckets", "quantile_of_histogram"}
)
_TO_EACH_CHARACTER = frozenset(
    {"string_split", "str_split", "split", "string_to_array", "string_split_regex", "str_split_regex"}
    | {"regexp_split_to_array", "regexp_split_to_table", "regexp_extract_all"}
)
_FACTORS: Mapping[str, int] = {
    **dict.fromkeys(_TO_EACH_CHARACTER, 17),
    **dict.fromkeys(("bin", "to_binary"), 8),
    "url_encode": 3,
    **dict.fromkeys(
        ("hex", "to_hex", "base64", "to_base64", "regexp_escape", "json_quote", "to_json", "json_pretty"), 2
    ),
    **dict.fromkeys(("json_array", "json_object", "row_to_json", "array_to_json"), 2),
}
TAKING_OUT = frozenset(
    {"unnest", "array_extract", "list_extract", "list_element", "element_at", "map_extract_value", "list_first"}
    | {"list_last", "list_max", "list_min", "list_any_value"}
)
"""Functions that give one element of a list or map."""
COLLECTING = frozenset({"list", "array_agg", "list_value", "list_pack"})
KEEPING_ELEMENTS = frozenset(
    {"list_sort", "array_sort", "list_reverse_sort", "list_reverse", "list_distinct", "array_distinct", "list_filter"}
    | {"array_filter", "list_slice", "array_slice", "list_concat", "list_cat", "array_concat", "map", "map_values"}
    | {"map_keys", "list_append", "list_prepend", "list_where", "list_select"}
)
LEAST_ELEMENT = 4
_CUT = frozenset(
    {"left", "right", "substr", "substring", "array_slice", "list_slice", "left_grapheme", "right_grapheme"}
)
_LONGEST_CHARACTER = 4
_TEXT_TYPES = re.compile(r"VARCHAR|BLOB|JSON|LIST|ARRAY|STRUCT|MAP|UNION|ENUM|USER|UNBOUND|BIT|BIGNUM")
_DEFINED = re.compile(r'temporary macro "?([^"(\s]+)"?\s*\(')
_OF_MACRO = 5
"""Results that our macros keep, as measured: most of their parts are short."""
_CARRIED = 3
"""Guards that carry their arguments along as a list of one struct."""


def cast(node: Node, size: int) -> int:
    """A value as another type: what is put in quotes for a text is longer, and again so each time."""
    target = str((node.get("cast_type") or {}).get("id"))
    if _TEXT_TYPES.search(target) is None:
        return _SCALAR
    child = node.get("child") or {}
    is_plain = child.get("class") in ("CONSTANT", "PARAMETER") or (child.get("class") == "COLUMN_REF" and size < _SMALL)
    return size if is_plain and target != "BLOB" else 4 * size


def call(name: str, given: Sequence[Any], taken: Sequence[int]) -> int:
    """The result of a call; `taken` are the sizes of its arguments."""
    if name in _NUMBERS:
        return _SCALAR
    if name in _OWN and taken:
        return _OWN[name](given, taken)
    return sum(taken) * _FACTORS.get(name, 1) + _SCALAR


def _joined(_: Sequence[Any], taken: Sequence[int]) -> int:
    return min(sum(taken), _JOINED)


def _repeated(given: Sequence[Any], taken: Sequence[int]) -> int:
    return min(_REPEATED, taken[0] * _number(given, 1, _REPEATED))


def _padded(given: Sequence[Any], _: Sequence[int]) -> int:
    return min(_REPEATED, _LONGEST_CHARACTER * _number(given, 1, _REPEATED))


def _counted(given: Sequence[Any], _: Sequence[int]) -> int:
    return 8 * min(_COUNTED, max(_number(given, place, _COUNTED) for place in range(len(given))))


def _resized(given: Sequence[Any], taken: Sequence[int]) -> int:
    return taken[0] + min(_COUNTED, _number(given, 1, _COUNTED)) * (8 + sum(taken[2:]))


def _cut(given: Sequence[Any], taken: Sequence[int]) -> int:
    return min(sum(taken), _LONGEST_CHARACTER * _number(given, len(given) - 1, sum(taken)))


def _translated(_: Sequence[Any], taken: Sequence[int]) -> int:
    return taken[0]


def _replaced(given: Sequence[Any], taken: Sequence[int]) -> int:
    """A text grows where what is put is longer than what is looked for; a pattern may find nothing, everywhere."""
    if taken[0] < _SMALL:
        return sum(taken)
    wanted, put = (literal(part) for part in (*given[1:3], None, None)[:2])
    if put is not None and len(put) <= len(wanted or ""):
        return taken[0]
    return min(_JOINED, taken[0] * max(1, *taken[2:3]))


def _replaced_by_pattern(given: Sequence[Any], taken: Sequence[int]) -> int:
    return _replaced([*given[:1], None, *given[2:3]], taken)


def _number(given: Sequence[Any], place: int, otherwise: int) -> int:
    """The whole number that is written as an argument, else `otherwise`."""
    node = given[place] if place < len(given) else None
    value = (
        (node.get("value") or {}).get("value") if isinstance(node, dict) and node.get("class") == "CONSTANT" else None
    )
    return max(0, value) if isinstance(value, int) else otherwise


def elements(node: object) -> int:
    """How many elements a list may have."""
    if isinstance(node, dict) and node.get("function_name") in ("list_value", "list_pack"):
        return max(1, len(node.get("children") or ()))
    return _MOST_ELEMENTS


def weight(name: str) -> int:
    """How many results of its size a call makes on the way, with its own."""
    return _weights().get(name, 1)


@cache
def _weights() -> Mapping[str, int]:
    macros = dict.fromkeys(catalog.objects("macros"), _OF_MACRO)
    guards = catalog.objects("guards").values()
    carrying = [name for guard in guards if "list_transform" in guard.body for name in _DEFINED.findall(guard.body)]
    return {**macros, **dict.fromkeys(carrying, _CARRIED)}


_OWN: Mapping[str, Callable[[Sequence[Any], Sequence[int]], int]] = {
    **dict.fromkeys(("||", "concat", "concat_ws"), _joined),
    **dict.fromkeys(("lpad", "rpad"), _padded),
    **dict.fromkeys(("range", "generate_series"), _counted),
    **dict.fromkeys(("list_resize", "array_resize"), _resized),
    **dict.fromkeys(_CUT, _cut),
    "repeat": _repeated,
    "replace": _replaced,
    "regexp_replace": _replaced_by_pattern,
    "translate": _translated,
}
