"""The rest of a record after its columns are filled, as SQL."""

from __future__ import annotations

from ingest.records.plans.extraction import listed, quoted
from ingest.records.values.moments import FROM_FILE

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


def json_key(key: str) -> str:
    """A key as DuckDB writes it in JSON."""
    return f'"{key.translate(_CONTROLS | _ESCAPES)}"'
