"""Profile: which step of reading takes how many CPU seconds per million lines.

Steps run one after the other here, and DuckDB with one thread, so that the CPU time that passes during a step is the
step's own. The sum is what `longtail ingest` takes; how long that lasts is for `ingest` to say.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from dashboard.demo.bulk import write_lines
from ingest.files.streams.batch import Queue
from ingest.records import normalise
from ingest.records.normalise import Normaliser
from ingest.records.parsing import assemble, lines
from ingest.records.redaction.batch import Redaction
from ingest.records.values import times
from ingest.service import IngestService
from ingest.settings import Settings
from ingest.store import checkpoint, id_filters, rejects, sources
from ingest.store.errors import occurrences
from ingest.store.rollups import hourly_rollup, user_sketches
from ingest.store.writer import Prepared, Writer
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

Figures = dict[str, Any]
_STEPS: tuple[tuple[object, str, str], ...] = (
    (Queue, "next_batch", "read the file, check that it is the same one"),
    (Writer, "prepare", "fingerprint errors, each distinct one once"),
    (lines, "split", "cut into lines"),
    (assemble, "join", "join lines that belong together"),
    (normalise, "texts", "find each line's object and its shape"),
    (Normaliser, "_make_batch", "JSON to columns and attributes"),
    (Redaction, "suspects", "look for secrets"),
    (Redaction, "apply", "look for secrets"),
    (times, "settle", "times that are missing or odd"),
    (Prepared, "commit", "store the rows, compressed, and commit"),
    (sources, "apply", "sources"),
    (hourly_rollup, "apply", "hourly rollup"),
    (user_sketches, "apply", "sketches of users"),
    (occurrences, "apply", "errors, each once"),
    (id_filters, "apply", "filters of ids"),
    (rejects, "store", "rejects"),
    (checkpoint, "save", "ledger"),
    (hourly_rollup, "compact", "merge the rollup"),
    (user_sketches, "compact", "merge sketches of users"),
)
"""Where a step's work is done, and what it is called; a step within another one counts for itself only."""


class _AtOnce:
    """An executor without threads."""

    def __init__(self, *_: object) -> None:
        """As others are made."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Do it now."""
        done: Future[Any] = Future()
        done.set_result(work(*arguments))
        return done


class Profile:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._turn = threading.RLock()
        self._within: list[float] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count the steps' CPU time, and let no two of them run at once."""
        with ExitStack() as stack:
            stack.enter_context(patch.object(normalise, "ThreadPoolExecutor", _AtOnce))
            for place, name, words in _STEPS:
                stack.enter_context(patch.object(place, name, self._counted(getattr(place, name), words)))
            yield

    def _counted(self, step: Callable[..., Any], words: str) -> Callable[..., Any]:
        def run(*arguments: Any, **more: Any) -> Any:
            with self._turn:
                began = time.process_time()
                self._within.append(0.0)
                try:
                    return step(*arguments, **more)
                finally:
                    taken = time.process_time() - began
                    self.seconds[words] += taken - self._within.pop()
                    if self._within:
                        self._within[-1] += taken

        return run


def add_options(parser: argparse._ArgumentGroup) -> None:
    """What can be said of this part."""
    parser.add_argument("--profile-lines", type=int, default=300_000, help="lines of log (default: 300,000)")


def measure(options: argparse.Namespace) -> Figures:
    """CPU seconds per million lines by step, largest first."""
    number: int = options.profile_lines
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        log = Path(place) / "app_2026-11-16.log"
        write_lines(log, number)
        profile = Profile()
        with Warehouse.open(Path(place) / "profile.duckdb", threads=1) as warehouse:
            began = time.process_time()
            with profile.watching():
                IngestService(warehouse, Settings(), [str(log)]).run_once()
            whole = time.process_time() - began
    profile.seconds["looking for files, waiting, all else"] = whole - sum(profile.seconds.values())
    largest_first = sorted(profile.seconds.items(), key=lambda step: -step[1])
    return {"lines": number, "steps": {step: seconds / number * 1e6 for step, seconds in largest_first}}


def markdown(figures: Figures, about: Figures) -> str:
    """The steps as a table, with their sum."""
    steps: dict[str, float] = figures["steps"]
    whole = sum(steps.values())
    lines = [
        "| step | CPU s per million lines | share |",
        "|---|---:|---:|",
        *(f"| {step} | {seconds:.2f} | {seconds / whole:.0%} |" for step, seconds in steps.items()),
        f"| **all** | **{whole:.2f}** | |",
        "",
        f"{figures['lines']:,} lines; {about['machine']}.",
    ]
    return "\n".join(lines)
