"""The rule that a session is making: what is typed, and what it was begun from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import navigation, url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.rules.making.ready import ReadyRule

PAGE = "alerts"
MAKE, BY, READY_NAME, EDIT = "make", "by", "ready", "edit"
"""What the page's URL names: that a rule is made, in which way, of which ready question; that one is changed."""
READY, QUERY, TEXT = "ready", "query", "text"
"""The ways: a ready question, a query that somebody has, the text of a file."""
_DRAFT = "_rule_draft"
_COUNT = "_rule_drafts"
_USUAL_SPAN, _LONGEST_SPAN = timedelta(minutes=15), timedelta(days=1)
_SKELETON = """\
-- title: Many errors
-- severity: warning
-- every: 30s
-- for: 5m
-- when: value > $threshold
-- parameters: threshold = 10, window = 5m
-- summary: {service} logged {value} errors in {window}
select
    service,
    count(*) as value
from logs
where ts >= $from
    and ts < $to
    and level in ('ERROR', 'CRITICAL')
group by service
"""


@dataclass(slots=True)
class Draft:
    """One rule on its way. `number` keeps what was typed for one from being taken for another's."""

    number: int = 0
    typed: dict[str, str] = field(default_factory=dict)
    """What the fields begin with."""
    query: str = ""
    title: str = ""
    span: timedelta = _USUAL_SPAN
    """How long the range of the query was."""
    text: str = _SKELETON
    tried: str = ""
    """The text as it was looked at last."""
    revision: int = 0
    name: str = ""
    """The rule that is changed; empty for a new one."""

    def write(self, text: str) -> None:
        """Put another text into the editor."""
        self.text = self.tried = text
        self.revision += 1


def current() -> Draft:
    """This session's; an empty one where nothing was begun."""
    draft = st.session_state.get(_DRAFT)
    return draft if isinstance(draft, Draft) else _hold(Draft())


def _hold(draft: Draft) -> Draft:
    draft.number = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = draft.number
    st.session_state[_DRAFT] = draft
    return draft


def begin() -> None:
    """Begin a new rule on the page Alerts (a widget's callback there)."""
    _hold(Draft())
    url.set_own(MAKE, "1", "")


def edit(name: str, text: str) -> None:
    """Change a rule on the page Alerts (a widget's callback there)."""
    _hold(Draft(text=text, tried=text, name=name))
    url.set_own(EDIT, "1", "")


def end() -> None:
    """Leave the form."""
    for name in (MAKE, BY, READY_NAME, EDIT):
        url.set_own(name, "", "")
    st.session_state.pop(_DRAFT, None)


def hand_over_ready(ready: ReadyRule, typed: Mapping[str, str]) -> None:
    """Begin a rule with a ready question, from anywhere (a widget's callback)."""
    _hold(Draft(typed=dict(typed)))
    navigation.to(PAGE, {"tab": "rules", MAKE: "1", READY_NAME: ready.name})


def hand_over_query(title: str, query: str, span: timedelta) -> None:
    """Begin a rule with a query, from anywhere (a widget's callback)."""
    _hold(Draft(query=query, title=title, span=min(span, _LONGEST_SPAN) or _USUAL_SPAN))
    navigation.to(PAGE, {"tab": "rules", MAKE: "1", BY: QUERY})
