"""Sends what waits in the outbox: each channel in a thread of its own, so that a slow one delays no other.

A channel hears things in the order they were written. What may work later is tried three times with growing pauses;
`Retry-After` is obeyed. A channel that fails three times in a row is left alone for half a minute, then for longer and
longer, and tried with one notification each time, the least tried one. When something goes through again, what was
given up meanwhile is sent too. So an outage of a provider delays, and loses nothing.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.notify import delivering, outbox
from monitor.notify.breaker import Breaker, Failing, State
from monitor.notify.configured import channels_of
from monitor.notify.outbox import Mark
from monitor.scheduler import Job
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.limits import Limit
    from monitor.notify.channel import Answer, ChannelSettings
    from monitor.notify.notice import Notification
    from monitor.notify.outbox import Claimed
    from sql.warehouse import Warehouse

    Deliver = Callable[[ChannelSettings, Notification], Answer]

JOB = "notifications"
"""What the scheduler calls it: `scheduler.soon(JOB)` after something was added."""

TRIES = 3
PAUSES = (3.0, 15.0)
"""Seconds before the second and the third try."""

MOST_TRIES = 24
"""Of one notification, those of outages with them; then it is left as failed."""

LONGEST_PAUSE = 6 * 3600.0
"""A provider that asks for more waits this long all the same."""

_LOOK_SECONDS = 1.0
_LOOK_LIMIT = 30.0
_LOOK_AGAIN_SECONDS = 30.0
"""How often the table is read where nothing says that it changed."""

_FRESH_SECONDS = 20.0
_TIDY_SECONDS = 3600.0
_STOP_SECONDS = 2.0
_WRITE_AGAIN_SECONDS = 2.0


class Lane:
    """One channel: what waits for it goes out in a thread that ends when nothing is due."""

    def __init__(
        self, warehouse: Warehouse, settings: ChannelSettings, deliver: Deliver, pauses: Sequence[float]
    ) -> None:
        self.settings = settings
        self.breaker = Breaker(settings.name)
        self._warehouse = warehouse
        self._deliver = deliver
        self._pauses = pauses
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being sent."""
        return self._thread is not None and self._thread.is_alive()

    def revive(self) -> None:
        """Let what was given up while the channel was down be tried again, when the channel is."""
        if self.breaker.may_revive():
            with self._warehouse.transaction() as cursor:
                outbox.requeue(cursor, self.settings.name, MOST_TRIES)

    def start(self) -> None:
        """Send what is due, unless that is done already or the channel is left alone."""
        if not self.is_busy and not self._stopping.is_set() and self.breaker.state is not State.OPEN:
            self._thread = threading.Thread(target=self._work, name=f"channel {self.settings.name}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def join(self, seconds: float) -> None:
        """Wait for what is being sent. What is not done then is sent again by the next process."""
        if self._thread is not None:
            self._thread.join(max(0.0, seconds))

    def _work(self) -> None:
        """Claim, send, mark, until nothing is due; a warehouse that cannot be written ends it until the next look."""
        try:
            while not self._stopping.is_set() and (state := self.breaker.state) is not State.OPEN:
                with self._warehouse.transaction() as cursor:
                    claimed = outbox.claim(cursor, self.settings.name, is_trial=state is State.HALF_OPEN)
                if claimed is None:
                    return
                self._send(claimed, is_trial=state is State.HALF_OPEN)
        except LongtailError:
            return

    def _send(self, claimed: Claimed, *, is_trial: bool) -> None:
        begun = clock.now()
        answer = self._deliver(self.settings, claimed.notification)
        if answer.ok:
            self.breaker.succeeded()
        else:
            self.breaker.failed(begun, answer.text, min(LONGEST_PAUSE, answer.retry_after or 0.0))
        self._write(self._mark(claimed, answer, is_trial=is_trial))

    def _mark(self, claimed: Claimed, answer: Answer, *, is_trial: bool) -> Mark:
        key, now = claimed.notification.key, clock.now()
        if answer.ok:
            return Mark(key, self.settings.name, outbox.SENT, answer.text, sent_at=now)
        if answer.permanent:
            return Mark(key, self.settings.name, outbox.REFUSED, answer.text)
        if (not is_trial and claimed.tries % TRIES == 0) or claimed.tries >= MOST_TRIES:
            return Mark(key, self.settings.name, outbox.FAILED, answer.text, may_have_arrived=answer.may_have_arrived)
        pause = min(LONGEST_PAUSE, max(self._pause(claimed.tries, is_trial=is_trial), answer.retry_after or 0.0))
        due_at = now + timedelta(seconds=pause)
        return Mark(
            key, self.settings.name, outbox.WAITING, answer.text, due_at, may_have_arrived=answer.may_have_arrived
        )

    def _pause(self, tries: int, *, is_trial: bool) -> float:
        return 0.0 if is_trial else self._pauses[(tries - 1) % TRIES]

    def _write(self, mark: Mark) -> None:
        """Mark it, however long the warehouse cannot be written: unmarked it would be sent twice."""
        while True:
            try:
                with self._warehouse.transaction() as cursor:
                    outbox.mark(cursor, mark)
                    if mark.state == outbox.SENT:
                        outbox.requeue(cursor, mark.channel, MOST_TRIES)
            except LongtailError:
                if self._stopping.wait(_WRITE_AGAIN_SECONDS):
                    raise
            else:
                return


class Sender:
    """What `Watching` runs to tell people. Raises `SettingsError` where a channel is wrong."""

    def __init__(
        self,
        warehouse: Warehouse,
        settings: Settings,
        channels: Sequence[ChannelSettings] | None = None,
        deliver: Deliver = delivering.deliver,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self.channels = channels_of(settings) if channels is None else channels
        self._lanes = {channel.name: Lane(warehouse, channel, deliver, pauses) for channel in self.channels}
        self._added = -1
        self._generation = -1
        self._fresh_until = self._look_again = 0.0
        self._due: dict[str, datetime] = {}
        with warehouse.transaction() as cursor:
            outbox.resume(cursor)
            for found in outbox.failures(cursor):
                if found.channel in self._lanes:
                    self._lanes[found.channel].breaker.remember(found.since, found.failures, found.answer)

    def jobs(self) -> Iterator[Job]:
        """One that looks for what is due, and one that keeps the table small."""
        yield Job(JOB, _LOOK_SECONDS, _LOOK_LIMIT, lambda _: self.look(), lambda _: None)
        yield Job("tidy notifications", _TIDY_SECONDS, _LOOK_LIMIT, self._tidy, lambda _: None)

    def take(self) -> None:
        """Nothing: each answer is written at once."""

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Nothing, as `take` gives nothing."""

    def look(self) -> None:
        """Start the channels for which something is due."""
        for lane in self._lanes.values():
            lane.revive()
        self._read()
        now = clock.now()
        waiting = [channel for channel, due in self._due.items() if due <= now]
        if any(channel not in self._lanes for channel in waiting):
            with self._warehouse.transaction() as cursor:
                outbox.refuse_unknown(cursor, list(self._lanes))
        for channel in waiting:
            if channel in self._lanes:
                self._lanes[channel].start()

    def _read(self) -> None:
        """What is due when, as far as it may have changed: reading logs commits each second, and is no reason to ask.

        What was added a moment ago may not be committed yet.
        """
        moment, generation = time.monotonic(), self._warehouse.generation
        if (added := outbox.added()) != self._added:
            self._added, self._fresh_until = added, moment + _FRESH_SECONDS
        is_busy = any(lane.is_busy for lane in self._lanes.values())
        is_due = any(due <= clock.now() for due in self._due.values())
        if not (is_busy or is_due or moment < self._fresh_until or moment >= self._look_again):
            return
        self._look_again = moment + _LOOK_AGAIN_SECONDS
        if generation != self._generation:
            with self._warehouse.reader() as cursor:
                self._due = outbox.due(cursor)
            self._generation = generation

    def end(self) -> None:
        """Begin nothing more, and wait a moment for what is being sent."""
        until = time.monotonic() + _STOP_SECONDS
        for lane in self._lanes.values():
            lane.stop()
        for lane in self._lanes.values():
            lane.join(until - time.monotonic())

    def failing_channels(self) -> list[Failing]:
        """The channels whose last notification failed."""
        return [failing for lane in self._lanes.values() if (failing := lane.breaker.failing) is not None]

    def _tidy(self, _limit: Limit) -> None:
        days = self._settings.rollup_days
        if days:
            with self._warehouse.transaction() as cursor:
                outbox.drop(cursor, clock.now() - timedelta(days=days))
