"""Turns chunks into the temporary table `batch`: lines, entries, texts, plans, then the columns of `logs`.

DuckDB does the heavy work on all cores, without the interpreter lock. Python reads only a few lines of each shape, and
unusual lines one by one.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.files.reading.chunk import ChunkCounts
from ingest.formats import user_formats
from ingest.formats.text_registry import TextFormats
from ingest.records import distinct, repair_notes
from ingest.records.parsing import assemble, lines
from ingest.records.parsing.texts import Texts, texts
from ingest.records.plans.key_settings import KeySettings
from ingest.records.plans.plan_sql import select
from ingest.records.plans.quick_sql import quick_select
from ingest.records.plans.shapes import Shapes
from ingest.records.plans.skeletons import Skeletons
from ingest.records.reject import Reject, with_file_bytes
from ingest.records.repair import bounds
from ingest.records.tables import scannable
from ingest.records.values import times
from ingest.records.values.zones import suffix
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.files.reading.chunk import Chunk
    from ingest.records.parsing.lines import Entries
    from ingest.records.plans.plan_cache import KeptPlans
    from ingest.records.redaction.batch import Redaction

QUICK_FROM = 20_000
"""From so many lines on, reading them by the quick form first takes less time."""
MOST_UNSURE = 0.1
"""The largest share of unsure rows with which a plan is read quickly."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Normalised:
    """The result of some chunks, apart from the rows in `batch`."""

    rejects: list[Reject]
    counts: dict[int, ChunkCounts]
    last_times: dict[int, datetime]
    """For each file the time of its last record that has its own time. A record without a time takes it."""
    has_new_fingerprints: bool = False
    """Whether a fingerprint in `batch_fingerprints` may differ from that of an earlier version."""


def _own(paths: Sequence[str]) -> user_formats.Loaded:
    """The user's own formats. A broken one is logged and left out."""
    loaded = user_formats.load(paths)
    for problem in loaded.problems:
        _log.warning("A log format is left out. %s", problem)
    return loaded


