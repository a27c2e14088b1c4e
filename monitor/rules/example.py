"""Examples of a rule: rows that are given, and what must fire when. They stand as comments under the rule's query.

    -- example: a quarter of the requests fails for ten minutes
    -- given: requests_by_minute from 00:00 to 00:10 every 1m: service=shop, requests=100, failed=25
    -- then: fires at 00:06: service=shop, severity=critical
    -- then: resolves at 00:20: service=shop

Times are hours and minutes (and seconds) of one day, `1d 00:06` of the next. The column with the row's time is filled
in; a relation that has none, such as `ingest_lag`, is given without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.kinds import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DAY = datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None)
"""The day of examples, a Monday."""
_LINE = re.compile(r"--\s*(?P<key>[a-z]+):\s*(?P<value>.*)")
_CLOCK = r"(?:\d+d )?\d{1,2}:\d{2}(?::\d{2})?"
_GIVEN = re.compile(
    rf"(?P<relation>[a-z_][a-z0-9_]*)(?:\s+at (?P<at>{_CLOCK})|\s+from (?P<start>{_CLOCK}) to (?P<end>{_CLOCK})"
    r" every (?P<every>[0-9][0-9a-z.]*))?\s*:\s*(?P<columns>.*)"
)
_THEN = re.compile(rf"(?P<what>fires|resolves) at (?P<at>{_CLOCK})(?:\s*:\s*(?P<labels>.*))?")
_COLUMN = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)=(?P<value>'[^']*'|\{[^}]*\}|\[[^\]]*\]|[^,]*?)\s*(?:,\s*|$)")
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Given:
    """Rows of a relation, all alike but for their times (UTC without a zone); one row where there is no time."""

    relation: str
    times: tuple[datetime, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """That an alert fires or resolves at a moment; `labels` are those that it must have, `severity` among them."""

    fires: bool
    at: datetime
    labels: Mapping[str, str]


@dataclass(slots=True)
class Example:
    """Its title, the line it begins at, what is given and what must follow; nothing must where `then` is empty."""

    title: str
    line: int
    given: list[Given] = field(default_factory=list)
    then: list[Expected] = field(default_factory=list)


def examples_of(lines: Sequence[tuple[int, str]]) -> tuple[Example, ...]:
    """Read numbered comment lines. Raises `ValueError` with the line's number and a sentence."""
    found: list[Example] = []
    for number, line in lines:
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            continue
        if match["key"] == "example":
            found.append(Example(match["value"], number))
        elif match["key"] not in ("given", "then"):
            raise ValueError(number, f"`{match['key']}` is no part of an example: there are example, given and then")
        elif not found:
            raise ValueError(
                number, f"`{match['key']}` belongs to no example: write `-- example: what it shows` above it"
            )
        else:
            _add(found[-1], match["key"], match["value"], number)
    return tuple(found)


def _add(example: Example, key: str, value: str, number: int) -> None:
    if key == "given":
        example.given.append(_given(value, number))
    elif value.strip() != "nothing":
        example.then.append(_expected(value, number))


def _given(text: str, number: int) -> Given:
    match = _GIVEN.fullmatch(text)
    if match is None:
        sentence = (
            f"{text!r} is wrong: write `requests_by_minute from 00:00 to 00:10 every 1m: service=shop, requests=9`"
        )
        raise ValueError(number, sentence)
    columns = _columns(match["columns"], number)
    if not (match["at"] or match["start"]):
        return Given(match["relation"], (), columns)
    if match["at"]:
        return Given(match["relation"], (_moment(match["at"]),), columns)
    start, end = _moment(match["start"]), _moment(match["end"])
    try:
        step = timedelta(seconds=float(seconds_of(match["every"])))
    except ValueError as error:
        raise ValueError(number, str(error)) from None
    many = (end - start) / step if step else _MOST_ROWS + 1
    if many > _MOST_ROWS:
        raise ValueError(number, f"that is more than {_MOST_ROWS:,} rows: make the steps longer")
    times = [start]
    while times[-1] + step < end:
        times.append(times[-1] + step)
    return Given(match["relation"], tuple(times), columns)


def _expected(text: str, number: int) -> Expected:
    match = _THEN.fullmatch(text)
    if match is None:
        sentence = (
            f"{text!r} is wrong: write `fires at 00:06: service=shop`, `resolves at 00:20: service=shop` or `nothing`"
        )
        raise ValueError(number, sentence)
    return Expected(match["what"] == "fires", _moment(match["at"]), _columns(match["labels"] or "", number))


def _columns(text: str, number: int) -> dict[str, str]:
    found, end = {}, 0
    while end < len(text):
        column = _COLUMN.match(text, end)
        if column is None:
            raise ValueError(number, f"{text[end:]!r} is wrong: write `column=value`, with a comma between two")
        value = column["value"]
        found[column["name"]] = value[1:-1] if value.startswith("'") else value
        end = column.end()
    return found


def _moment(clock: str) -> datetime:
    """`00:06`, `23:59:30` or `3d 00:06` of the example's day."""
    days, _, rest = clock.rpartition("d ")
    hours, minutes, *seconds = map(int, rest.split(":"))
    return DAY + timedelta(days=int(days or 0), hours=hours, minutes=minutes, seconds=sum(seconds))
