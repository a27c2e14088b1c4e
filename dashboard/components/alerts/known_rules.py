"""The rules of this process, and how each stands where it evaluates them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.server import runtime
from monitor.rules import finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.rules.alerting import Alerting, Standing
    from monitor.rules.rule import Rule


def rules() -> Mapping[str, Rule]:
    """All rules by name, also those that are off. Raises `SettingsError` where one is wrong."""
    alerting = _alerting()
    if alerting is not None:
        return alerting.rules
    return {rule.name: rule for rule in finding.all_rules(runtime.current().settings)}


def standings() -> Mapping[str, Standing]:
    """How each rule that is on stands; nothing where this process evaluates none."""
    alerting = _alerting()
    return {} if alerting is None else {standing.rule.name: standing for standing in alerting.standings()}


def are_evaluated() -> bool:
    """Whether this process evaluates them."""
    return _alerting() is not None


def _alerting() -> Alerting | None:
    watching = runtime.current().watching
    return None if watching is None else watching.alerting
