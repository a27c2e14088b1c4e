"""The watching half of one process: a scheduler, and a thread that stores what its jobs found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from monitor.health.probing import Probing
from monitor.notify.sender import Sender
from monitor.received.receiving import Receiving
from monitor.rules.alerting import Alerting
from monitor.samples.sampling import Sampling
from monitor.scheduler import Scheduler
from monitor.storing import Storable, Storing
from monitor.telling.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.settings import Settings
    from monitor.scheduler import Job
    from sql.warehouse import Warehouse


class Part(Storable, Protocol):
    """What watches one sort of thing, such as all probes: its jobs, and how what they found is stored."""

    def jobs(self) -> Iterable[Job]:
        """What runs again and again."""


@runtime_checkable
class Ending(Protocol):
    """A part that has threads of its own."""

    def end(self) -> None:
        """End them; nothing is begun any more."""


PARTS: tuple[Callable[[Warehouse, Settings], Part], ...] = (Probing, Sampling, Sender, Alerting, Receiving, Telling)
"""All that watches, each made from the warehouse and the settings: a new sort of thing is one entry."""


class Watching:
    """Runs beside the pages, from `start` to `stop`. Raises `SettingsError` where the settings are wrong."""

    def __init__(
        self, warehouse: Warehouse, settings: Settings, say: Callable[[str], None], parts: Sequence[Part] | None = None
    ) -> None:
        self.parts: list[Part] = []
        self.scheduler = Scheduler()
        self.storing = Storing(warehouse, self.parts, say)
        for part in [make(warehouse, settings) for make in PARTS] if parts is None else parts:
            self.add(part)
        if self.telling is not None and self.alerting is not None:
            self.telling.connect(self.alerting, self.receiving)
        if self.receiving is not None and (alerting := self.alerting) is not None:
            self.receiving.own_rules = lambda: tuple(alerting.rules)

    @property
    def probing(self) -> Probing | None:
        """The part that probes; None where nothing does."""
        return next((part for part in self.parts if isinstance(part, Probing)), None)

    @property
    def alerting(self) -> Alerting | None:
        """The part that evaluates rules; None where nothing does."""
        return next((part for part in self.parts if isinstance(part, Alerting)), None)

    @property
    def receiving(self) -> Receiving | None:
        """The part that takes alerts of others; None where nothing does."""
        return next((part for part in self.parts if isinstance(part, Receiving)), None)

    @property
    def sender(self) -> Sender | None:
        """The part that tells people; None where nothing does."""
        return next((part for part in self.parts if isinstance(part, Sender)), None)

    @property
    def telling(self) -> Telling | None:
        """The part that decides who is told what; None where nothing does."""
        return next((part for part in self.parts if isinstance(part, Telling)), None)

    def add(self, part: Part) -> None:
        """Watch one more sort of thing."""
        self.parts.append(part)
        if isinstance(part, Probing):
            part.on_call = self.scheduler.soon
            part.on_change = self._change
        if isinstance(part, Alerting):
            part.on_change = self.storing.soon
            part.on_configure = self._change
        for job in part.jobs():
            self.scheduler.add(job)

    def _change(self, removed: Sequence[str], jobs: Sequence[Job]) -> None:
        """Run these jobs now and from now on, and no more those whose names were removed."""
        for name in removed:
            self.scheduler.remove(name)
        for job in jobs:
            self.scheduler.add(job)
            self.scheduler.soon(job.name)
        self.storing.soon()

    @property
    def is_running(self) -> bool:
        """Whether jobs are begun now."""
        return self.scheduler.is_running

    def start(self) -> None:
        """Begin, in threads of its own."""
        self.storing.start()
        self.scheduler.start()

    def stop(self) -> None:
        """End within a second or two, and store what waits; a second call does nothing."""
        self.scheduler.stop()
        for part in self.parts:
            if isinstance(part, Ending):
                part.end()
        self.storing.stop()
