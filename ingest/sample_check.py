"""Whether the samples of a schema become the expected records."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ingest.dry_run import DryRun
from ingest.formats.log_format import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.formats.log_format import Sample
    from ingest.formats.text_format import TextFormat
    from ingest.settings import Settings


def failures(schema: Format | TextFormat, settings: Settings) -> list[str]:
    """One sentence for each difference between the samples and the result. `settings` name the schema's file."""
    found: list[str] = []
    for number, sample in enumerate(schema.samples, 1):
        found += [
            f"Sample {number} of {schema.name} ({schema.origin}): {item}." for item in _judged(schema, sample, settings)
        ]
    return found


def _judged(schema: Format | TextFormat, sample: Sample, settings: Settings) -> Iterator[str]:
    with DryRun(settings) as dry_run:
        dry_run.read_bytes(sample.lines.lstrip("\r\n").encode())
        with dry_run.warehouse.reader() as cursor:
            for line, reason in cursor.execute("select line_number, reason from rejects order by all").fetchall():
                yield f"line {line} is invalid: {reason}"
            cursor.execute("select * from logs order by rowid")
            names = [column[0] for column in cursor.description or ()]
            rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        for other, records in _formats(dry_run, schema):
            if other != schema.name:
                key = "match" if isinstance(schema, Format) else "begins or pattern"
                yield f"{records} of its records are of {other}, not of {schema.name}: correct {key}"
    if len(rows) != len(sample.records):
        yield f"{len(sample.records)} records were expected, and there are {len(rows)}"
    for index, (expected, row) in enumerate(zip(sample.records, rows, strict=False), 1):
        yield from _differences(index, expected, row)


def _formats(dry_run: DryRun, schema: Format | TextFormat) -> Iterator[tuple[str, int]]:
    """The formats of the records, of the kind that `schema` is, and how many records each has."""
    if isinstance(schema, Format):
        for kind in dry_run.kinds():
            yield kind.schema.name if kind.schema else "no format in particular", kind.records
    else:
        yield from dry_run.of_text.items()


def _differences(index: int, expected: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
    for column, wanted in expected.items():
        if not _agrees(column, wanted, row[column]):
            got = row[column].isoformat() + "Z" if isinstance(row[column], datetime) else row[column]
            shown = "nothing" if got is None else repr(got)
            yield f"{column} of record {index} was expected to be {_shown(wanted)}, and is {shown}"


def _shown(wanted: Any) -> str:
    if wanted is None or wanted == "":
        return "nothing"
    return repr(wanted.isoformat() if isinstance(wanted, date) else wanted)


def _agrees(column: str, wanted: Any, found: Any) -> bool:
    is_same: bool
    if wanted is None or wanted == "" or found is None:
        is_same = found is None and wanted in (None, "")
    elif column == "ts":
        is_same = _moment(wanted) == found
    elif column == "stack_trace" and isinstance(wanted, bool):
        is_same = wanted
    elif column == "attributes":
        is_same = _json(wanted) == _json(found)
    elif isinstance(found, float):
        is_same = isinstance(wanted, int | float) and math.isclose(wanted, found, rel_tol=1e-9)
    else:
        is_same = wanted == found
    return is_same


def _json(value: Any) -> Any:
    """Attributes as values, without the note about a time from elsewhere."""
    values = json.loads(value) if isinstance(value, str) else value
    return {key: item for key, item in values.items() if key != "_longtail"} if isinstance(values, dict) else values


def _moment(wanted: Any) -> datetime | None:
    try:
        moment = wanted if isinstance(wanted, datetime) else datetime.fromisoformat(wanted)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
