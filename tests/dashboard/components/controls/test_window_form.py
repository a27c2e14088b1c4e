"""The form for the two ends of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests import patience
from tests.sql.given import at

if TYPE_CHECKING:
    from datetime import datetime

_TIMEOUT = 60


def _page() -> None:
    """A page with nothing but the form, which keeps what it gives."""
    import streamlit as st  # noqa: PLC0415 (only this function's text is run)

    from dashboard.components.controls import window_form  # noqa: PLC0415
    from dashboard.reads import Window  # noqa: PLC0415
    from tests.sql.given import at  # noqa: PLC0415

    window = Window(at("10:00:00"), at("12:00:30"), timezone="Europe/Berlin")
    st.session_state["given"] = window_form.ask("form", window, hint="Or drag.", problem="Turn it round.")


@pytest.fixture
def form() -> AppTest:
    """The form, drawn once."""
    return AppTest.from_function(_page, default_timeout=patience.seconds(_TIMEOUT)).run()


def test_shows_the_window(form: AppTest) -> None:
    """Both ends stand there on the viewer's clock, to the minute, and nothing is given before somebody applies it."""
    ends = [field.value for field in form.datetime_input]
    assert ([at("11:00:00"), at("13:00:00")], None) == (ends, form.session_state["given"])
    assert [caption.value for caption in form.caption] == ["On the clock of Europe/Berlin. Or drag."]


@pytest.mark.parametrize(
    ("typed", "given", "problems"),
    [("12:00", (at("10:00:00"), at("11:00:00")), []), ("10:00", None, ["Turn it round."])],
)
def test_gives_what_is_applied(
    typed: str, given: tuple[datetime, datetime] | None, problems: list[str], form: AppTest
) -> None:
    """In UTC, and only where the beginning lies before the end."""
    form.datetime_input[1].set_value(at(typed))
    form.button[0].click().run()
    assert (given, problems) == (form.session_state["given"], [error.value for error in form.error])
