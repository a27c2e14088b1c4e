"""The SQL page in Streamlit's own test runner, and its parts: links run, errors are told, charts are guessed."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest

from dashboard import reads
from dashboard.components.charts import figures, result_charts
from dashboard.components.charts.result_charts import Plot
from dashboard.components.sql_editor.statement_job import Job
from dashboard.reads import sql as asks
from dashboard.reads import sql_text
from dashboard.reads.moments import EARLIEST, LATEST
from dashboard.results import export, frames
from dashboard.results.export import Format
from dashboard.results.query_result import QueryResult
from dashboard.server import runtime
from dashboard.server.runtime import Runtime
from dashboard.style import palette
from ingest.decisions import saved_queries
from ingest.decisions.saved_queries import SavedQuery
from ingest.settings import Settings
from sql.turns import AT_ONCE
from tests import patience, warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse


_ENDLESS = "select count(*) from range(10000000000000)"


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """A warehouse of one's own as the one that pages show, with three records of now."""
    with warehouses.in_memory() as opened:
        now = reads.utc_now().isoformat(sep=" ")
        write(opened, [record(now, "app", level="INFO", message=f"m{line}", line=line) for line in range(3)])
        runtime.install(Runtime(Settings(), opened))
        yield opened
        runtime.install(None)


def _said(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.warning))


def _opened(params: dict[str, str]) -> AppTest:
    """The page of a link, once the statement it runs is over."""
    app = open_page("sql", {name: [value] for name, value in params.items()})
    job = app.session_state["_sql_workspace"].job
    if job is None:
        return app
    assert job.wait(patience.seconds(30))
    return app.run()


def _history(target: Warehouse) -> pl.DataFrame:
    """What ran, once it is noted."""
    deadline = patience.Deadline(30)
    while (found := reads.run(target, asks.statement_history())).is_empty() and not deadline.is_over:
        time.sleep(0.02)
    return found


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"sql": "select message from logs"}, "**3 rows**"),
        ({"sql": "select $word as w", "p_word": "hey"}, "**1 row**"),
        ({"query": "first_look"}, "**1 row**"),
        ({"query": "headline"}, "**1 row**"),
        ({"query": "nope"}, "The library has no query with that name"),
        ({"saved": "gone"}, "This saved query is gone"),
        ({"sql": "select 1 where false"}, "The statement gave no rows"),
    ],
)
def test_a_link_runs_what_it_opens(params: dict[str, str], words: str) -> None:
    """A text, a ready query and a question behind a page run at once; what is not there is said."""
    app = _opened(params)
    assert (complaints(app), words in _said(app).replace("\\", "")) == ([], True)


@pytest.mark.parametrize(
    ("text", "sentence", "excerpt"),
    [
        ("delete from logs", "A DELETE statement is refused: only one SELECT", None),
        ("from read_text('/etc/passwd')", "The table function read_text() is refused", None),
        ("select\n  nope\nfrom logs", 'Referenced column "nope" not found', "  nope\n  ^"),
        ("select $word where false", "", None),
    ],
)
@pytest.mark.usefixtures("warehouse")
def test_what_goes_wrong_is_said(text: str, sentence: str, excerpt: str | None) -> None:
    """A refusal names what was refused, an error its place; a parameter without a value waits for one."""
    app = _opened({"sql": text})
    told = " ".join(complaints(app)).replace("\\", "")
    assert (sentence in told, bool(sentence)) == (True, bool(told))
    assert excerpt is None or any(code.value.startswith(excerpt) for code in app.code)


def test_a_saved_query_brings_its_chart(warehouse: Warehouse) -> None:
    """`?saved=` opens text and chart, and says its name."""
    text = "select ts, line_number from logs"
    query_id = saved_queries.save(warehouse, SavedQuery("<b>mine</b>", text, chart='{"show": "chart", "kind": "bar"}'))
    app = _opened({"saved": query_id})
    assert complaints(app) == []
    assert (app.selectbox(key="sql-axis-kind").value, "show" in app.query_params) == ("bar", True)
    assert r"\<b\>mine\<\/b\>" in _said(app)


def test_a_broken_chart_is_none(warehouse: Warehouse) -> None:
    """What was kept of a chart and nobody understands counts as nothing."""
    query_id = saved_queries.save(warehouse, SavedQuery("mine", "select 1 as a", chart="[not json"))
    assert complaints(_opened({"saved": query_id})) == []


def test_what_ran_is_noted(warehouse: Warehouse) -> None:
    """A statement stands in the history with its rows, and the page lists it."""
    _opened({"sql": "select 'from the history' as a"})
    (row,) = _history(warehouse).rows(named=True)
    app = open_page("sql")
    assert (row["text"], row["rows"], row["error"]) == ("select 'from the history' as a", 1, None)
    assert app.button(key="sql-again-0").label.replace("\\", "") == "select 'from the history' as a"


