"""Beside: questions behind the pages, ours and ClickHouse's engine on the same rows, in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from sql.warehouse import Warehouse
from tests.bench.contender import ROOT
from tests.bench.measure import Span, percentile
from tests.bench.pairs import Pair, pairs
from tests.bench.queries import chosen_warehouse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

Figures = dict[str, Any]
_EXPORT = """
copy (
    select
        logs.* exclude (attributes, file_id, line_number, byte_offset, record_index),
        logs.attributes::varchar as attributes,
        counts_once(streams.is_counted, logs.is_copy) as is_record,
        streams.counts_requests and is_request(logs.method, logs.path, logs.status) as is_request
    from logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
) to $file (format parquet, compression zstd)
"""
_IDS = """
select distinct trace_id
from (select trace_id from logs using sample reservoir(200 rows) repeatable (7))
where trace_id is not null
order by trace_id
limit $ids
"""


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--ids", type=int, default=20, help="traces that are looked up (default: 20)")


def measure(options: argparse.Namespace) -> Figures:
    """Each question `--runs` times after one that is not counted; first all of ours, then all of the other side's."""
    with chosen_warehouse(options) as path, tempfile.TemporaryDirectory(dir=options.dir) as place:
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            rows, first, last = connection.execute(
                "select sum(rows)::bigint, min(first_ts), max(last_ts) from sources"
            ).fetchall()[0]
            ids = [row[0] for row in connection.execute(_IDS, {"ids": options.ids}).fetchall()]
            asked = list(pairs(Span(first, last).windows(), ids))
            rival = find_spec("chdb") is not None
            if rival:
                connection.execute(_EXPORT, {"file": str(Path(place) / "logs.parquet")})
        with Warehouse.open(path, read_only=True) as warehouse:
            ours = [_ours(pair, warehouse, options.runs) for pair in asked]
        theirs = _theirs(asked, Path(place), options.runs) if rival else None
        size = path.stat().st_size
    found = _summary(asked, ours, None if theirs is None else theirs["answers"])
    loaded = None if theirs is None else {key: theirs[key] for key in ("rows", "load_seconds", "bytes_on_disk")}
    return {"rows": rows, "bytes_on_disk": size, "runs": options.runs, "rival": loaded, "questions": found}


def _ours(pair: Pair, warehouse: Warehouse, runs: int) -> Figures:
    number = pair.ours(warehouse)
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        pair.ours(warehouse)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"milliseconds": taken, "number": number}


def _theirs(asked: Sequence[Pair], folder: Path, runs: int) -> Figures:
    command = [sys.executable, "-m", "tests.bench.rival", str(folder / "logs.parquet"), str(folder / "chdb"), str(runs)]
    questions = json.dumps([(pair.theirs, pair.told) for pair in asked])
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, input=questions)
    if done.returncode:
        sentence = f"ClickHouse's engine failed with status {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(sentence)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _summary(asked: Sequence[Pair], ours: Sequence[Figures], theirs: Sequence[Figures] | None) -> list[Figures]:
    """One entry per name and window, all traces in one; null for the other side where it is not installed."""
    by_name: dict[tuple[str, str], list[int]] = {}
    for at, pair in enumerate(asked):
        by_name.setdefault((pair.name, "" if pair.case.isdecimal() else pair.case), []).append(at)
    entries = []
    for (name, case), places in by_name.items():
        entry: dict[str, Any] = {"name": name, "case": case} | _times("ours", [ours[at] for at in places])
        if theirs is not None:
            entry |= _times("theirs", [theirs[at] for at in places])
            entry["ratio"] = entry["theirs_p50_ms"] / entry["ours_p50_ms"]
            entry["agree"] = all(ours[at]["number"] == theirs[at]["number"] for at in places)
        entries.append(entry)
    return entries


def _times(whose: str, answers: Sequence[Figures]) -> Figures:
    taken = [value for answer in answers for value in answer["milliseconds"]]
    return {f"{whose}_p50_ms": percentile(taken, 0.50), f"{whose}_p95_ms": percentile(taken, 0.95)}


def markdown(figures: Figures, about: Figures) -> str:
    """The figures as a table."""
    head = (
        "| question | range | p50 | p95 | chdb p50 | chdb p95 | times as fast | same numbers |\n"
        "|---|---|---:|---:|---:|---:|---:|---|"
    )
    rows = [
        f"| {item['name']} | {item['case']} | {item['ours_p50_ms']:,.1f} ms | {item['ours_p95_ms']:,.1f} ms "
        + (
            f"| {item['theirs_p50_ms']:,.1f} ms | {item['theirs_p95_ms']:,.1f} ms | {item['ratio']:.2f} "
            f"| {'yes' if item['agree'] else 'no'} |"
            if figures["rival"]
            else "| – | – | – | – |"
        )
        for item in figures["questions"]
    ]
    rival = figures["rival"]
    other = f"chdb {rival['bytes_on_disk'] / 1e6:,.0f} MB" if rival else "chdb is not installed"
    note = (
        f"{figures['rows']:,} rows, warehouse {figures['bytes_on_disk'] / 1e6:,.0f} MB, {other}; "
        f"{figures['runs']} runs of each after one that is not counted. {about['machine']}."
    )
    return "\n".join([head, *rows, "", note])
