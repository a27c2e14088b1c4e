"""The parts of pages that know no Streamlit: numbers, time ranges, URL state, SQL as text, downloads, charts."""

from __future__ import annotations

import io
import logging
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard import app_pages, reads
from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout import headline, page_registry, url_state
from dashboard.components.tables import downloads
from dashboard.reads import sql_text
from dashboard.style import numbers, palette
from dashboard.style.text import plain
from tests.sql.given import at

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

NOW = at("2026-11-20T14:37:12")


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (numbers.count, None, "–"),
        (numbers.count, 0, "0"),
        (numbers.count, 987, "987"),
        (numbers.count, 12_400, "12.4 k"),
        (numbers.count, 1_200_000, "1.2 M"),
        (numbers.count, 0.25, "0.25"),
        (numbers.milliseconds, 0.8, "0.8 ms"),
        (numbers.milliseconds, 348.2, "348 ms"),
        (numbers.milliseconds, 2_400, "2.4 s"),
        (numbers.milliseconds, 186_000, "3.1 min"),
        (numbers.percent, 0.0042, "0.42 %"),
        (numbers.percent, 1, "100 %"),
        (numbers.rate, 0.3, "0.3/s"),
        (numbers.rate, 40 / 21_600, "6.67/h"),
        (numbers.rate, 0.0, "0/s"),
        (numbers.byte_size, 512, "512 B"),
        (numbers.byte_size, 1_572_864, "1.5 MiB"),
        (numbers.exact, 1_234_567, "1\u202f234\u202f567"),
        (headline.signed, 0.224, "↑ 22\u202f%"),
        (headline.signed, -0.05, "↓ 5\u202f%"),
        (headline.signed, 0.001, "→ 0\u202f%"),
        (headline.signed, 11.0, "↑ 12×"),
    ],
)
def test_number_for_people(write: Callable[[float | None], str], value: float | None, expected: str) -> None:
    """Each kind of number as a person reads it."""
    assert expected == write(value)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1, "just now"), (42, "42 s ago"), (180, "3 min ago"), (-7200, "2 h ahead"), (2e5, "2 d ago")],
)
def test_ago(seconds: float, expected: str) -> None:
    """How long ago something was."""
    assert expected == numbers.ago(NOW - timedelta(seconds=seconds), NOW)


@pytest.mark.parametrize(
    ("chosen", "from_ts", "to_ts", "bucket"),
    [
        ("15m", "2026-11-20T14:22:15", "2026-11-20T14:37:15", timedelta(seconds=15)),
        ("1h", "2026-11-20T13:38:00", "2026-11-20T14:38:00", timedelta(minutes=1)),
        ("6h", "2026-11-20T08:40:00", "2026-11-20T14:40:00", timedelta(minutes=5)),
        ("24h", "2026-11-19T15:00:00", "2026-11-20T15:00:00", timedelta(hours=1)),
        ("7d", "2026-11-13T15:00:00", "2026-11-20T15:00:00", timedelta(hours=1)),
        ("30d", "2026-10-21T18:00:00", "2026-11-20T18:00:00", timedelta(hours=6)),
        ("all", "2018-05-13T00:00:00", "2018-05-27T21:00:00", timedelta(hours=3)),
    ],
)
def test_window_of_a_range(chosen: str, from_ts: str, to_ts: str, bucket: timedelta) -> None:
    """A range becomes whole buckets, hours beginning where those of UTC do."""
    data = (at("2018-05-13T00:10:00"), at("2018-05-27T20:00:00"))
    window = time_range.window_of(TimeRange(chosen), now=NOW, timezone="Europe/Berlin", data=data)
    assert (at(from_ts), at(to_ts), bucket) == (window.from_ts, window.to_ts, window.bucket)


def test_same_bucket_same_window() -> None:
    """Everybody who asks within a bucket asks the same question."""
    windows = {
        time_range.window_of(TimeRange("1h"), now=at(f"2026-11-20T14:37:{second:02d}"), timezone="UTC")
        for second in (1, 30, 59)
    }
    assert len(windows) == 1


