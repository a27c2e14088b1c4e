"""A rule's summary filled in for one of its series: `12.5 % of the requests to shop failed in 5 min`.

Notifications and pages fill it in here, so that both say the same.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import kinds
from monitor.rules.units import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.rules.rule import Rule

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(text: str, rule: Rule, labels: Mapping[str, str], numbers: Mapping[str, float | None]) -> str:
    """A text with `{window}`, `{rule}`, parameters, labels and numbers (with the rule's unit) in their places.

    `labels` are the alert's with those of its rule: text from anywhere, so whoever shows the answer escapes it.
    """
    told = {name: "no value" if one is None else number(one, rule.unit) for name, one in numbers.items()}
    parameters = {name: _parameter(value) for name, value in rule.parameters.items()}
    values = {**parameters, **labels, **told, "window": _parameter(rule.window), "rule": rule.name}
    made = _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
    # A summary may say the unit itself: "{value} times".
    return made.replace(f" {rule.unit} {rule.unit} ", f" {rule.unit} ") if rule.unit else made


def _parameter(value: object) -> str:
    if isinstance(value, timedelta):
        return kinds.told(value.total_seconds())
    return number(value, "") if isinstance(value, float) else str(value)
