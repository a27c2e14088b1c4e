"""The collector of the demo: what the shop's machines would tell now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from dashboard.demo import shop
from dashboard.demo.clock import SECOND, microseconds
from dashboard.demo.watched.measured import signals
from dashboard.demo.watched.signals import Moments
from monitor.kinds import Duration, KindSettings
from monitor.sample import Measured

if TYPE_CHECKING:
    from monitor.limits import Limit

EXAMPLE = 'kind = "shop"\nlogs = "data/demo/logs"\n'


class Settings(KindSettings):
    """Whose shop it is."""

    every: Duration = Field(default=15.0, description="How often it is measured.")
    logs: Path = Field(description="The folder of the demo's logs, which has its plan.")


class Collector:
    """Tells each signal; counters begin at zero, as those of a program that was just started."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._signals = signals()
        self._series = tuple(signal.series for signal in self._signals)
        self._totals = np.zeros(len(self._signals))
        self._before = 0

    def collect(self, _limit: Limit) -> Measured:
        """All of the shop. Raises `ValueError` where the folder has no demo."""
        plan = shop.read_plan(self._settings.logs)
        if plan is None:
            sentence = f"{self._settings.logs} has no demo."
            raise ValueError(sentence)
        now = microseconds(datetime.now(UTC))
        moments = Moments.of(plan, np.array([now], np.int64))
        values = np.array([signal.at(moments)[0] for signal in self._signals])
        seconds = (now - self._before) / SECOND if self._before else 0.0
        self._before = now
        grows = np.array([series.is_cumulative for series in self._series])
        self._totals = self._totals + np.where(grows, values * seconds, 0.0)
        return Measured(self._series, np.where(grows, self._totals, values))
