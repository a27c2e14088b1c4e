"""Guards for guessed keys, as SQL: what a value must be to go into its column. Each record is checked by itself."""

from __future__ import annotations

_IS = {
    "ts": "{value} >= timestamp '2000-01-01' and {value} < timestamp '2100-01-01'",
    "level": "regexp_full_match({text}, '[A-Za-z]{{1,12}}')",
    "message": "not regexp_matches({text}, '^[\\[{{]') and length({text}) > 1",
    "method": "upper({text}) in ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE')",
    "path": "regexp_matches({text}, '^(?:/|https?://|wss?://)')",
    "status": "{value} between 100 and 599",
    "client_ip": "{value} is not null",
    "duration_ms": "try_cast({text} as double) is not null and {value} between 0 and 86400000",
    "trace_id": "regexp_full_match({value}, '[0-9A-Za-z-]{{8,64}}')",
    "span_id": "regexp_full_match({value}, '[0-9A-Za-z-]{{8,36}}')",
    "request_id": "regexp_full_match({text}, '[0-9A-Za-z._:=+/@-]{{1,128}}')",
    "user_id": "regexp_full_match({text}, '[^\\s{{\\[][^\\s]{{0,127}}')",
}
"""For example: a duration of at most a day, a time from 2000 to 2099, an HTTP method, an HTTP status."""
_OTHER = "not regexp_matches({text}, '^[\\[{{]')"


def guarded(column: str, text: str, value: str) -> str:
    """`value`, which is `text` read as `column`; null if the text does not pass the guard."""
    condition = _IS.get(column, _OTHER).format(text=text, value=value)
    return f"case when {condition} then {value} end"
