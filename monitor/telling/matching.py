"""Which alerts a route, a silence, an inhibition or a maintenance window is about: names of labels with their values.

A value may have `*` for any letters and a `!` before it for all but these; a list holds where one of it does. A label
that an alert does not have is empty. Beside its labels an alert has `severity` and `rule`, which is each of the names
that people know the rule by.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Subject = dict[str, tuple[str, ...]]
"""An alert as it is matched: each name with what it may be called."""


def _checked(value: Any) -> Any:
    if not isinstance(value, dict):
        sentence = 'it must be a table of labels such as { severity = "critical" }'
        raise ValueError(sentence)  # noqa: TRY004 (pydantic reads it)
    found = {}
    for name, told in value.items():
        texts = tuple(told) if isinstance(told, list | tuple) else (told,)
        if not name or not all(isinstance(text, str) for text in texts):
            sentence = f"{name!r} must have a text, or a list of texts"
            raise ValueError(sentence)
        found[str(name)] = texts
    return found


Match = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_checked)]
"""Labels with the values that they may have; one that is empty is about everything."""


_ALSO = {"alertname": "rule"}


def subject(rule: str, severity: str, labels: Mapping[str, str], also: Iterable[str] = ()) -> Subject:
    """An alert as it is matched."""
    told = {name: (value,) for name, value in labels.items()}
    return {**told, "severity": (severity,), "rule": (rule, *also)}


def matches(match: Mapping[str, tuple[str, ...]], found: Subject) -> bool:
    """Whether every name has one of its values. `alertname`, as Prometheus says, is `rule`."""
    return all(_holds(values, found.get(_ALSO.get(name, name), ("",))) for name, values in match.items())


def _holds(values: tuple[str, ...], found: tuple[str, ...]) -> bool:
    refused = [value[1:] for value in values if value.startswith("!")]
    wanted = [value for value in values if not value.startswith("!")]
    if any(_pattern(value).fullmatch(text) for value in refused for text in found):
        return False
    return not wanted or any(_pattern(value).fullmatch(text) for value in wanted for text in found)


@lru_cache(maxsize=1000)
def _pattern(value: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in value.split("*")), re.DOTALL)
