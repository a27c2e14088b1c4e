"""The tables of the settings that say who is told, when, and when not: routes, inhibitions and maintenance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from monitor.kinds import seconds_of
from monitor.telling.hours import Hours, parse
from monitor.telling.matching import Match  # noqa: TC001 (pydantic reads it when it runs)

if TYPE_CHECKING:
    from typing import Self


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Wait = Annotated[float, BeforeValidator(seconds_of), Field(ge=0)]
"""Seconds, written `"30s"`, `"5m"`, `"4h"` or as a number; none where it is 0."""
Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


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


class RouteSettings(_Timed):
    """One `[[route]]`. What it does not say it takes from the route that it is in, and that from the defaults."""

    match: Match = Field(default={}, description="labels, `severity` and `rule` with their values")
    channels: Words | None = Field(default=None, description="the channels that are told; none where the list is empty")
    is_followed: bool = Field(default=False, alias="continue", description="whether later routes are tried too")
    group_by: Words | None = Field(default=None, description='labels that make a group, `"..."` for all')
    group_wait: Wait | None = Field(default=None, description="how long the first alert of a group waits for others")
    group_interval: Wait | None = Field(default=None, description="how long a group is quiet after it was told")
    repeat_interval: Wait | None = Field(default=None, description="how often it is told again while it fires")
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
