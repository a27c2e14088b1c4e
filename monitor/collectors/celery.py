"""Celery's workers, by the events that they send through the broker. Needs `longtail[celery]`.

Names are those of danihodovic's celery-exporter, so its dashboards and the page Celery read both: tasks by state and
name, how long they ran and waited, workers, queues. Workers must send events (`worker -E`); where they do not, they are
asked to.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, Any

import celery
import celery.events.state
from pydantic import AfterValidator, Field, SecretStr

from monitor import targets
from monitor.kinds import Duration, KindSettings
from monitor.sample import Sample, Series, counter, gauge, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit

EXAMPLE = 'kind = "celery"\nurl = "redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0"\nqueues = ["celery", "mails"]\n'
_SCHEMES = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "pyamqp": 5672}
_STATES = ("sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected")
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
_MOST_TASKS = 20_000
"""Tasks that are under way and remembered: their later events do not repeat the name."""
_MOST_NAMES = 500
_ALIVE_SECONDS = 120.0


class Settings(KindSettings):
    """Where the broker is."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="The broker: `redis://:password@host:6379/0` or `amqp://user:password@host:5672/vhost`."
    )
    every: Duration = Field(default=15.0, description="How often what was heard is stored.")
    queues: tuple[str, ...] = Field(default=("celery",), description="Queues whose length is asked for.")
    inspect: bool = Field(default=True, description="Whether workers are asked what they have reserved and scheduled.")

    @property
    def instance(self) -> str:
        """Host and port."""
        return targets.parse(self.url.get_secret_value(), _SCHEMES).shown.partition("/")[0]


class _Histogram:
    """Counts by bucket, and the sum."""

    def __init__(self) -> None:
        self.counts = [0] * (len(_BOUNDS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(_BOUNDS, seconds)] += 1
        self.sum += seconds

    def samples(self, name: str, task: str) -> Iterator[Sample]:
        bounds = [*(f"{bound:g}" for bound in _BOUNDS), "+Inf"]
        for bound, count in zip(bounds, accumulate(self.counts), strict=True):
            yield Sample(Series(f"{name}_bucket", labels(name=task, le=bound), "histogram"), count)
        yield Sample(Series(f"{name}_count", labels(name=task), "histogram"), sum(self.counts))
        yield Sample(Series(f"{name}_sum", labels(name=task), "histogram"), self.sum)


class Heard:
    """What events told so far. One thread adds, another reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = celery.events.state.State(max_tasks_in_memory=_MOST_TASKS)
        self._counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._runtimes: defaultdict[str, _Histogram] = defaultdict(_Histogram)
        self._waits: defaultdict[str, _Histogram] = defaultdict(_Histogram)
        self._names: set[str] = set()

    def event(self, event: dict[str, Any]) -> None:
        """Take in one event, as Celery sends it."""
        with self._lock:
            self._state.event(event)
            kind, _, state = str(event.get("type", "")).partition("-")
            if kind == "task" and state in _STATES:
                self._task(state, event)

    def _task(self, state: str, event: dict[str, Any]) -> None:
        task = self._state.tasks.get(event.get("uuid"))
        name = self._known(str((task and task.name) or event.get("name") or "unknown"))
        exception = str(event.get("exception", "")).partition("(")[0] if state == "failed" else ""
        self._counts[state, name, exception] += 1
        if state == "succeeded" and event.get("runtime") is not None:
            self._runtimes[name].add(float(event["runtime"]))
        if state == "started" and task is not None:
            since = task.sent or task.received
            if since is not None and not task.eta:
                self._waits[name].add(max(0.0, float(event["timestamp"]) - since))

    def _known(self, name: str) -> str:
        if len(self._names) < _MOST_NAMES:
            self._names.add(name)
        return name if name in self._names else "(other)"

    def samples(self, now: float) -> list[Sample]:
        """All of it at `now`, seconds since 1970."""
        with self._lock:
            found = [
                counter(f"celery_task_{state}_total", count, name=name, exception=exception or None)
                for (state, name, exception), count in self._counts.items()
            ]
            for name, histogram in self._runtimes.items():
                found += histogram.samples("celery_task_runtime", name)
            for name, histogram in self._waits.items():
                found += histogram.samples("celery_task_queue_wait_time", name)
            for hostname, worker in self._state.workers.items():
                heard = worker.heartbeats[-1] if worker.heartbeats else 0.0
                found.append(gauge("celery_worker_up", now - heard < _ALIVE_SECONDS, hostname=hostname))
                found.append(gauge("celery_worker_tasks_active", worker.active or 0, hostname=hostname))
            return found


class Collector:
    """Listens in a thread of its own, and tells what it heard. Raises where it cannot listen."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._heard = Heard()
        self._thread: threading.Thread | None = None
        self._problem: Exception | None = None

    def collect(self, limit: Limit) -> list[Sample]:
        """What was heard since the start, and the lengths of queues now."""
        if self._thread is None or not self._thread.is_alive():
            self._problem = None
            self._thread = threading.Thread(target=self._listen, name=f"events {self._settings.name}", daemon=True)
            self._thread.start()
        with self._app(limit.remaining) as app, app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=limit.remaining)
            samples = [*self._lengths(connection), *self._asked(app, connection, limit)]
        if self._problem is not None:
            raise self._problem
        samples += self._heard.samples(time.time())
        of = {"job": self._settings.name, "instance": self._settings.instance}
        return [sample.labelled(**of) for sample in samples]

    def _app(self, seconds: float) -> celery.Celery:
        app = celery.Celery("longtail", broker=self._settings.url.get_secret_value(), set_as_current=False)
        timeouts = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "max_retries": 0}
        app.conf.update(broker_connection_timeout=seconds, broker_transport_options=timeouts)
        return app

    def _listen(self) -> None:
        try:
            with self._app(30.0) as app, app.connection_for_read() as connection:
                receiver = app.events.Receiver(connection, handlers={"*": self._heard.event})
                app.control.enable_events(connection=connection)
                receiver.capture(limit=None, timeout=None, wakeup=True)
        except Exception as error:  # noqa: BLE001 (whatever the broker's driver raises is told by the next collection)
            self._problem = error

    def _lengths(self, connection: Any) -> Iterator[Sample]:
        channel = connection.default_channel
        for queue in self._settings.queues:
            with suppress(Exception):  # a queue that nobody made yet
                is_redis = hasattr(channel, "client") and hasattr(channel.client, "llen")
                length = (
                    channel.client.llen(queue) if is_redis else channel.queue_declare(queue, passive=True).message_count
                )
                yield gauge("celery_queue_length", float(length), queue_name=queue)

    def _asked(self, app: celery.Celery, connection: Any, limit: Limit) -> Iterator[Sample]:
        if not self._settings.inspect:
            return
        inspect = app.control.inspect(timeout=min(1.0, limit.remaining / 4), connection=connection)
        for what in ("reserved", "scheduled"):
            for hostname, tasks in (getattr(inspect, what)() or {}).items():
                yield gauge(f"celery_worker_tasks_{what}", len(tasks), hostname=hostname)
