"""The tables of the settings that say who is told, when, and when not: routes, inhibitions and maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from monitor.kinds import Duration, seconds_of
from monitor.telling import digest
from monitor.telling.digest import Digest  # noqa: TC001 (pydantic reads it when it runs)
from monitor.telling.hours import Hours, parse
from monitor.telling.matching import Match  # noqa: TC001 (pydantic reads it when it runs)

if TYPE_CHECKING:
    from typing import Self


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Wait = Annotated[float, BeforeValidator(seconds_of), Field(ge=0)]
"""Seconds, written `"30s"`, `"5m"`, `"4h"` or as a number; none where it is 0."""
Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


@dataclass(frozen=True, slots=True)
class DigestSetting:
    """What a route says about its digest; None where it wants none."""

    digest: Digest | None


def _digest(value: Any) -> DigestSetting:
    return DigestSetting(digest.parse(value))


def _tables(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _Timed(_Table):
    hours: Words | None = None
    timezone: str | None = None

    @property
    def times(self) -> Hours | None:
        """Its times of the week."""
        return parse(self.hours, self.timezone or "UTC") if self.hours else None

    @model_validator(mode="after")
    def _check_hours(self) -> Self:
        parse(self.hours or (), self.timezone or "UTC")
        return self


class EscalateSettings(_Table):
    """A step of `escalate`: who is told of what nobody acknowledged."""

    after: Duration = Field(description='how long after the route told its own channels first, such as `"15m"`')
    channels: Words = Field(min_length=1, description="the channels that are told then")


class RouteSettings(_Timed):
    """One `[[route]]`. What it does not say it takes from the route that it is in, and that from the defaults."""

    match: Match = Field(default={}, description="labels, `severity` and `rule` with their values")
    channels: Words | None = Field(default=None, description="the channels that are told; none where the list is empty")
    is_followed: bool = Field(default=False, alias="continue", description="whether later routes are tried too")
    group_by: Words | None = Field(default=None, description='labels that make a group, `"..."` for all')
    group_wait: Wait | None = Field(default=None, description="how long the first alert of a group waits for others")
    group_interval: Wait | None = Field(default=None, description="how long a group is quiet after it was told")
    repeat_interval: Wait | None = Field(default=None, description="how often it is told again while it fires")
    escalate: Annotated[tuple[EscalateSettings, ...], BeforeValidator(_tables)] | None = Field(
        default=None, description="who is told of what nobody acknowledged, and how long after it was told first"
    )
    digest: Annotated[DigestSetting, PlainValidator(_digest)] | None = Field(
        default=None,
        description='when alerts of severity `info` are told together: `"09:00"`, `"1h"`, 0 for each alone',
    )
    routes: tuple[RouteSettings, ...] = Field(default=(), description="routes for some of its alerts")


class InhibitSettings(_Table):
    """One `[[inhibit]]`: while an alert of `source` fires, those of `target` with the same labels are not told."""

    source: Match = Field(description="which alerts inhibit")
    target: Match = Field(description="which alerts are not told meanwhile")
    equal: Words | None = Field(default=None, description="labels that both must have alike; all where it is not said")


class MaintenanceSettings(_Timed):
    """One `[[maintenance]]`: nobody is told of these alerts at these times of the week."""

    name: str = Field(min_length=1, max_length=64, description="what it is called")
    match: Match = Field(default={}, description="which alerts; all where it is not said")
    hours: Words = Field(min_length=1, description='times of the week such as `["sun 02:00-04:00"]`')
