"""The one number by which a rule's sensitivity is set, as a slider shows it: `0.05` of a ratio is 5 %."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.rules.rule import Rule

_STEPS = 200
_WIDE = 3.0
_FACTORS = {"ratio": (100.0, "%"), "percent": (1.0, "%")}


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold of `when`: its parameter (None: it stands there as a number), its value, how it is shown."""

    parameter: str | None
    value: float
    unit: str
    factor: float

    def shown(self, value: float) -> float:
        """A value as the slider has it: on one of its steps."""
        return round(round(value * self.factor / self.step) * self.step, 12)

    def most(self, chosen: float | None) -> float:
        """The right end of the slider."""
        return max(self.value * _WIDE, (chosen or 0.0) * 1.25)

    @property
    def step(self) -> float:
        """A step that people can say: 1, 2 or 5 of a power of ten."""
        rough = self.value * self.factor * _WIDE / _STEPS
        power = 10.0 ** floor(log10(rough))
        return next(one * power for one in (1.0, 2.0, 5.0, 10.0) if one * power >= rough)

    @property
    def format(self) -> str:
        """How many decimals the steps need."""
        return f"%.{max(0, -floor(log10(self.step)))}f"

    def text(self, shown: float) -> str:
        """What the URL says of the slider's value."""
        value = shown / self.factor
        return "" if abs(value - self.value) < self.step / self.factor / 2 else f"{value:.12g}"

    def from_text(self, text: str) -> float | None:
        """What the URL said; None where that is no number that can be tried."""
        try:
            value = float(text)
        except ValueError:
            return None
        return value if isfinite(value) and 0 <= value <= self.value * 1000 else None

    def applied(self, rule: Rule, value: float) -> Rule:
        """The rule with this threshold."""
        if self.parameter is not None:
            return rule.with_values({self.parameter: value})
        return replace(rule, when=replace(rule.when, side=f"{value:.12g}"))


def of(rule: Rule) -> Threshold | None:
    """The number that `when` has; None where it has several, none, or one that is not above zero."""
    names = rule.when.parameters
    factor, unit = _FACTORS.get(rule.unit, (1.0, rule.unit))
    if "series.threshold" in rule.when.side or len(names) > 1:
        return None
    parameter = next(iter(names), None)
    value = rule.when.bound(rule.parameters) if parameter is None else float(rule.parameters[parameter])
    return None if value is None or value <= 0 else Threshold(parameter, value, unit, factor)
