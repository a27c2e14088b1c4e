"""Daily and weekly summaries as files, made while serving: HTML for people, JSON for programs.

Each is the report of a whole UTC day, or of a week from Monday to Sunday, made once it is over and what was written in
it has been read. Which are made is seen by the files that are there, so a restart makes none twice and misses none of
the last `CATCH_UP` days.
"""

from __future__ import annotations

import contextlib
import re
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard import reads
from dashboard.reports import report_builder, report_redaction
from dashboard.reports.renderers import Format, render
from dashboard.reports.report_builder import USUAL, Order
from dashboard.results.output import opened
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.settings import Settings
    from sql.warehouse import Warehouse

Kind: TypeAlias = Literal["daily", "weekly"]
FORMATS = (Format.HTML, Format.JSON)
SETTLED = timedelta(minutes=10)
"""So long after a day or week is over its last lines are taken to be read."""

CATCH_UP = timedelta(days=7)
_SPANS: dict[Kind, timedelta] = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_LOOK_SECONDS = 60.0
_NAME = re.compile(r"(daily|weekly)-(\d{4}-\d{2}-\d{2})\.(html|json)")


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a week; `from_ts` is UTC without a zone."""

    kind: Kind
    from_ts: datetime

    @property
    def to_ts(self) -> datetime:
        """Its end."""
        return self.from_ts + _SPANS[self.kind]

    @property
    def title(self) -> str:
        """The title of its report."""
        if self.kind == "daily":
            return f"Daily summary, {self.from_ts:%A %Y-%m-%d}"
        return f"Weekly summary, {self.from_ts:%Y-%m-%d} to {self.to_ts - timedelta(days=1):%Y-%m-%d}"

    def name(self, form: Format) -> str:
        """Its file's name."""
        return f"{self.kind}-{self.from_ts:%Y-%m-%d}.{form}"


@dataclass(frozen=True, slots=True)
class Written:
    """A report in the folder."""

    kind: str
    day: str
    path: Path
    size: int


def folder(settings: Settings) -> Path:
    """Where scheduled reports go."""
    return settings.report_folder or settings.warehouse.parent / "reports"


def written(settings: Settings) -> list[Written]:
    """The reports that are there, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder(settings).iterdir():
            match = _NAME.fullmatch(path.name)
            if match and path.is_file():
                found.append(Written(match[1], match[2], path, path.stat().st_size))
    return sorted(found, key=lambda one: (one.day, one.kind, one.path.name), reverse=True)


def due(settings: Settings, now: datetime, first: datetime) -> Iterator[Period]:
    """The periods that are over, hold data (from `first` on) and lack a file; oldest first."""
    for kind in settings.report_schedule:
        span = _SPANS[kind]
        start = _begin(kind, now - SETTLED) - span
        earliest = max(start - CATCH_UP + span, _begin(kind, first))
        periods = []
        while start >= earliest:
            periods.append(Period(kind, start))
            start -= span
        for period in reversed(periods):
            if not all((folder(settings) / period.name(form)).exists() for form in FORMATS):
                yield period


def _begin(kind: Kind, moment: datetime) -> datetime:
    """When the day or week of a moment began."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday()) if kind == "weekly" else day


def write(warehouse: Warehouse, settings: Settings, period: Period) -> None:
    """Make the files of a period; each appears whole.

    Raises `LongtailError` where they cannot be made or written.
    """
    target = folder(settings)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"Cannot make the folder {target} for scheduled reports ({error.strerror}): set report_folder."
        raise LongtailError(sentence) from error
    order = Order(from_ts=period.from_ts, to_ts=period.to_ts, title=period.title)
    report = report_redaction.redacted(
        report_builder.composed(warehouse, order), USUAL, report_redaction.secrets_of(settings)
    )
    for form in FORMATS:
        with opened(target / period.name(form)) as out:
            out.write(render(report, form))


class Schedule:
    """Makes due reports in its own thread, as long as the process serves."""

    def __init__(self, warehouse: Warehouse, settings: Settings, say: Callable[[str], None] = lambda _: None) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._say = say
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="longtail-reports", daemon=True)

    def start(self) -> None:
        """Begin, if reports are scheduled."""
        if self._settings.report_schedule:
            self._thread.start()

    def stop(self) -> None:
        """End, after the report that is under way; a second call does nothing."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        said = ""
        while not self._stop.is_set():
            try:
                self.make_due(reads.utc_now())
                said = ""
            except LongtailError as error:
                if str(error) != said:
                    self._say(str(error))
                said = str(error)
            self._stop.wait(_LOOK_SECONDS)

    def make_due(self, now: datetime) -> None:
        """Make everything that is due at `now`.

        Raises `LongtailError` where one cannot be made; those before it are there.
        """
        span = reads.run(self._warehouse, reads.data_range()).row(0, named=True)
        if not span["records"]:
            return
        for period in due(self._settings, now, span["first_ts"]):
            if self._stop.is_set():
                return
            write(self._warehouse, self._settings, period)
