"""`python -m tests.bench.profile`: which step of reading takes how many CPU seconds per million lines.

Steps run one after the other here, and DuckDB with one thread, so that the CPU time that passes during a step is the
step's own. The sum is what `longtail ingest` takes; how long that lasts is for `python -m tests.bench ingest` to say.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from dashboard.demo.bulk import write_lines
from ingest import assemble, checkpoint, ids, lines, normalise, occurrences, rejects, rollup, sources, times, users
from ingest.batch import Queue
from ingest.normalise import Normaliser
from ingest.redaction import Redaction
from ingest.service import IngestService
from ingest.settings import Settings
from ingest.writer import Prepared, Writer
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINES = 300_000
_STEPS: tuple[tuple[object, str, str], ...] = (
    (Queue, "next_batch", "read the file, check that it is the same one"),
    (Writer, "prepare", "fingerprint errors, each distinct one once"),
    (lines, "split", "cut into lines"),
    (assemble, "join", "join lines that belong together"),
    (normalise, "texts", "find each line's object and its shape"),
    (Normaliser, "_make_batch", "JSON to columns and attributes"),
    (Redaction, "apply", "look for secrets"),
    (times, "settle", "times that are missing or odd"),
    (Prepared, "commit", "store the rows, compressed, and commit"),
    (sources, "apply", "sources"),
    (rollup, "apply", "hourly rollup"),
    (users, "apply", "sketches of users"),
    (occurrences, "apply", "errors, each once"),
    (ids, "apply", "filters of ids"),
    (rejects, "store", "rejects"),
    (checkpoint, "save", "ledger"),
    (rollup, "compact", "merge the rollup"),
    (users, "compact", "merge sketches of users"),
)
"""Where a step's work is done, and what it is called; a step within another one counts for itself only."""


class Profile:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._turn = threading.RLock()
        self._within: list[float] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count the steps' CPU time, and let no two of them run at once."""
        with ExitStack() as stack:
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


def measure(folder: Path, number: int) -> dict[str, float]:
    """CPU seconds per million lines by step, largest first."""
    log = folder / "app_2026-11-16.log"
    write_lines(log, number)
    profile = Profile()
    with Warehouse.open(folder / "profile.duckdb", threads=1) as warehouse:
        began = time.process_time()
        with profile.watching():
            IngestService(warehouse, Settings(), [str(log)]).run_once()
        whole = time.process_time() - began
    profile.seconds["looking for files, waiting, all else"] = whole - profile.seconds.total()
    return {step: seconds / number * 1e6 for step, seconds in profile.seconds.most_common()}


def markdown(found: dict[str, float]) -> str:
    """The steps as a table, with their sum."""
    head = "| step | CPU s per million lines | share |\n|---|---:|---:|"
    whole = sum(found.values())
    rows = [f"| {step} | {seconds:.2f} | {seconds / whole:.0%} |" for step, seconds in found.items()]
    return "\n".join([head, *rows, f"| **all** | **{whole:.2f}** | |"])


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.profile",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lines", type=int, default=LINES, help=f"lines of log (default: {LINES:,})")
    parser.add_argument("--dir", type=Path, default=None, help="where log and warehouse are written")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        sys.stdout.write(markdown(measure(Path(folder), options.lines)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
