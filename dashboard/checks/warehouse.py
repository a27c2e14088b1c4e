"""The warehouse: it opens, has every table and view, and its rows prove its ledger.

The ledger is proven from the rows: lines that gave rows, rejects and repeated rows are counted again in `logs` and
`rejects`, for some million rows at a time, and compared with what the ledger says of each file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.checks import Finding, Verdict
from dashboard.server import remote
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dashboard.checks import Subject
    from ingest.settings import Settings

ORDER = 30
_ROWS_AT_A_TIME = 5_000_000
_SHOWN = 5


def check(subject: Subject) -> Iterator[Finding]:
    """Whether it opens; then its schema; then its ledger."""
    settings = subject.settings
    if not settings.warehouse.exists():
        yield Finding("warehouse", Verdict.LOOK, f"There is no {settings.warehouse} yet: the first reading creates it.")
        return
    try:
        missing = _missing(settings)
        owner = remote.live(settings.warehouse)
        place = f"is served at {owner.url}" if owner else "opens"
        yield Finding("warehouse", Verdict.OK, f"{settings.warehouse} {place}.")
        yield _schema(missing)
        yield from _ledger(settings)
    except LongtailError as error:
        yield Finding("warehouse", Verdict.FAILED, str(error))


def _missing(settings: Settings) -> list[str]:
    found = {row["name"] for row in remote.rows(settings, catalog.query("schema_objects").body)}
    return sorted({name for kind in ("tables", "views") for name in catalog.objects(kind)} - found)


def _schema(missing: list[str]) -> Finding:
    if missing:
        return Finding(
            "schema", Verdict.FAILED, f"The warehouse has no {', '.join(missing)}: open it once with `longtail ingest`."
        )
    known = len(catalog.objects("tables")) + len(catalog.objects("views"))
    return Finding("schema", Verdict.OK, f"All {known} tables and views are there.")


def _ledger(settings: Settings) -> Iterator[Finding]:
    files = remote.rows(settings, "select file_id, rows, lines from files order by file_id")
    proof = catalog.query("ledger_proof").body
    wrong: list[dict[str, Any]] = []
    for first, last in _ranges(files):
        wrong += remote.rows(settings, proof, {"first_file": first, "last_file": last})
    for row in wrong[:_SHOWN]:
        yield Finding("ledger", Verdict.FAILED, _disagreement(row))
    if len(wrong) > _SHOWN:
        yield Finding("ledger", Verdict.FAILED, f"{len(wrong) - _SHOWN} more files disagree with their ledger.")
    if not wrong:
        lines, rows = sum(row["lines"] for row in files), sum(row["rows"] for row in files)
        counted = f"{lines:,} lines of {len(files):,} files = lines with records + rejected + blank"
        sentence = f"{counted}; {rows:,} rows, none twice."
        yield Finding("ledger", Verdict.OK, sentence)


def _ranges(files: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Ranges of file ids that cover all, with rows of which each a bounded number; open at both ends."""
    first, held = 0, 0
    for file in files:
        held += file["rows"]
        if held >= _ROWS_AT_A_TIME:
            yield first, file["file_id"]
            first, held = file["file_id"] + 1, 0
    yield first, 2**31 - 1


def _disagreement(row: Mapping[str, Any]) -> str:
    if row["path"] is None:
        return f"File {row['file_id']} has {row['rows']:,} rows and {row['rejected']:,} rejects, and no ledger entry."
    if row["repeated"]:
        return f"{row['path']}: {row['repeated']:,} rows are stored twice."
    return (
        f"{row['path']}: the ledger says {row['lines']:,} lines = {row['ledger_row_lines']:,} with records + "
        f"{row['ledger_rejected']:,} rejected + {row['blank']:,} blank, and {row['ledger_rows']:,} rows; stored are "
        f"{row['row_lines']:,} lines with records, {row['rejected']:,} rejected, {row['rows']:,} rows."
    )
