"""A rule's summary filled in for one of its series: `12.5 % of the requests to shop failed in 5 min`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import kinds
from monitor.notify.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.rules.rule import Rule

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(rule: Rule, labels: Iterable[tuple[str, str]], value: float | None, threshold: float | None) -> str:
    """The summary with `{value}`, `{threshold}`, labels and parameters in their places; what is not known is a dash.

    Labels are text from anywhere: whoever shows it escapes it.
    """
    known = {name: _told(one) for name, one in rule.parameters.items()}
    known |= dict(rule.labels) | dict(labels)
    for name, one in (("value", value), ("threshold", threshold)):
        if one is not None:
            known[name] = number(one, rule.unit)
    known.setdefault("severity", rule.severity)
    return _PLACE.sub(lambda found: known.get(found[1], "–"), rule.summary)


def _told(value: object) -> str:
    if isinstance(value, timedelta):
        return kinds.told(value.total_seconds())
    return f"{value:g}" if isinstance(value, float) else str(value)
