"""How many alerts fire: the one number that the bell, Overview and the page Alerts show.

The bell refreshes by itself, tiles when the person wants it. So that they never say two numbers, a session has one:
whoever reads it anew and finds another lets the whole page be drawn with it; not under a dialog, which that would
close.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import cache
from dashboard.components.alerts import severity_look
from dashboard.components.layout import dialogs
from dashboard.reads.watched import alerts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


_SHOWN, _IS_ON_PAGE = "_firing", "_firing_on_page"


@dataclass(frozen=True, slots=True)
class Firing:
    """How many alerts fire, by severity, the worst first; how many rules were evaluated, and up to when."""

    by_severity: Mapping[str, int]
    pending: int
    rules: int
    failed: int
    evaluated_to: datetime | None

    @property
    def count(self) -> int:
        """All that fire."""
        return sum(self.by_severity.values())

    @property
    def worst(self) -> str | None:
        """The worst severity of what fires."""
        return next((severity for severity, count in self.by_severity.items() if count), None)

    @property
    def said(self) -> tuple[Mapping[str, int], int, bool]:
        """What of it is shown in several places: the numbers, and whether there are rules at all."""
        return self.by_severity, self.pending, self.rules > 0

    def told(self) -> str:
        """The numbers in words: `1 critical, 2 warning`."""
        parts = [f"{count} {severity}" for severity, count in self.by_severity.items() if count]
        return ", ".join(parts) or ("nothing fires" if self.rules else "no rule was evaluated yet")


def of_bell() -> Firing:
    """How many fire now, read anew: the bell is drawn first on each page.

    Raises `LongtailError` where no warehouse is open, or it cannot answer.
    """
    session = st.session_state
    if not _is_refresh():
        session[_IS_ON_PAGE] = False
    return _renewed(is_shown_elsewhere=bool(session.get(_IS_ON_PAGE)))


def of_page() -> Firing:
    """The number that the bell shows too, for a page's own words.

    Raises `LongtailError` where no warehouse is open, or it cannot answer.
    """
    session = st.session_state
    session[_IS_ON_PAGE] = True
    if not _is_refresh() and _SHOWN in session:
        found: Firing = session[_SHOWN]
        return found
    return _renewed(is_shown_elsewhere=True)


def _renewed(*, is_shown_elsewhere: bool) -> Firing:
    shown, found = st.session_state.get(_SHOWN), now()
    st.session_state[_SHOWN] = found
    is_new = shown is None or shown.said != found.said
    if _is_refresh() and is_shown_elsewhere and is_new and not dialogs.may_be_open():
        st.rerun()
    return found


def _is_refresh() -> bool:
    """Whether only a part of the page is drawn."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def now() -> Firing:
    """How many fire, asked of the warehouse.

    Raises `LongtailError` where no warehouse is open, or it cannot answer.
    """
    row = cache.ask(alerts.now()).row(0, named=True)
    by_severity = {severity: int(row[severity]) for severity in severity_look.WORST_FIRST}
    return Firing(by_severity, row["pending"], row["rules"], row["failed"], row["evaluated_to"])
