"""The part of the watching half that measures: collectors in their turns, what they found, its totals and its end.

Each collection also says `up` (1, or 0 where the target did not answer) and `scrape_duration_seconds`, both with the
labels `job` and `instance`, as Prometheus does.
"""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from monitor import clock, collectors, kinds
from monitor.collectors import host, own
from monitor.sample import Measured, Sample, gauge
from monitor.samples import retention
from monitor.samples.rollups import Rollups
from monitor.samples.store import Batch, SampleStore
from monitor.scheduler import Ended, Job, Turn
from monitor.settings import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.kinds import KindSettings
    from monitor.limits import Limit
    from sql.warehouse import Warehouse

_ROLL_SECONDS = 10.0
_EXPIRE_SECONDS = 3600.0
_LONG = 600.0
_SCRAPE = "scrape"


class Collects(Protocol):
    """What a collector's module has, as its class `Collector`, made from its `Settings`."""

    def collect(self, limit: Limit) -> Measured | Iterable[Sample]:
        """One collection. Raises anything where the target does not answer."""


class Sampling:
    """All collectors of the settings; the host and Longtail itself are measured also where nothing is set."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self._warehouse = warehouse
        self.samples = SampleStore(warehouse)
        self._rollups = Rollups(warehouse)
        self._days = retention.Days.of(settings)
        self._earliest: datetime | None = None
        self._targets = [_Target(one, self.samples) for one in configured(settings)]

    def jobs(self) -> Iterator[Job]:
        """A job for each target, and those that sum up and remove."""
        yield from (target.job() for target in self._targets)
        yield Job("samples by minute and hour", _ROLL_SECONDS, _LONG, self._sum_up, _tell_nobody)
        yield Job("old samples", _EXPIRE_SECONDS, _LONG, self._expire, _tell_nobody)

    def take(self) -> Batch | None:
        """What waits to be stored."""
        return self.samples.take()

    def store(self, cursor: DuckDBPyConnection, batch: Batch) -> None:
        """Write what `take` gave."""
        batch.store(cursor)
        self._earliest = min(self._earliest or batch.earliest, batch.earliest)

    def _sum_up(self, _limit: Limit) -> None:
        earliest, self._earliest = self._earliest, None
        while self._rollups.advance(clock.now(), earliest):
            earliest = None

    def _expire(self, _limit: Limit) -> None:
        self.samples.settle(clock.now())
        retention.expire(self._warehouse, self.samples, self._days, clock.now())


class _Target:
    """One collector and what it told last."""

    def __init__(self, settings: KindSettings, store: SampleStore) -> None:
        self._settings = settings
        self._store = store
        module = kinds.load(collectors, settings.kind)
        self._collector: Collects = module.Collector(settings)

    def job(self) -> Job:
        """Its turns."""
        return Job(
            f"collect {self._settings.name}", self._settings.every, self._settings.timeout, self._run, self._tell
        )

    def _run(self, limit: Limit) -> Measured:
        self._store.load_once(clock.now())
        collected = self._collector.collect(limit)
        return collected if isinstance(collected, Measured) else Measured.of(collected)

    def _tell(self, turn: Turn) -> None:
        at = turn.at.astimezone(UTC).replace(tzinfo=None)
        name = self._settings.name
        if turn.ended is Ended.DONE:
            self._store.add(name, at, turn.value)
        else:
            self._store.forget(name, at)
        self._store.add(f"{name}\0up", at, self._about(turn))

    def _about(self, turn: Turn) -> list[Sample]:
        of = {"job": self._settings.name, "instance": instance_of(self._settings)}
        return [
            gauge("up", turn.ended is Ended.DONE, **of),
            gauge("scrape_duration_seconds", turn.seconds, **of),
            gauge("scrape_samples_scraped", len(turn.value) if turn.ended is Ended.DONE else 0, **of),
        ]


def instance_of(settings: KindSettings) -> str:
    """What Prometheus calls the instance: host and port of the target, else this machine."""
    return str(getattr(settings, "instance", "") or platform.node())


def configured(settings: Settings) -> list[KindSettings]:
    """The typed settings of all collectors, the host and Longtail's own among them.

    Raises `SettingsError`, one sentence about the first mistake.
    """
    file = settings.file
    tables = [
        *typed(collectors, settings.collector, table="collector", file=file),
        *typed(collectors, settings.scrape, table="scrape", kind=_SCRAPE, file=file),
    ]
    found = cast("list[KindSettings]", tables)
    there = {one.kind for one in found}
    always: list[KindSettings] = [host.Settings(name="host", kind="host"), own.Settings(name="longtail", kind="own")]
    return [one for one in always if one.kind not in there] + found


def _tell_nobody(_turn: Any) -> None:
    """What the house does for itself; a failure comes again at the next turn."""
