"""Which alerts are shown: by severity and labels in the page's URL, and by the filters of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import streamlit as st

from dashboard.components.alerts import alert_text, severity_look
from dashboard.components.layout import url, url_state
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.components.alerts.alert_text import Row
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.rule import Rule

_SEVERITY, _LABEL = "severity", "label"


def chosen_severities() -> list[str]:
    """The severities that the URL names; none: all."""
    return [one for one in severity_look.WORST_FIRST if one in _several(_SEVERITY)]


def chosen_labels() -> list[str]:
    """The labels (`name=value`) that the URL names."""
    return _several(_LABEL)


def _several(name: str) -> list[str]:
    return [unquote(one) for one in url.own_text(name).split(",") if one]


def _choose(name: str, values: Iterable[str]) -> None:
    url.set_own(name, ",".join(quote(value, safe="= ") for value in values), "")


def kept(context: PageContext, rows: Sequence[Row], rules: Mapping[str, Rule]) -> list[Row]:
    """What the filters let through.

    Of the labels chosen, those with one name are alternatives. A filter of every page (service, host …) counts for
    alerts that have a label of its name.
    """
    severities, wanted = chosen_severities(), dict[str, set[str]]()
    for label in chosen_labels():
        name, _, value = label.partition("=")
        wanted.setdefault(name, set()).add(value)
    return [
        row
        for row in rows
        if (not severities or row["severity"] in severities)
        and _has(alert_text.labels_of(row, rules.get(row["rule"])), wanted)
        and _is_within(context, alert_text.labels_of(row, rules.get(row["rule"])))
    ]


def _has(labels: Mapping[str, str], wanted: Mapping[str, set[str]]) -> bool:
    return all(labels.get(name) in values for name, values in wanted.items())


def _is_within(context: PageContext, labels: Mapping[str, str]) -> bool:
    for name, field in url_state.DIMENSIONS.items():
        allowed = getattr(context.window, field)
        if allowed is not None and name in labels and labels[name] not in allowed:
            return False
    return True


def draw(rows: Sequence[Row], rules: Mapping[str, Rule]) -> None:
    """The two controls; what they offer is what the alerts have."""
    there = {row["severity"] for row in rows} | set(chosen_severities())
    found = {
        f"{name}={value}" for row in rows for name, value in alert_text.labels_of(row, rules.get(row["rule"])).items()
    }
    st.session_state["alerts-severity"] = chosen_severities()
    st.session_state["alerts-label"] = chosen_labels()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="alert-filters"):
        if len(there) > 1 or chosen_severities():
            st.pills(
                "Severity",
                [one for one in severity_look.WORST_FIRST if one in there],
                format_func=str.capitalize,
                selection_mode="multi",
                key="alerts-severity",
                on_change=lambda: _choose(_SEVERITY, st.session_state["alerts-severity"]),
                label_visibility="collapsed",
                width="content",
            )
        st.multiselect(
            "Labels",
            sorted(found | set(chosen_labels())),
            format_func=visible,
            key="alerts-label",
            on_change=lambda: _choose(_LABEL, st.session_state["alerts-label"]),
            placeholder="Any label",
            label_visibility="collapsed",
            width=300,
        )


def clear() -> None:
    """Let everything through again (a widget's callback)."""
    for name in (_SEVERITY, _LABEL):
        url.set_own(name, "", "")