class Normaliser:
    """Turns chunks into rows, and remembers the shapes it has seen; `formats` are the paths of the user's own."""

    def __init__(
        self,
        plans: KeptPlans,
        redaction: Redaction,
        formats: Sequence[str] = (),
        timezone: Mapping[str, str] | None = None,
        keys: Mapping[str, str | Mapping[str, str]] | None = None,
    ) -> None:
        own = _own(formats)
        self.skeletons = Skeletons(Shapes(own.formats, KeySettings(keys or {}), TextFormats.with_own(own.texts)))
        self._timezone = timezone or {}
        self._plans = plans
        self._redaction = redaction
        self._beside = ThreadPoolExecutor(1, "secrets")
        """Looks for secrets while DuckDB finds the shapes: Arrow uses one core, and no lock of the interpreter."""

    def run(
        self, cursor: DuckDBPyConnection, chunks: Sequence[Chunk], previous: Callable[[], Mapping[int, datetime | None]]
    ) -> Normalised:
        """Make the temporary table `batch`, exactly the columns of `logs`, in the order of the files' lines.

        `previous` gives, for each file, the time of the last record before the chunk that has its own time.
        """
        self.skeletons.forget_if_many()
        entries = assemble.join(lines.split(chunks), self.skeletons.shapes.texts)
        suspects = self._beside.submit(self._redaction.suspects, entries)
        found = repair_notes.with_utf16(entries, texts(cursor, entries, self.skeletons))
        redacted = self._redaction.apply(cursor, entries, found, suspects.result())
        found = redacted.texts
        zones = [suffix(chunk.source, self._timezone, chunk.zone) for chunk in chunks]
        self._make_batch(cursor, _table(entries, found, chunks, zones), found.plan, is_zoned=any(zones))
        settled = times.settle(cursor, chunks, previous)
        repair_notes.write(cursor, entries, redacted, chunks, self._redaction.masked_line)
        bounds.apply(cursor)
        cursor.execute(catalog.statement("collect_errors").body)
        has_new_fingerprints = self._fingerprint(cursor)
        rejects = with_file_bytes(self._redaction.mask(redacted, _rejects(entries, found, chunks)), chunks)
        counts, last_times = _counts(cursor, entries, found, chunks, rejects)
        if settled.last_times is not None:
            last_times = settled.last_times
        hidden = redacted.per_file(entries, [chunk.file_id for chunk in chunks])
        counts = {
            file_id: replace(count, redacted=hidden[file_id], flagged=settled.flagged.get(file_id, 0))
            for file_id, count in counts.items()
        }
        return Normalised(rejects, counts, last_times, has_new_fingerprints=has_new_fingerprints)

    def _make_batch(
        self, cursor: DuckDBPyConnection, table: pa.Table, plan: NDArray[np.int32], *, is_zoned: bool
    ) -> None:
        used = distinct.numbers(plan)
        conditions = {index: "true" if len(used) == 1 else f"plan = {index}" for index in used if index >= 0}
        if not conditions:
            cursor.execute("create or replace temp table batch as select * from logs limit 0")
            return
        plans = self.skeletons.shapes.plans
        selects = {index: select(plans[index], where, is_zoned=is_zoned) for index, where in conditions.items()}
        statement = f"select * exclude (position) from {_united(selects.values())}"
        rows = self._plans.rows(statement, table)
        if rows is not None:
            _store(cursor, "batch", "select * replace (attributes::json as attributes) from made", made=rows)
        elif table.num_rows >= QUICK_FROM and any(plans[index].is_quick for index in conditions):
            quick = {
                index: quick_select(plans[index], where, is_zoned=is_zoned)
                for index, where in conditions.items()
                if plans[index].is_quick
            }
            self._make_quickly(cursor, table, quick, selects)
        else:
            _store(cursor, "batch", statement, texts=table)

    def _make_quickly(
        self, cursor: DuckDBPyConnection, table: pa.Table, quick: Mapping[int, str], selects: Mapping[int, str]
    ) -> None:
        """Make `batch` by the `quick` forms of plans, and read again what they leave unsure.

        `selects` are the whole forms of all plans.
        """
        drafts = [quick.get(index, f"select *, false as is_unsure from ({text})") for index, text in selects.items()]
        _store(cursor, "drafts", f"select * from {_united(drafts)}", texts=table)
        positions = cursor.execute("select position from drafts where is_unsure").fetchnumpy()["position"]
        if not len(positions):
            for change in ("drop column position", "drop column is_unsure"):
                cursor.execute(f"alter table drafts {change}")
            cursor.execute("drop table if exists batch")
            cursor.execute("alter table drafts rename to batch")
            return
        self._learn(quick, table["plan"].to_numpy(), positions)
        rows = _united(["select * exclude (is_unsure) from drafts where not is_unsure", *selects.values()])
        _store(cursor, "batch", f"select * exclude (position) from {rows}", texts=table.take(pa.array(positions)))
        cursor.execute("drop table drafts")

    def _learn(self, quick: Iterable[int], plan_of: NDArray[np.int32], positions: NDArray[np.int64]) -> None:
        """Of the plans that were read quickly, those of which many rows were unsure are so no longer."""
        for index in quick:
            unsure = np.count_nonzero(plan_of[positions] == index)
            self.skeletons.shapes.plans[index].is_quick = bool(
                unsure <= np.count_nonzero(plan_of == index) * MOST_UNSURE
            )

    def _fingerprint(self, cursor: DuckDBPyConnection) -> bool:
        """Set the fingerprints of the batch's errors. Returns whether one may differ from that of an earlier version.

        Planning them takes longer than all other work for a few lines, so their plan is kept.
        """
        errors = cursor.execute("select * from batch_errors").to_arrow_table()
        if not errors.num_rows:
            return False
        found = self._plans.run(catalog.statement("fingerprint_errors").body, "batch_errors", errors)
        _store(cursor, "batch_fingerprints", "select * from found", found=found)
        cursor.execute(catalog.statement("set_fingerprints").body)
        return bool(pc.any(found["may_differ"]).as_py())


