"""Charts: what the browser is sent for them, and what it may answer."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest

from dashboard.components.charts import plotly_chart


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (["2026-11-20 10:00", "2026-11-20 09:00"], ("2026-11-20 09:00", "2026-11-20 10:00")),
        ([2, 1], ("1", "2")),
        (["2026-11-20 10:00"], None),
        ("ab", None),
        (None, None),
        ({"start": 1, "end": 2}, None),
    ],
)
def test_ends(sent: object, expected: tuple[str, str] | None) -> None:
    """A drag gives two ends in order; anything else that a browser sends gives nothing."""
    assert expected == plotly_chart.ends(sent)


def test_unknown_trace() -> None:
    """A kind of trace that browsers are not given is refused by name."""
    with pytest.raises(ValueError, match="cannot draw pie"):
        plotly_chart.draw(go.Figure(go.Pie(values=[1])), "chart-test")


def test_source_changes_with_its_content() -> None:
    """The address of Plotly names its content, so that a browser may keep it for good."""
    assert re.fullmatch(r"app/static/plotly\.js\?[0-9a-f]{12}", plotly_chart.source()) is not None
