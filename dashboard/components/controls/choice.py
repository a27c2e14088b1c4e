"""A choice between a few of a page's own views, said in the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard.components.layout import url

if TYPE_CHECKING:
    from collections.abc import Mapping

Choice = TypeVar("Choice", bound=str)


def chosen(name: str, labels: Mapping[Choice, str]) -> Choice:
    """What the URL says, the first where it says nothing of the kind."""
    return url.own(name, list(labels), next(iter(labels)))


def draw(name: str, labels: Mapping[Choice, str]) -> None:
    """Buttons beside each other; the next run shows what was chosen."""
    default = next(iter(labels))
    widget = f"own-{name}"
    st.session_state[widget] = chosen(name, labels)
    st.segmented_control(
        name.capitalize(),
        list(labels),
        format_func=lambda key: labels[key],
        key=widget,
        on_change=lambda: url.set_own(name, st.session_state[widget] or default, default),
        label_visibility="collapsed",
        required=True,
    )
