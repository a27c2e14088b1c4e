"""Replays a rule beside the page, and thins what it found to what a chart can show.

A session has one replay for each place of the page; another order, or a page that is left, gives up the one before.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.server import runtime
from monitor.rules.replay import replay
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.rules.replay import Episode, Replay
    from monitor.rules.rule import Rule
    from monitor.rules.states import Labels
    from sql.warehouse import Warehouse

_log = logging.getLogger(__name__)
_MOST_MOMENTS = 21_000
"""Moments of one replay: a week of half minutes. Longer ranges are looked at in longer steps."""
_FIRST_MOMENTS = 720
_LEAST_MOMENTS = 500
_MOST_VALUES = 1_000_000
"""Values of one replay: moments × series."""
_MOST_POINTS = 500
_MOST_LINES = 6
_LIMIT_SECONDS = 60.0
_UNWANTED_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be replayed; only one series where `labels` are given. Times are UTC without a zone."""

    rule: Rule
    start: datetime
    end: datetime
    labels: Labels | None = None
    series: int = field(default=1, compare=False)
    """How many series there are about: the more, the fewer moments are looked at."""

    def every(self, most: int = _MOST_MOMENTS) -> float:
        """Seconds between two moments: the rule's own, or as many of those as make at most `most` moments."""
        own, fewest = self.rule.every, _MOST_VALUES // max(1, self.series)
        moments = min(most, max(_LEAST_MOMENTS, fewest))
        return own * max(1, -(-((self.end - self.start).total_seconds() / own) // moments))


@dataclass(frozen=True, slots=True)
class Line:
    """One series, thinned: of each step the worst value, and what it was compared with."""

    labels: Labels
    points: Sequence[tuple[datetime, float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a replay: the series with the worst values, and when which would have fired."""

    lines: Sequence[Line]
    episodes: Sequence[Episode]
    moments: int
    series: int
    step: timedelta
    every: float
    """Seconds between two moments that were looked at."""


@dataclass
class Replaying:
    """One replay on its way: first a look in long steps, then the replay itself, if it takes shorter ones."""

    order: Order
    warehouse: Warehouse
    shown: Shown | None = None
    problem: str | None = None
    is_done: bool = False
    wanted_at: float = field(default_factory=time.monotonic)
    _given_up: bool = False
    _began: float = field(default_factory=time.monotonic)

    def start(self) -> Replaying:
        """Begin, in a thread of its own."""
        threading.Thread(target=self._work, name="replay", daemon=True).start()
        return self

    def give_up(self) -> None:
        """Nobody wants it any more."""
        self._given_up = True

    def _is_unwanted(self) -> bool:
        now = time.monotonic()
        return self._given_up or now - self.wanted_at > _UNWANTED_SECONDS or now - self._began > _LIMIT_SECONDS

    def _work(self) -> None:
        try:
            for most in sorted({self.order.every(_FIRST_MOMENTS), self.order.every()}, reverse=True):
                self.shown = self._replayed(most)
        except LongtailError as error:
            is_late = time.monotonic() - self._began > _LIMIT_SECONDS
            late = f"No answer within {_LIMIT_SECONDS:.0f} s: choose a shorter time range."
            self.problem = late if is_late else str(error)
        except Exception:  # noqa: BLE001 (whatever is wrong, the page must not wait for ever)
            _log.exception("The replay of %s failed", self.order.rule.name)
            self.problem = "The replay failed: the server's log says why."
        self.is_done = True

    def _replayed(self, every: float) -> Shown:
        order = self.order
        found = replay(
            self.warehouse,
            order.rule,
            order.start,
            order.end,
            every=every,
            with_values=True,
            stop=self._is_unwanted,
        )
        return thinned(found, order, every)


def of(key: str, order: Order) -> Replaying:
    """The session's replay for `order`: the one that runs or ran, until somebody asks to refresh.

    Raises `LongtailError` where no warehouse is open.
    """
    name = f"_replay_{key}"
    before = st.session_state.get(name)
    if before is not None:
        known, forgotten = before
        if known.order == order and forgotten == cache.forgotten():
            known.wanted_at = time.monotonic()
            return known  # type: ignore[no-any-return]
        known.give_up()
    begun = Replaying(order, runtime.current().warehouse).start()
    st.session_state[name] = (begun, cache.forgotten())
    return begun


def thinned(found: Replay, order: Order, every: float) -> Shown:
    """The worst value of each step, of the series with the worst values; the rule says which are worse."""
    rule, span = order.rule, order.end - order.start
    step = max(timedelta(seconds=every), span / _MOST_POINTS)
    worse = max if rule.when.is_above else min
    lines: dict[Labels, dict[int, tuple[float | None, float | None]]] = {}
    for moment, labels, value, threshold in found.values:
        if order.labels is not None and labels != order.labels:
            continue
        place = (moment - order.start) // step
        steps = lines.setdefault(labels, {})
        known = steps.get(place)
        if known is None or known[0] is None:
            steps[place] = (value, threshold)
        elif value is not None:
            steps[place] = (worse(known[0], value), threshold if threshold is not None else known[1])
    episodes = [one for one in found.episodes if order.labels is None or one.labels == order.labels]
    fired = {one.labels for one in episodes}

    def rank(labels: Labels) -> tuple[bool, float]:
        values = [value for value, _ in lines[labels].values() if value is not None]
        worst = worse(values) if values else None
        return labels not in fired, float("inf") if worst is None else -worst if rule.when.is_above else worst

    chosen = sorted(lines, key=rank)[:_MOST_LINES]
    return Shown(
        [
            Line(labels, [(order.start + place * step, *pair) for place, pair in sorted(lines[labels].items())])
            for labels in chosen
        ],
        episodes,
        found.moments,
        found.series if order.labels is None else len(lines),
        step,
        every,
    )
