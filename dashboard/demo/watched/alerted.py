"""How the demo is told of its alerts: its own channel, and two rules that decide sooner than people would want.

Five minutes are too short for a rule that waits for five: `high_error_rate` looks at the last two whole minutes and
waits for half a one, `celery_redis_connection_failed` looks at one. All other rules are as they are shipped. What
stands in longtail.toml goes before all this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.settings import Settings

RULES: Mapping[str, Mapping[str, Any]] = {
    "high_error_rate": {
        "window": "2m",
        "for": "30s",
        "recovers_for": "0s",
        "threshold": 0.15,
        "critical": 0.3,
        "at_least": 10,
    },
    "celery_redis_connection_failed": {"window": "1m"},
}
"""As the setting `rule` has them."""


def settings_of(settings: Settings, channel: Mapping[str, Any]) -> Settings:
    """The settings of a demo whose notifications also go to `channel`."""
    rules = {name: dict(values) for name, values in RULES.items()}
    for name, values in settings.rule.items():
        rules[name] = {**rules.get(name, {}), **values}
    channels = [one for one in settings.channel if one.get("name") != channel["name"]]
    return settings.model_copy(update={"rule": rules, "channel": (*channels, dict(channel))})
