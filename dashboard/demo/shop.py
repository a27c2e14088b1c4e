"""Write the shop's history: days of rotated logs up to now, with one incident in the last hours.

`simulate` is idempotent: a folder that already has a demo's history gets the lines that came since, and nothing twice.
"""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from dashboard.demo import files, incident, traffic, troubles
from dashboard.demo.bulk import write_lines
from dashboard.demo.clock import DAY, MINUTE, microseconds
from dashboard.demo.incident import Incident, Tally
from dashboard.demo.plan import Plan
from dashboard.demo.records import Line
from dashboard.demo.services import DOOR, PLACE_ORDER, SERVICES

ALL = (*SERVICES, DOOR.name)
DAYS = 8.2
RATE = 0.8
LONGEST_CATCH_UP = DAY
"""A demo that was off for longer has a gap, as a shop that was closed."""

__all__ = ["DAYS", "RATE", "Incident", "read_plan", "simulate", "write_lines"]


def simulate(  # noqa: PLR0913 (the knobs of a simulation, all named)
    directory: Path,
    *,
    now: datetime,
    seed: int = 1,
    days: float = DAYS,
    rate: float = RATE,
    services: tuple[str, ...] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Incident:
    """Write the history of `days` up to `now` (aware) into `directory`; gives the record of its incident.

    `rate` is the records a second of an average weekday minute (the defaults give about 500,000 records); `services`
    limits whose files are written; `progress` is told the share that is done, 0…1. The same arguments give the same
    bytes. Where a demo's history already stands, its own seed and rate stay, and only what happened since is added.

    Raises:
        ValueError: `now` has no zone, a service is unknown, or `days` is too short to hold the incident.
        FileExistsError: the folder holds files that no demo wrote.
    """
    until = microseconds(now)
    plan = read_plan(directory)
    if plan is None or not incident.path_of(directory).exists():
        plan = _begin(directory, Plan.make(seed, until, days, rate, _known(services)))
        first = min([plan.began, *(minute * MINUTE for minute in troubles.kept_minutes(plan))])
        _write(directory, plan, first - 1, until, progress)
    else:
        _write(directory, plan, _resume_after(directory, until), until, progress)
    return incident.read(directory)


def read_plan(directory: Path) -> Plan | None:
    """What the demo in `directory` was made with; None where there is none."""
    path = directory / files.NOTES / "plan.json"
    return Plan.from_json(path.read_text("utf-8")) if path.exists() else None


def _known(services: tuple[str, ...] | None) -> tuple[str, ...] | None:
    for service in services or ():
        if service not in ALL:
            raise ValueError(f"The demo has no service {service!r}; it has {', '.join(ALL)}.")
    return services


def _begin(directory: Path, plan: Plan) -> Plan:
    """Make room for a new history. Without a plan the folder must be empty; with one, a history broke off half-way."""
    notes = directory / files.NOTES
    if (notes / "plan.json").exists():
        for service in ALL:
            shutil.rmtree(directory / service, ignore_errors=True)
    elif directory.exists() and any(directory.iterdir()):
        raise FileExistsError(f"{directory} holds files that the demo did not write; choose an empty or new folder.")
    notes.mkdir(parents=True, exist_ok=True)
    (notes / "plan.json").write_text(plan.to_json(), "utf-8", newline="\n")
    return plan


def _resume_after(directory: Path, until: int) -> int:
    """The moment after which lines may be missing: all of the newest day is looked at again, file by file."""
    return max(files.newest_day(directory) - 1, until - LONGEST_CATCH_UP)


def _write(directory: Path, plan: Plan, after: int, until: int, progress: Callable[[float], None] | None) -> None:
    """Write all lines with after < ts <= until that are not there yet, and compress the days that are over."""
    tally = Tally(plan)
    today = until // DAY * DAY
    lines = _told(plan, after, until, progress or (lambda _: None))
    with ThreadPoolExecutor(2) as pool:
        pending: list[Future[None]] = []
        for day, streams in files.by_day(lines, after, until, traffic.SPILL_MINUTES * MINUTE):
            for stream in ("errors", "access"):
                tally.count(streams.get(f"{PLACE_ORDER.service}/{stream}", ()))
            pending.extend(
                pool.submit(_write_stream, directory, day, today, written)
                for stream, written in streams.items()
                if stream.split("/")[0] in plan.services
            )
        for job in pending:
            job.result()
    files.rotate(directory, today)
    record = incident.path_of(directory)
    if not record.exists():
        record.write_text(tally.incident().to_json(), "utf-8", newline="\n")


def _told(plan: Plan, after: int, until: int, progress: Callable[[float], None]) -> Iterator[list[Line]]:
    """The minutes' lines from early enough to have everything after `after`; tells how far it is every hour."""
    earliest = after // MINUTE - traffic.SPILL_MINUTES
    yield from (traffic.minute(plan, index) for index in troubles.kept_minutes(plan) if index >= earliest)
    first, last = max(plan.began // MINUTE, earliest), until // MINUTE + 1
    for index in range(first, last):
        if index % 60 == 0:
            progress((index - first) / (last - first))
        yield traffic.minute(plan, index)
    progress(1.0)


def _write_stream(directory: Path, day: int, today: int, lines: list[Line]) -> None:
    """Write a day of one stream: into its live file, or, where the day is over and nothing stands yet, its archive."""
    path = files.live_path(directory, lines[0][1], day)
    if files.archive_path(path).exists():
        return
    written = files.last_ts(path)
    text = "".join([line[2] for line in lines if line[0] > written])
    if day < today and written < 0:
        files.store_archive(directory, path, text.encode(), day)
    elif text:
        files.append(path, text)
