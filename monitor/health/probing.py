"""All probes of the settings: their jobs, their status, the calls of heartbeats, and what of it waits to be stored."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from monitor import asking, clock, probes
from monitor.health import heartbeat_ids, store
from monitor.health.state import ProbeState, whole
from monitor.health.store import Batch, Call, Change, Result
from monitor.outcome import Context, Outcome, ProbeSettings, Status
from monitor.scheduler import Ended, Job
from monitor.settings import typed
from sql import catalog
from sql.warehouse import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.limits import Limit
    from monitor.scheduler import Turn
    from sql.warehouse import Warehouse

HEARTBEAT = "heartbeat"
MOST_BODY = 10_000
"""Characters of a call's body that are kept: its last ones, where an error stands."""

_TIDY_SECONDS = 3600.0
_TIDY_LIMIT = 300.0
_MOST_RECENT = 100


PAUSED = "It is paused."


def settings_of(settings: Settings) -> list[ProbeSettings]:
    """The typed settings of all probes. Raises `SettingsError`."""
    return typed_tables(settings.probe, settings.file)


def typed_tables(tables: Sequence[Mapping[str, Any]], file: Path | None) -> list[ProbeSettings]:
    """The typed settings of tables `[[probe]]` of a settings file. Raises `SettingsError`."""
    return cast("list[ProbeSettings]", typed(probes, tables, table="probe", file=file))


@dataclass(frozen=True, slots=True)
class ProbeStatus:
    """A probe, its status since when, and its last result; `since` and `last` are None where it was not asked yet."""

    settings: ProbeSettings
    status: Status
    since: datetime | None
    last: Result | None


