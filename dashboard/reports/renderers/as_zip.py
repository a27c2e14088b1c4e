"""A report as ZIP: every other form, the rows behind it as Parquet, and its SQL as files.

The same report gives the same bytes: entries in a fixed order, all with the time the report was made.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.reports.renderers import as_html, as_json, as_markdown, as_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.reports.model import Evidence, Part, Report

_README = """This is an incident report by Longtail.

report.html   opens in any browser, without a network
report.pdf    for paper
report.md     GitHub Flavored Markdown
report.json   for programs; schema.json says what is in it
rows/         the evidence's rows, as Parquet
sql/          the questions behind the numbers, as DuckDB runs them on a Longtail warehouse
"""


def render(report: Report) -> bytes:
    """The archive."""
    made = report.generated_at.timetuple()[:6]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(report):
            entry = zipfile.ZipInfo(name, max(made, (1980, 1, 1, 0, 0, 0)))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def _files(report: Report) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", _README.encode()
    yield "report.html", as_html.render(report)
    yield "report.pdf", as_pdf.render(report)
    yield "report.md", as_markdown.render(report)
    yield "report.json", as_json.render(report)
    yield "schema.json", as_json.written_schema().encode()
    for name, rows in tables(report.evidence):
        yield f"rows/{name}.parquet", _parquet(rows)
    for query in report.evidence.queries:
        yield f"sql/{query.name}.sql", f"-- {query.title}\n{query.sql}\n".encode()


def tables(evidence: Evidence) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Name and rows of each table; those without rows are left out."""
    named: dict[str, Sequence[Part]] = {
        "numbers": evidence.numbers,
        "minutes": evidence.minutes.points,
        "minutes_before": evidence.minutes.before,
        "hours": evidence.hours.points,
        "hours_before": evidence.hours.before,
        "changes": evidence.changes,
        "versions": evidence.versions,
        "errors": evidence.errors,
        "endpoints": evidence.endpoints,
        "slowest": evidence.slowest,
        "sources": evidence.ledger.sources,
        "incomplete": evidence.ledger.incomplete,
        "rejected": evidence.ledger.rejected,
        "silences": evidence.ledger.silences,
        "alerts": evidence.alerts,
    }
    for name, parts in named.items():
        if parts:
            yield name, [_flat(part.model_dump(exclude={"samples", "trace", "told"})) for part in parts]
    samples = [
        {"error_id": group.error_id, **sample.model_dump()} for group in evidence.errors for sample in group.samples
    ]
    steps = [
        {"trace_id": request.trace_id, **step.model_dump()} for request in evidence.slowest for step in request.trace
    ]
    told = [
        {"alert": alert.name, "fired_at": alert.fired_at, **one.model_dump()}
        for alert in evidence.alerts
        for one in alert.told
    ]
    for name, rows in (("error_samples", samples), ("trace_records", steps), ("alerts_told", told)):
        if rows:
            yield name, rows


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Lists stay lists; what is nested deeper becomes JSON."""
    return {
        name: json.dumps(value, default=str)
        if isinstance(value, dict)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in row.items()
    }


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    target = io.BytesIO()
    pl.DataFrame(rows, infer_schema_length=None, strict=False).write_parquet(target, compression="zstd")
    return target.getvalue()
