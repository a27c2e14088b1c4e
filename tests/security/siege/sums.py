"""The sums at the end: each line that was written is stored or rejected, once, and the log of the server is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.security.siege.findings import Findings
    from tests.security.siege.writers import Writer

_LINES = "select coalesce(sum(lines), 0)::bigint from files where path like '%/' || $name || '.log%'"
_GOOD = "select count(*), count(distinct message) from logs where regexp_full_match(message, $name || '-[0-9]+')"
_LEDGER = {
    "lines beside rows, rejects and blanks": "select path, lines, row_lines, rejected, blank from files "
    "where lines <> row_lines + rejected + blank",
    "rows beside the ledger": "select f.path, f.row_lines, count(distinct l.line_number) as stored from files as f "
    "left join logs as l using (file_id) group by all having f.row_lines <> stored",
    "rejects beside the ledger": "select f.path, f.rejected, count(distinct r.line_number) as kept from files as f "
    "left join rejects as r using (file_id) group by all having f.rejected <> kept",
    "a gap or a possible duplicate": "select path, gap, possible_duplicates from files "
    "where gap is not null or possible_duplicates > 0",
}
_LOUD = ("Traceback", "Longtail was ended by", "Fatal Python error")
_MOST_LINES = 2_000


def compare(warehouse: Path, writers: Sequence[Writer], findings: Findings) -> None:
    """Add what is missing, doubled or does not add up."""
    with Warehouse.open(warehouse) as opened, opened.reader() as cursor:
        for writer in writers:
            (seen,) = cursor.execute(_LINES, {"name": writer.name}).fetchone() or (0,)
            stored, distinct = cursor.execute(_GOOD, {"name": writer.name}).fetchone() or (0, 0)
            print(
                f"{writer.name}: {writer.written:,} lines written, {seen:,} read; "
                f"{writer.good:,} good, {stored:,} stored"
            )
            if seen != writer.written or not stored == distinct == writer.good:
                said = (
                    f"{writer.written} written, {seen} read, {writer.good} good, {stored} stored, {distinct} different"
                )
                findings.add("lines lost or doubled", said, writer.name)
        for question, query in _LEDGER.items():
            for row in cursor.execute(query).fetchmany(10):
                findings.add(question, str(row))


def judge_output(output: Path, findings: Findings) -> None:
    """Add what the server said that it should not, or that it said too much."""
    said = output.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(said):
        if any(word in line for word in _LOUD):
            findings.add("the server's output", "\n".join(said[number : number + 40]))
            break
    if len(said) > _MOST_LINES:
        findings.add("the server's output", f"{len(said):,} lines", "\n".join(said[-20:]))
