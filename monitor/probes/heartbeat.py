"""Whether a job has called in time: cron jobs, backups, all that runs by itself and must not stop unseen.

The job calls `/ping/<id>` when it is done; `/ping/<id>/start` when it begins lets Longtail know how long it took,
`/ping/<id>/fail` and `/ping/<id>/<exit status>` say that it failed. Late is unhealthy.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, Field, SecretStr

from ingest.records.values import zones
from monitor import asking_warehouse, clock, kinds, outcome

_LEAST_ID = 16


def _checked_schedule(schedule: str) -> str:
    try:
        kinds.seconds_of(schedule)
    except ValueError:
        try:
            CronSim(schedule, datetime.now(UTC))
        except CronSimError as error:
            sentence = f'it must be a duration such as "1h", or a cron expression such as "0 3 * * *" ({error})'
            raise ValueError(sentence) from error
    return schedule


def _checked_zone(zone: str) -> str:
    if zone not in zones.names():
        sentence = "it must be a name of the tz database, such as Europe/Berlin"
        raise ValueError(sentence)
    return zone


def _checked_id(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if len(text) < _LEAST_ID or not all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in text):
        sentence = f"it must have at least {_LEAST_ID} letters and digits that nobody guesses"
        raise ValueError(sentence)
    return value


EXAMPLE = """\
name = "backup"
kind = "heartbeat"
schedule = "0 3 * * *"
timezone = "Europe/Berlin"
grace = "30m"
"""


class Settings(outcome.ProbeSettings):
    """A job that calls."""

    needs_warehouse: ClassVar[bool] = True
    schedule: Annotated[str, AfterValidator(_checked_schedule)] = Field(
        description='How often the job runs, such as `"1h"`, or when, as a cron expression such as `"0 3 * * *"`.'
    )
    timezone: Annotated[str, AfterValidator(_checked_zone)] = Field(
        default="UTC", description="The time zone of a cron expression."
    )
    grace: kinds.Duration = Field(default=300.0, description="How late a call may be, and how long a run may take.")
    id: Annotated[SecretStr, AfterValidator(_checked_id)] | None = Field(
        default=None, description="The id in the URL that the job calls; a random one where nothing is said."
    )
    failures: int = Field(default=1, ge=1, description="Bad results in a row until its status becomes worse.")

    @property
    def target(self) -> str:
        """When it is expected."""
        return f"every {self.schedule}" if " " not in self.schedule else self.schedule


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Look at the last calls."""
    (row,) = asking_warehouse.rows(context, "probe_heartbeat", {"probe": settings.name})
    return judged(settings, row, clock.now())


def judged(settings: Settings, row: dict[str, Any], now: datetime) -> outcome.Outcome:
    """What the last calls mean at `now` (UTC, without a zone)."""
    if row["last_ts"] is None:
        sentence = "It has not called yet."
        raise outcome.CannotAskError(sentence)
    grace = timedelta(seconds=settings.grace)
    details: dict[str, Any] = {"last_call": row["last_ts"].isoformat(), "run_seconds": row["run_seconds"]}
    began, ended = row["started_at"], row["ended_at"]
    if row["failed"]:
        status = row["exit_status"]
        sentence = f"The last run failed{f' with exit status {status}' if status else ''}."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, **details)
    if began is not None and (ended is None or began > ended):
        if now > began + grace:
            sentence = f"The run that began {kinds.told((now - began).total_seconds())} ago has not ended."
            return outcome.measured(outcome.Status.UNHEALTHY, sentence, **details)
        sentence = f"It runs, for {kinds.told((now - began).total_seconds())}."
        return outcome.measured(outcome.Status.HEALTHY, sentence, **details)
    due = following(settings, ended)
    details["due"] = due.isoformat()
    if now > due + grace:
        sentence = f"It should have called {kinds.told((now - due).total_seconds())} ago."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, **details)
    took = f", after {kinds.told(row['run_seconds'])}" if row["run_seconds"] is not None else ""
    sentence = f"It called {kinds.told((now - ended).total_seconds())} ago{took}."
    return outcome.measured(outcome.Status.HEALTHY, sentence, **details)


def following(settings: Settings, moment: datetime) -> datetime:
    """When the call after `moment` is due; both are UTC without a zone."""
    try:
        return moment + timedelta(seconds=kinds.seconds_of(settings.schedule))
    except ValueError:
        zone = ZoneInfo(settings.timezone)
        following = next(CronSim(settings.schedule, moment.replace(tzinfo=UTC).astimezone(zone)))
        return following.astimezone(UTC).replace(tzinfo=None)