@pytest.mark.usefixtures("warehouse")
def test_the_library_opens_a_text() -> None:
    """A click puts a ready query on the workspace, and the link says which."""
    app = open_page("sql").button(key="sql-start-requests_per_user").click().run()
    assert (complaints(app), "requests_per_user" in app.query_params["query"]) == ([], True)


@pytest.mark.usefixtures("warehouse")
def test_downloads_are_links_to_the_api() -> None:
    """A result offers its rows in four formats, and no link holds the statement."""
    app = _opened({"sql": "select 'a secret' as a"})
    links = next(element.proto.body for element in app.get("html") if "lt-links" in element.proto.body)
    assert [f".{form}" in links for form in ("csv", "parquet", "json", "ndjson")] == [True] * 4
    assert "secret" not in links


def test_a_job_is_stopped(warehouse: Warehouse) -> None:
    """What runs ends within moments of being stopped, and the history says so."""
    job = Job(runtime.current(), _ENDLESS, {}).start()
    assert not job.wait_for_outcome(0.1)
    job.stop()
    assert job.wait(patience.seconds(30))
    (row,) = _history(warehouse).rows(named=True)
    assert (job.state, row["error"]) == ("stopped", "The statement was stopped.")


@pytest.mark.usefixtures("warehouse")
def test_a_few_run_at_once() -> None:
    """The fifth statement waits for its turn, and can be stopped before it."""
    running = [Job(runtime.current(), _ENDLESS, {}).start() for _ in range(AT_ONCE)]
    deadline = patience.Deadline(30)
    while any(job.state != "running" for job in running) and not deadline.is_over:
        time.sleep(0.01)
    last = Job(runtime.current(), "select 1", {}).start()
    assert not last.wait_for_outcome(0.2)
    last.stop()
    assert last.wait(patience.seconds(30))
    for job in running:
        job.stop()
    assert all(job.wait(patience.seconds(30)) for job in running)
    assert (last.state, str(last.outcome and last.outcome.error)) == (
        "stopped",
        "The statement was stopped before its turn came.",
    )


def test_results_are_bounded(warehouse: Warehouse) -> None:
    """The settings bound rows and bytes of what the page keeps."""
    few = Job(Runtime(Settings(query_max_rows=10), warehouse), "from range(1000)", {}).start()
    small = Job(Runtime(Settings(query_max_bytes=20_000), warehouse), "from range(100000)", {}).start()
    results = [job.outcome.result for job in (few, small) if job.wait(patience.seconds(30)) and job.outcome is not None]
    assert [result.truncated for result in results if result] == [True, True]
    assert [result.rows < 100_000 for result in results if result] == [True, True]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("select $a, '$b', \"$c\" -- $d\n, /* $e */ $F_1, $a", ["a", "F_1"]),
        ("select 1", []),
        ("select 'it''s $x' || $y", ["y"]),
    ],
)
def test_parameters_are_found(text: str, names: list[str]) -> None:
    """A name counts where it stands outside of texts, names and comments."""
    assert names == sql_text.parameter_names(text)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("where user_id = $p", "4711", "4711"),
        ("where $p <= status", "500", "500"),
        ("where a in ($p)", "7", "7"),
        ("where a ilike $p", "7", "7"),
        ("select $p + 1", "7", 7),
        ("select $p + 1", "7.5", 7.5),
        ("select $p", "true", True),
        ("select date_trunc('day', $p)", "2026-11-20 10:00", datetime(2026, 11, 20, 10)),  # noqa: DTZ001 (UTC)
        ("select $p", "2026-11-20T10:00:00+01:00", datetime(2026, 11, 20, 9)),  # noqa: DTZ001 (UTC)
        ("select $p", "'; drop table logs", "'; drop table logs"),
    ],
)
def test_values_are_guessed(text: str, value: str, expected: object) -> None:
    """Text where it is compared, because DuckDB casts it; elsewhere what it looks like."""
    assert (type(expected), expected) == (type(sql_text.guessed(text, "p", value)), sql_text.guessed(text, "p", value))


def test_results_of_any_type_are_shown() -> None:
    """Names are told apart, decimals are numbers, times with a zone are UTC, and what is nested is text."""
    table = pa.table(
        [
            pa.array([Decimal("1.50")]),
            pa.array([[1, 2]]),
            pa.array([at("10:00")], pa.timestamp("us", "Europe/Berlin")),
            pa.array([b"\xff"]),
            pa.array([date(2026, 11, 20)]),
            pa.array([None], pa.null()),
        ],
        names=["a", "a", "t", "b", "d", "n"],
    )
    expected = [(1.5, "[1, 2]", at("10:00"), "\\xff", date(2026, 11, 20), None)]
    found = frames.shown(table)
    assert (expected, ["a", "a_1", "t", "b", "d", "n"]) == (found.rows(), found.columns)


