"""Marks on charts: which there are, when they are one, and that a chart of time has them for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.components.charts import figures, marks
from dashboard.components.charts.marks import Mark, Marks, Stretch
from dashboard.reads import Window
from dashboard.server import runtime
from dashboard.server.runtime import Runtime
from dashboard.style import palette
from ingest.settings import Settings
from tests.dashboard import asking
from tests.sql.given import at, record

DAY = Window(at("00:00:00"), at("2026-11-21T00:00:00"), services=("shop",), timezone="Europe/Berlin")
_EVENTS = """
    insert into alert_events by name
    select
        'a1' as alert_id, 'redis_down' as rule, map {'service': $service} as labels, 'critical' as severity,
        unnest([timestamp '2026-11-20 09:00:00', timestamp '2026-11-20 09:02:00']) as ts,
        unnest(['pending', 'firing']) as state_before, unnest(['firing', 'inactive']) as state,
        timestamp '2026-11-20 09:00:00' as fired_at, timestamp '2026-11-20 08:59:00' as since,
        timestamp '2026-11-20 09:00:00' as recorded_at, '' as reason
"""


def _mark(time: str, kind: str = "deploy", severity: str = "") -> Mark:
    return Mark(at(time), kind, f"what was at {time}", severity)


def test_a_chart_of_time_knows_its_window() -> None:
    """Its filters of services and the viewer's zone too; afterwards a chart of something else knows none."""
    known = figures.window_of(figures.time_figure(DAY, palette.LIGHT, height=100))
    other = figures.window_of(figures.week_map({}, palette.LIGHT, height=100, show=str))
    assert (Window(DAY.from_ts, DAY.to_ts, services=("shop",), timezone="Europe/Berlin"), None) == (known, other)


def test_signs_that_would_lie_on_each_other_are_one() -> None:
    """A quarter of an hour apart on a day they are; two hours apart they are not."""
    groups = marks.folded([_mark("12:00:00"), _mark("10:00:00"), _mark("10:15:00")], DAY)
    assert [["10:00:00", "10:15:00"], ["12:00:00"]] == [[f"{mark.at:%H:%M:%S}" for mark in group] for group in groups]


def test_many_marks_stay_few_signs() -> None:
    """A thousand of them leave less than fifty, and each says six and counts the others."""
    many = [Mark(DAY.from_ts + timedelta(seconds=86 * number), "begin", "x", "error") for number in range(1000)]
    figure = figures.time_figure(DAY, palette.DARK, height=100)
    marks.add(figure, DAY, palette.DARK, Marks(many))
    assert 40 <= len(figure.layout.annotations) <= 48
    assert "and 15 more" in figure.layout.annotations[0].hovertext


def test_a_sign_shows_its_worst() -> None:
    """An alert that begins goes before a deploy, and this before an end; the text is that of a log, not HTML."""
    figure = figures.time_figure(DAY, palette.LIGHT, height=100)
    group = [_mark("10:00:00", "end", "critical"), _mark("10:00:01"), Mark(at("10:00:02"), "begin", "<b>x", "error")]
    marks.add(figure, DAY, palette.LIGHT, Marks(group, [Stretch(at("10:00:02"), at("11:00:00"), "error")]))
    (sign,) = figure.layout.annotations
    assert ("▼", palette.LIGHT.levels["ERROR"]) == (sign.text, sign.font.color)
    assert "&lt;b&gt;x" in sign.hovertext
    assert "11:00:02" in sign.hovertext
    assert ["rect", "line"] == [shape.type for shape in figure.layout.shapes]


@pytest.mark.parametrize(("service", "expected", "signs"), [("shop", 3, 2), ("other", 1, 1)])
def test_alerts_and_deploys_of_a_window_are_marked(service: str, expected: int, signs: int) -> None:
    """The begin and the end of an alert of its services, and a change of version."""
    rows = [
        record("10:00:00", "app", level="INFO", line=1, attributes='{"version": "1"}'),
        record("12:00:00", "app", level="INFO", line=2, attributes='{"version": "2"}'),
    ]
    with asking.holding(rows) as target:
        with target.transaction() as cursor:
            cursor.execute(_EVENTS, {"service": service})
        runtime.install(Runtime(Settings(), target))
        try:
            figure = figures.time_figure(DAY, palette.LIGHT, height=100)
            marks.draw(figure, palette.LIGHT)
            found = marks.of(replace(DAY, timezone="UTC"))
        finally:
            runtime.install(None)
    assert (expected, signs) == (len(found.marks), len(figure.layout.annotations))
    texts = [mark.text for mark in found.marks]
    assert "shop 2 (before 1)" in texts
    assert (service == "shop") == any("is over after 2 min" in text for text in texts)


def test_a_chart_without_answers_has_no_marks() -> None:
    """Where no warehouse answers the chart is drawn all the same."""
    figure = figures.time_figure(DAY, palette.LIGHT, height=100)
    marks.draw(figure, palette.LIGHT)
    assert () == figure.layout.annotations


def test_moments_are_those_of_the_viewer() -> None:
    """The line stands where the axis has the moment."""
    figure = figures.time_figure(DAY, palette.LIGHT, height=100)
    marks.add(figure, DAY, palette.LIGHT, Marks([_mark("10:00:00")]))
    assert datetime(2026, 11, 20, 11) == figure.layout.annotations[0].x  # noqa: DTZ001 (the viewer's clock)