def _united(selects: Collection[str]) -> str:
    """The rows of several statements, in the order of their lines."""
    return f"({' union all '.join(selects)}){' order by position' if len(selects) > 1 else ''}"


def _store(cursor: DuckDBPyConnection, name: str, statement: str, **tables: pa.Table) -> None:
    """Make the temporary table `name` from the result of `statement`, which reads `tables`."""
    for given, table in tables.items():
        cursor.register(given, table)
    try:
        cursor.execute(f"create or replace temp table {name} as {statement}")
    finally:
        for given in tables:
            cursor.unregister(given)


def _table(entries: Entries, found: Texts, chunks: Sequence[Chunk], zones: list[str | None]) -> pa.Table:
    chunk_index = entries.chunk_index[found.entry]

    def fact(values: list[str | None]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(chunk_index), pa.array(values, pa.string()))

    return scannable(
        {
            "position": pa.array(np.arange(len(found.entry))),
            "plan": pa.array(found.plan),
            "source": fact([chunk.source for chunk in chunks]),
            "known_service": fact([chunk.service for chunk in chunks]),
            "zone": fact(zones),
            "file_time": fact([f"{chunk.modified_at:%Y-%m-%d %H:%M:%S}" for chunk in chunks]),
            "file_id": pa.array(np.array([chunk.file_id for chunk in chunks], np.int32)[chunk_index]),
            "line_number": pa.array(entries.line_number[found.entry]),
            "byte_offset": pa.array(entries.byte_offset[found.entry]),
            "record_index": pa.array(found.record_index),
            "line": found.line,
        }
    )


def _rejects(entries: Entries, found: Texts, chunks: Sequence[Chunk]) -> dict[int, Reject]:
    return {
        index: Reject(
            file_id=chunks[int(entries.chunk_index[index])].file_id,
            line_number=int(entries.line_number[index]),
            byte_offset=int(entries.byte_offset[index]),
            reason=reason,
            raw=entries.raw(index),
        )
        for index, reason in sorted(found.rejected.items())
    }


def _counts(
    cursor: DuckDBPyConnection, entries: Entries, found: Texts, chunks: Sequence[Chunk], rejects: Sequence[Reject]
) -> tuple[dict[int, ChunkCounts], dict[int, datetime]]:
    stored = {row[0]: row[1:] for row in cursor.execute(catalog.statement("count_batch").body).fetchall()}
    rejected = Counter(reject.file_id for reject in rejects)
    lines_of, row_lines_of = Counter[int](), Counter[int]()
    row_lines = _row_lines(entries, found, len(chunks))
    for index, chunk in enumerate(chunks):
        lines_of[chunk.file_id] += int(entries.lines_per_chunk[index])
        row_lines_of[chunk.file_id] += int(row_lines[index])
    counts, last_times = {}, {}
    for file_id, line_count in lines_of.items():
        rows, first_ts, last_ts, last_time = stored.get(file_id, (0, None, None, None))
        counts[file_id] = ChunkCounts(
            lines=line_count,
            rows=rows,
            row_lines=row_lines_of[file_id],
            rejected=rejected[file_id],
            blank=line_count - row_lines_of[file_id] - rejected[file_id],
            first_ts=first_ts,
            last_ts=last_ts,
        )
        if last_time is not None:
            last_times[file_id] = last_time
    return counts, last_times


def _row_lines(entries: Entries, found: Texts, chunk_count: int) -> NDArray[np.int64]:
    """How many lines of each chunk gave rows; a line that gave several counts once."""
    with_rows = found.entry[found.plan >= 0]
    chunk_index, line_number = entries.chunk_index[with_rows], entries.line_number[with_rows]
    is_new = np.ones(len(with_rows), np.bool_)
    is_new[1:] = (np.diff(chunk_index) != 0) | (np.diff(line_number) != 0)
    return np.bincount(chunk_index[is_new], minlength=chunk_count)