_TIMES = [at("10:00"), at("10:00"), at("11:00"), at("11:00")]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (pl.DataFrame({"t": _TIMES, "s": ["a", "b", "a", "b"], "n": [1, 2, 3, 4]}), Plot("line", "t", ("n",), "s")),
        (pl.DataFrame({"n": [1, 2], "t": _TIMES[1:3], "m": [3, 4]}), Plot("line", "t", ("n", "m"))),
        (pl.DataFrame({"n": [1, 2], "s": ["a", "b"]}), Plot("bar", "s", ("n",))),
        (pl.DataFrame({"n": [1, 2], "m": [4, 3]}), Plot("line", "n", ("m",))),
        (pl.DataFrame({"n": [2, 1], "m": [4, 3]}), Plot("scatter", "n", ("m",))),
        (pl.DataFrame({"s": ["a"]}), None),
        (pl.DataFrame({"n": [1]}), None),
        (pl.DataFrame({"t": [], "n": []}, schema={"t": pl.Datetime, "n": pl.Int64}), None),
    ],
)
def test_the_chart_is_guessed(frame: pl.DataFrame, expected: Plot | None) -> None:
    """Times go to x, numbers to y, a text with few values makes the series."""
    assert expected == result_charts.guess(frame)


def test_choices_go_over_the_guess() -> None:
    """What somebody chose counts as far as the result has it."""
    frame = pl.DataFrame({"t": _TIMES, "s": ["a", "b", "a", "b"], "a,b": [1, 2, 3, 4], "n": [1, 2, 3, 4]})
    wanted = {"kind": "area", "x": "gone", "y": "a%2Cb,nobody", "series": "-"}
    assert result_charts.fitting(wanted, frame) == Plot("area", "t", ("a,b",), None)


@pytest.mark.parametrize("kind", result_charts.KINDS)
@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_every_kind_is_drawn(kind: result_charts.Kind, colors: palette.Palette) -> None:
    """Each kind draws each series, with hostile names as text."""
    frame = pl.DataFrame({"t": _TIMES, "s": ["<b>x</b>", None, "<b>x</b>", None], "n": [1, 2, None, 4]})
    figure: Any = result_charts.figure(frame, Plot(kind, "t", ("n",), "s"), colors, height=300)
    assert {trace.name for trace in figure.data} == {"&lt;b&gt;x&lt;/b&gt;", "(null)"}


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ([at("10:00"), at("10:05"), at("10:15"), None], (at("10:00"), at("10:20"))),
        ([date(2026, 11, 20), date(2026, 11, 21)], (at("00:00"), at("2026-11-22 00:00"))),
        ([date(1, 1, 1), date(9999, 12, 31)], (EARLIEST, LATEST)),
        ([at("10:00"), at("10:00")], None),
        ([1, 2], None),
        (["2026", "2027"], None),
    ],
)
def test_a_chart_over_time_knows_its_window(x: list[object], expected: tuple[datetime, datetime] | None) -> None:
    """So deploys and alerts are marked on it, up to the end of its last bucket; no other chart has any."""
    frame = pl.DataFrame({"x": x, "n": list(range(len(x)))})
    figure = result_charts.figure(frame, Plot("bar", "x", ("n",)), palette.LIGHT, height=300)
    window = figures.window_of(figure)
    assert expected == (None if window is None else (window.from_ts, window.to_ts))


def test_alerts_and_deploys_are_marked_on_a_result(warehouse: Warehouse) -> None:
    """A chart of a statement with times has the sign of a deploy, with its text."""
    versions = [
        record(f"2026-11-20 {10 + number}:00:00", "app", line=10 + number, attributes=f'{{"version": "{number // 3}"}}')
        for number in range(6)
    ]
    write(warehouse, versions)
    text = "select ts, count(*) as n from logs where ts < '2026-11-21' group by ts order by ts"
    app = _opened({"sql": text, "show": "chart"})
    chart = app.get("bidi_component")
    assert ([], True) == (complaints(app), any("shop 1 (before 0)" in str(one.proto) for one in chart))


def test_large_results_are_drawn_in_part() -> None:
    """The largest series and the first rows are drawn, and what is left out is said."""
    frame = pl.DataFrame({"s": [f"s{index % 20}" for index in range(10_000)], "x": range(10_000), "n": range(10_000)})
    drawn, sentence = result_charts.drawn_rows(frame, Plot("scatter", "x", ("n",), "s"))
    assert (drawn.height, drawn["s"].n_unique()) == (result_charts.MOST_POINTS, result_charts.MOST_SERIES)
    assert sentence == "Drawn: the 12 largest of 20 series, the first 5,000 of 6,000 rows."


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.NDJSON, Format.PARQUET])
def test_nothing_is_sent_before_the_first_rows(form: Format) -> None:
    """What breaks at the first row is known before the first byte."""

    def broken() -> Iterator[pa.RecordBatch]:
        if schema.names:
            raise BrokenPipeError
        yield from ()

    schema = pa.schema([("a", pa.int64())])
    with pytest.raises(BrokenPipeError):
        export.chunks(QueryResult(("a",), ("BIGINT",), schema, broken()), form)