@given(
    start=some.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    length=some.timedeltas(timedelta(seconds=1), timedelta(days=4000)),
    timezone=some.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham"]),
)
def test_window_holds_its_range(start: datetime, length: timedelta, timezone: str) -> None:
    """A window holds all of what was chosen, in at most a few hundred buckets, whatever the zone."""
    window = time_range.window_of(TimeRange("custom", start, start + length), now=NOW, timezone=timezone)
    assert window.from_ts <= start < start + length <= window.to_ts
    assert (timedelta(0), True) == (window.span % window.bucket, 0 < window.span // window.bucket <= 200)
    assert window.fine or window.from_ts.minute == 0


def test_local_and_back() -> None:
    """The viewer's clock and UTC translate into each other."""
    local = time_range.to_local(NOW, "Asia/Kolkata")
    assert (at("2026-11-20T20:07:12"), NOW) == (local, time_range.to_utc(local, "Asia/Kolkata"))


@given(
    state_=some.builds(
        url_state.UrlState,
        range=some.one_of(
            some.sampled_from([*time_range.PRESETS, "all"]).map(TimeRange),
            some.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
                lambda start: TimeRange(
                    "custom", start.replace(microsecond=0), start.replace(microsecond=0) + timedelta(hours=3)
                )
            ),
        ),
        utc=some.booleans(),
        refresh=some.sampled_from(sorted(url_state.REFRESH)),
        filters=some.dictionaries(
            some.sampled_from(list(url_state.DIMENSIONS)),
            some.lists(some.text(max_size=20), min_size=1, max_size=3, unique=True),
        ).map(lambda found: tuple((name, tuple(found[name])) for name in url_state.DIMENSIONS if name in found)),
    )
)
def test_state_survives_the_url(state_: url_state.UrlState) -> None:
    """What is written into the URL is read back as it was."""
    assert state_ == url_state.parse(url_state.to_params(state_))


@given(params=some.dictionaries(some.sampled_from(sorted(url_state.KEYS)), some.lists(some.text(), max_size=3)))
def test_any_url_is_read(params: dict[str, list[str]]) -> None:
    """No query string makes an error, and what was understood of it is stable."""
    understood = url_state.parse(params)
    assert understood == url_state.parse(url_state.to_params(understood))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ("it's", "'it''s'"),
        (("a", "b'"), "['a', 'b''']"),
        (at("2026-11-20T14:00:00"), "timestamp '2026-11-20 14:00:00'"),
    ],
)
def test_literal(value: reads.Value, expected: str) -> None:
    """Each kind of parameter as DuckDB reads it."""
    assert expected == sql_text.literal(value)


def test_parameters_in_strings_and_comments_stay() -> None:
    """Only a parameter is replaced, not what looks like one inside a string, a name or a comment."""

    class Fake(reads.Question):
        text = "select $a, '$a', \"$a\" -- $a\nfrom t where x = $ab"

    question = Fake("x", (("a", 1), ("ab", "q")))
    assert sql_text.runnable(question) == "select 1, '$a', \"$a\" -- $a\nfrom t where x = 'q';"


def test_csv_runs_no_formula() -> None:
    """Text that a spreadsheet would run gets an apostrophe; numbers, lists and broken bytes stay readable."""
    frame = pl.DataFrame(
        {
            "a": ["=cmd|x", "+1", "-1", "@x", "\tx", "fine"],
            "n": [-1, 2, 3, 4, 5, 6],
            "l": [[1, 2]] * 6,
            "b": [b"\xff="] * 6,
        }
    )
    rows = downloads.to_csv(frame).decode().splitlines()
    assert rows[:2] == ["a,n,l,b", '\'=cmd|x,-1,"[1, 2]",\ufffd=']
    assert [row.split(",")[0] for row in rows[2:]] == ["'+1", "'-1", "'@x", "'\tx", "fine"]


def test_parquet_keeps_types() -> None:
    """A Parquet download is the frame itself."""
    frame = pl.DataFrame({"ts": [NOW], "n": [1], "trend": [[0, 1]]})
    assert frame.equals(pl.read_parquet(io.BytesIO(downloads.to_parquet(frame))))


def test_chart_shows_markup_as_text() -> None:
    """A series named like HTML is escaped, because Plotly would render it."""
    window = reads.Window(at("10:00:00"), at("12:00:00"))
    series = figures.Series("<b>x</b> & <a href='http://x'>", "#000000", [window.from_ts], [1.0])
    figure = figures.stacked_bars(window, [series], palette.LIGHT, height=200)
    assert figure.data[0].name == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;a href='http://x'&gt;"


