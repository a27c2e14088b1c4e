"""What figures are drawn from, where their pictures do not show it."""

from __future__ import annotations

import pytest

from dashboard.components.charts import figures
from dashboard.style import palette


@pytest.mark.parametrize(
    ("values", "darkest"),
    [
        ([], 1.0),
        ([0.0, 0.0], 0.0),
        ([1.0, 2.0, 3.0], 3.0),
        ([*[4.0] * 160, 5.0, 300.0], 12.0),
        ([*[0.0] * 160, 300.0], 300.0),
    ],
)
def test_a_few_values_do_not_hide_the_others(values: list[float], darkest: float) -> None:
    """An hour with an outage is drawn darkest, and the rhythm of the others is still seen."""
    assert darkest == figures._darkest(values)


def test_a_week_has_its_hours() -> None:
    """Seven rows of 24 cells; hours without a value are empty."""
    figure = figures.week_map({(1, 0): 2.0, (7, 23): 4.0}, palette.LIGHT, height=100, show=str)
    (shown,) = figure.data
    assert (7, 24, 2.0, None, 4.0) == (len(shown.z), len(shown.z[0]), shown.z[0][0], shown.z[3][3], shown.z[6][23])
    assert (2.0, 4.0) == (shown.zmin, shown.zmax)
