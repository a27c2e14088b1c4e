"""What pages and reading take while rules are evaluated, beside what they take alone.

Both are measured in turns in one process, so that a busy minute hits both alike: with a thread that evaluates each rule
at its moments, as a server does, and without it.
"""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from dashboard.demo.bulk import write_lines
from ingest.service import IngestService
from ingest.settings import Settings
from monitor.rules.question import Asking, Grid
from tests.bench.measure import Span, found, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

Figures = dict[str, Any]
_QUESTIONS = ("overview: headline", "overview: headline_series", "requests: endpoint_trends")
_ASKED = 2
"""How often each question is asked in a turn."""
_LINES = 30_000


def measure(warehouse: Warehouse, rules: Sequence[Rule], last: datetime, turns: int) -> Figures:
    """By what is done: medians of seconds alone and beside rules, and processor time of all."""
    with warehouse.reader() as cursor:
        first = cursor.execute("select min(first_ts) from sources").fetchall()[0][0]
    asked = [one for one in found(Span(first, last)) if one.name in _QUESTIONS]
    pages = _in_turns(warehouse, rules, last, turns, lambda: [timed(one, warehouse, _ASKED) for one in asked])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        numbers = count(1)
        reading = _in_turns(warehouse, rules, last, turns, lambda: _read(warehouse, numbers, folder))
    return {"questions": _ASKED * len(asked), "lines": _LINES, "pages": pages, "reading": reading}


def _read(warehouse: Warehouse, numbers: Iterator[int], folder: Path) -> None:
    """Read a log that is another one each time."""
    own = folder / f"service-{next(numbers)}"
    own.mkdir()
    write_lines(own / "app.log", _LINES, seed=next(numbers))
    IngestService(warehouse, Settings(warehouse=warehouse.path), [str(own)]).run_once()


def _in_turns(
    warehouse: Warehouse, rules: Sequence[Rule], last: datetime, turns: int, work: Callable[[], object]
) -> Figures:
    work()
    taken: dict[str, list[tuple[float, float]]] = {"alone": [], "beside": []}
    for _ in range(turns):
        for name, spans in taken.items():
            with _evaluating(warehouse, rules if name == "beside" else (), last):
                begun, worked = time.monotonic(), time.process_time()
                work()
                spans.append((time.monotonic() - begun, time.process_time() - worked))
    return {
        f"{name}_{what}": float(median(span[place] for span in spans))
        for name, spans in taken.items()
        for place, what in enumerate(("seconds", "cpu"))
    }


@contextmanager
def _evaluating(warehouse: Warehouse, rules: Sequence[Rule], last: datetime) -> Iterator[None]:
    """Evaluate each rule as often as it says, spread over its interval, until it is left."""
    ended = threading.Event()
    asking = [Asking(warehouse, one) for one in rules]
    thread = threading.Thread(target=_evaluate, args=(asking, rules, last, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _evaluate(asking: Sequence[Asking], rules: Sequence[Rule], last: datetime, ended: threading.Event) -> None:
    due = [time.monotonic() + one.every * place / len(rules) for place, one in enumerate(rules)]
    while rules and not ended.is_set():
        place = min(range(len(due)), key=due.__getitem__)
        if ended.wait(max(0.0, due[place] - time.monotonic())):
            return
        due[place] += rules[place].every
        for _ in asking[place].points(Grid(last, timedelta(seconds=rules[place].every), 1)):
            pass


def markdown(figures: Figures) -> str:
    """A line for each."""
    lines = [
        "| | alone, s (of processor time) | beside rules, s (of processor time) |",
        "|---|---:|---:|",
    ]
    for name, about in (("pages", f"{figures['questions']} questions"), ("reading", f"{figures['lines']:,} lines")):
        one = figures[name]
        cells = (f"{one[f'{side}_seconds']:.2f} ({one[f'{side}_cpu']:.2f})" for side in ("alone", "beside"))
        lines.append(f"| {about} | {' | '.join(cells)} |")
    return "\n".join(lines)
