"""The rest of a record after its columns are filled, as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats import field_names
from ingest.records.plans.extraction import listed, quoted
from ingest.records.values.moments import FROM_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 2
"""Up to this many conditions, evaluating each for all rows costs less than a CASE."""
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_CONTROLS = {code: f"\\u{code:04X}" for code in range(32)}


def wide_attributes(consumed: dict[str, str]) -> str:
    """The rest of records with very many keys or shapes: every key of the record itself, without the consumed ones."""
    gone = [f"case when {condition} then {quoted(key)} end" for key, condition in consumed.items()]
    entries = "map_entries(cast(line::json as map(varchar, json)))"
    if gone:
        entries = (
            f"list_filter({entries}, lambda entry: not coalesce(list_contains([{listed(gone)}], entry.key), false))"
        )
    texts = f"list_transform({entries}, lambda entry: to_json(entry.key) || ':' || coalesce(entry.value, 'null'))"
    flagged = f"case when dated_ts is not null then {quoted(FROM_FILE)} end"
    return f"nullif('{{' || concat_ws(',', nullif(array_to_string({texts}, ','), ''), {flagged}) || '}}', '{{}}')::json"


def rarely_left(keys: list[str], used: dict[str, str]) -> Iterator[str]:
    """Keys with their JSON that are mostly in columns; `used` has for each the column that says so.

    One CASE over them all is passed over at once for most rows; a CASE for each key took most of the time.
    """
    flags = [used[key] for key in keys]
    rest = [
        f"case when not {flag} then {quoted(json_key(key) + ':')}"
        f" || json_extract(line, {quoted(field_names.pointer(key))}) end"
        for key, flag in zip(keys, flags, strict=True)
    ]
    if len(rest) == 1:
        yield rest[0]
    else:
        yield f"case when not ({' and '.join(flags)}) then nullif(concat_ws(',', {listed(rest)}), '') end"


def any_of(conditions: list[str], nothing: str | None) -> str:
    """Whether one of the conditions holds. Of many, most records need only `nothing`: that the key is not there."""
    if nothing is None or len(conditions) <= _FEW:
        return f"coalesce({' or '.join(conditions)}, false)"
    rest = " or ".join(condition for condition in conditions if condition != nothing)
    return f"case when {nothing} then true else coalesce({rest}, false) end"


def json_key(key: str) -> str:
    """A key as DuckDB writes it in JSON."""
    return f'"{key.translate(_CONTROLS | _ESCAPES)}"'