def test_bars_cover_their_bucket() -> None:
    """A bar stands within its bucket, not around its beginning."""
    window = reads.Window(at("10:00:00"), at("12:00:00"))
    bar = figures.stacked_bars(
        window, [figures.Series("a", "#000000", [window.from_ts], [1.0])], palette.LIGHT, height=200
    ).data[0]
    assert 0 < bar.offset < bar.offset + bar.width < window.bucket.total_seconds() * 1000


@pytest.mark.parametrize(
    ("kind", "value", "shown", "suffix"),
    [("ms", 500.0, 500.0, " ms"), ("ms", 2000.0, 2.0, " s"), ("share", 0.5, 50.0, " %")],
)
def test_axis_unit(kind: str, value: float, shown: float, suffix: str) -> None:
    """The axis carries its unit, and seconds where milliseconds would be long."""
    window = reads.Window(at("10:00:00"), at("12:00:00"))
    figure = figures.lines(
        window, [figures.Series("a", "#000000", [window.from_ts], [value])], palette.LIGHT, height=200, kind=kind
    )
    assert (shown, suffix) == (figure.data[0].y[0], figure.layout.yaxis.ticksuffix)


@pytest.mark.parametrize(("value", "step"), [(1.0, 1), (0.3, None), (50.0, None)])
def test_no_tick_between_two_counts(value: float, step: int | None) -> None:
    """A few of something have a tick each; what is no whole number, or many, has whatever ticks fit."""
    window = reads.Window(at("10:00:00"), at("12:00:00"))
    series = figures.Series("a", "#000000", [window.from_ts], [value])
    assert figures.lines(window, [series], palette.LIGHT, height=200).layout.yaxis.dtick == step


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_every_level_has_its_own_color(colors: palette.Palette) -> None:
    """No two levels share a colour, and no series has that of an error."""
    assert len(palette.LEVELS) == len({colors.levels[level] for level in palette.LEVELS})
    assert not {colors.levels["ERROR"], colors.levels["CRITICAL"]} & {*colors.series, colors.accent}


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_text_is_readable(colors: palette.Palette) -> None:
    """Text, muted text and what means worse reach the contrast of 4.5 : 1 on the surface (WCAG 2.2, AA)."""
    found = {
        name: _contrast(getattr(colors, name), colors.surface) >= 4.5
        for name in ("text", "muted", "worse", "error", "accent")
    }
    assert dict.fromkeys(found, True) == found


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_plain_text_has_no_markdown() -> None:
    """Text for a label is escaped sign by sign, on one line."""
    assert plain("a *b*\n:red[c] <d>") == r"a \*b\* \:red\[c\] \<d\>"


def test_pages_are_found_by_being_there() -> None:
    """The folder is the registry, in the order that the pages say."""
    pages, problems = page_registry.find()
    folder = Path(app_pages.__file__).parent
    order = (
        "overview",
        "alerts",
        "health",
        "system",
        "trends",
        "logs",
        "errors",
        "requests",
        "traces",
        "changes",
        "sql",
        "business",
        "databases",
        "celery",
        "incidents",
        "ingest",
    )
    there = [path for path in order if (folder / f"{path}.py").exists()]
    assert (problems, [page.path for page in pages]) == ([], there)


def test_broken_page_names_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that cannot be loaded is named in a warning, and the others work."""
    (tmp_path / "torn.py").write_text("raise ValueError('half written')\n", encoding="utf-8")
    package: ModuleType = app_pages
    whole = len(page_registry.find()[0])
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "dashboard.app_pages.torn", raising=False)
    with caplog.at_level(logging.WARNING):
        pages, problems = page_registry.find()
    assert (len(pages), problems) == (whole, ["The page torn cannot be loaded (ValueError: half written)."])
    assert [entry.getMessage() for entry in caplog.records if entry.name == page_registry.__name__] == [
        "Page dashboard.app_pages.torn cannot be loaded"
    ]


def test_only_our_own_style() -> None:
    """The style sheet names our own keys and classes, never Streamlit's internal ones."""
    from dashboard.components.layout import page_style  # noqa: PLC0415

    assert not [word for word in ("stApp", "data-testid", "emotion", "stMain") if word in page_style._STYLE]