class Probing:
    """What `Watching` runs and stores of probes. Raises `SettingsError` where one is wrong."""

    def __init__(
        self,
        warehouse: Warehouse,
        settings: Settings,
        ask: Callable[[ProbeSettings, Context], Outcome] = asking.ask,
        fixed: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """`fixed` are tables of probes that stand in no settings file: a demo's."""
        self._warehouse = warehouse
        self._settings = settings
        self._asked = ask
        self._fixed = tuple(fixed)
        self.probes: Sequence[ProbeSettings] = typed_tables((*settings.probe, *fixed), settings.file)
        self._by_name = {probe.name: probe for probe in self.probes}
        self._lock = threading.Lock()
        self._batch = Batch()
        self._states = _stored_states(warehouse, self.probes)
        self._last: dict[str, Result] = {}
        self._ids = _ids(warehouse, self.probes)
        self.on_call: Callable[[str], None] = lambda _: None
        """What is told the job of a heartbeat that called, so that it is looked at once."""
        self.on_change: Callable[[Sequence[str], Sequence[Job]], None] = lambda _removed, _added: None
        """What is told which jobs are no more, and which are new or other than they were."""
        with warehouse.transaction() as cursor:
            store.write_probes(cursor, self.probes)
        self._rest(probe for probe in self.probes if probe.paused)

    def jobs(self) -> Iterator[Job]:
        """One for each probe, and one that keeps the tables small."""
        yield from (self._job(probe) for probe in self.probes if not probe.paused)
        yield Job("tidy probes", _TIDY_SECONDS, _TIDY_LIMIT, self._tidy, lambda _: None)

    def _job(self, probe: ProbeSettings) -> Job:
        ask, tell = partial(self._ask, probe), partial(self._tell, probe)
        return Job(job_name(probe.name), probe.every, probe.timeout, ask, tell)

    def checked(self, tables: Sequence[Mapping[str, Any]], file: Path) -> list[ProbeSettings]:
        """The probes that there would be with these tables in the file. Raises `SettingsError`."""
        return typed_tables((*tables, *self._fixed), file)

    def configure(self, probes: Sequence[ProbeSettings]) -> None:
        """Probe these from now on. Those that were there before under their name go on with their history."""
        before = self._by_name
        after = {probe.name: probe for probe in probes}
        changed = [probe for probe in probes if before.get(probe.name) != probe]
        states = _stored_states(self._warehouse, [probe for probe in probes if probe.name not in self._states])
        ids = _ids(self._warehouse, probes)
        with self._lock:
            self._states |= states
            for probe in changed:
                self._states[probe.name].recent = []
                self._last.pop(probe.name, None)
            self.probes, self._by_name, self._ids = probes, after, ids
        with self._warehouse.transaction() as cursor:
            store.write_probes(cursor, probes)
        self._rest(probe for probe in changed if probe.paused)
        removed = [job_name(name) for name in before if name not in after or after[name].paused]
        self.on_change(removed, [self._job(probe) for probe in changed if not probe.paused])

    def _rest(self, paused: Iterable[ProbeSettings]) -> None:
        """Say of those that are not asked for now that nothing is known of them."""
        for probe in paused:
            with self._lock:
                state = self._states[probe.name]
                before, state.status, state.recent = state.status, Status.UNKNOWN, []
                self._take(probe, Outcome(Status.UNKNOWN, PAUSED, has_latency=False), datetime.now(UTC), before)

    def _ask(self, probe: ProbeSettings, limit: Limit) -> Outcome:
        return self._asked(probe, Context(limit, self._warehouse))

    def _tidy(self, _limit: Limit) -> None:
        store.tidy(self._warehouse, self._settings)

    def _tell(self, probe: ProbeSettings, turn: Turn) -> None:
        """Take a turn of the scheduler."""
        if turn.ended is Ended.DONE:
            found: Outcome = turn.value
        elif turn.ended is Ended.NOT_STARTED:
            found = Outcome(Status.UNKNOWN, "It was not asked: too many others take all their time.", has_latency=False)
        else:
            found = asking.failed(probe, turn.error, is_late=turn.ended is Ended.LATE)
        self.add(probe, found, turn.at)

    def add(self, probe: ProbeSettings, found: Outcome, at: datetime) -> None:
        """Take a result of the moment `at` (with its zone); of a probe that was changed meanwhile it counts no more."""
        with self._lock:
            if self._by_name.get(probe.name) == probe and not probe.paused:
                before = self._states[probe.name].add(found.status, probe.failures, probe.successes)
                self._take(probe, found, at, before)

    def _take(self, probe: ProbeSettings, found: Outcome, at: datetime, before: Status) -> None:
        """Keep a result for the tables, and the change of the status from `before` that it made; inside the lock."""
        ts = at.astimezone(UTC).replace(tzinfo=None)
        state, names = self._states[probe.name], (probe.name, probe.kind, probe.target)
        self._last[probe.name] = Result(
            ts, *names, found.status, state.status, found.latency_ms, found.reason, found.details
        )
        self._batch.results.append(self._last[probe.name])
        if state.status is not before or state.since is None:
            state.since = ts
            self._batch.changes.append(Change(ts, *names, before, state.status, found.reason))

    def take(self) -> Batch | None:
        """What waits to be stored."""
        with self._lock:
            batch, self._batch = self._batch, Batch()
        return batch or None

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Write it."""
        store.write(cursor, batch)

    def statuses(self) -> list[ProbeStatus]:
        """How each probe is now, in the order of the settings."""
        with self._lock:
            return [self._status(probe) for probe in self.probes]

    def status(self, name: str) -> ProbeStatus | None:
        """How the probe of that name is now; None where there is none."""
        probe = self._by_name.get(name)
        with self._lock:
            return None if probe is None else self._status(probe)

    def _status(self, probe: ProbeSettings) -> ProbeStatus:
        state = self._states[probe.name]
        return ProbeStatus(probe, state.status, state.since, self._last.get(probe.name))

    def id_of(self, name: str) -> str | None:
        """The id in the URL that a heartbeat's job calls."""
        return next((known for known, probe in self._ids.items() if probe == name), None)

    def call(self, identity: str, event: str, exit_status: int | None = None, body: str = "") -> bool:
        """Take the call of a job; False where no heartbeat has that id."""
        name = self._ids.get(identity)
        if name is None:
            return False
        text = asking.cleaned(self._by_name[name], Outcome(Status.HEALTHY, "", {"body": body[-MOST_BODY:]})).details
        now = clock.now()
        with self._lock:
            self._batch.calls.append(Call(now, name, event, exit_status, text["body"] or None))
        return True

    def called(self, identity: str) -> None:
        """Look at the heartbeat of that id now: its call is stored."""
        self.on_call(job_name(self._ids[identity]))


def job_name(probe: str) -> str:
    """What the scheduler calls a probe."""
    return f"probe {probe}"


def summary(found: Sequence[ProbeStatus]) -> Status:
    """The status of these together."""
    return whole([(one.status, one.settings.critical) for one in found])


def _stored_states(warehouse: Warehouse, known: Sequence[ProbeSettings]) -> dict[str, ProbeState]:
    """Each probe's status and last results, as the rows tell them: a new start goes on where the last one ended."""
    states = {probe.name: ProbeState() for probe in known}
    most = {probe.name: max(probe.failures, probe.successes) for probe in known}
    with warehouse.reader() as cursor:
        changes = cursor.execute(catalog.statement("last_changes").body).fetchall()
        results = cursor.execute(catalog.statement("last_results").body, {"most": _MOST_RECENT}).fetchall()
    for name, status, since in changes:
        if name in states:
            states[name].status, states[name].since = Status(status), since
    for name, _, status in results:
        if name in states:
            states[name].recent = [*states[name].recent, Status(status)][-most[name] :]
    return states


def _ids(warehouse: Warehouse, known: Sequence[ProbeSettings]) -> dict[str, str]:
    """The heartbeats by the ids that their jobs call."""
    given = {probe.name: getattr(probe, "id", None) for probe in known if probe.kind == HEARTBEAT}
    without = [name for name, secret in given.items() if secret is None]
    stored = {} if warehouse.path == MEMORY or not without else heartbeat_ids.ids_of(warehouse.path, without)
    found = {secret.get_secret_value(): name for name, secret in given.items() if secret is not None}
    return found | {identity: name for name, identity in stored.items()}
