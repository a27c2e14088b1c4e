"""The Logs page in Streamlit's own test runner: what it draws, what its links say, and that log text stays text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.components.controls import clickable_values
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout import navigation
from dashboard.components.layout.url_state import UrlState
from dashboard.components.logs import log_columns, record
from dashboard.components.tables import downloads
from dashboard.reads import search as searches
from dashboard.reads.search import Search
from dashboard.server import runtime
from ingest.settings import Settings
from tests import patience, warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, write
from tests.sql.given import record as given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse

HOSTILE = "<img src=x onerror=alert(1)> **b** \x1b[31mred\x1b[0m a\u202etxt.exe =cmd|'/c calc'!A1"
"""HTML, Markdown, a terminal escape, a mark that turns the reading direction, a formula."""

SEEN = "<img src=x onerror=alert(1)> **b** ␛[31mred␛[0m a⟨U+202E⟩txt.exe =cmd|'/c calc'!A1"
_DEADLINE_SECONDS = 60.0
_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"]


def _table(app: AppTest, column: str = "message") -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def _settled(app: AppTest) -> AppTest:
    """The page once its search is done: a browser would look again by itself."""
    deadline = patience.Deadline(_DEADLINE_SECONDS)
    while any(button.key == "logs-stop" for button in app.button) and not deadline.is_over:
        app.run()
    return app


def _open(params: Mapping[str, Sequence[str]]) -> AppTest:
    return _settled(open_page("logs", params))


def _query(app: AppTest, name: str) -> list[str]:
    found = app.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


@pytest.fixture
def hostile_runtime() -> Iterator[Warehouse]:
    """A warehouse whose one record says hostile things in every field."""
    rows = [
        given(
            *("10:00:00", "app", HOSTILE),
            level="ERROR",
            message=HOSTILE,
            logger=HOSTILE,
            host=HOSTILE,
            error_type=HOSTILE,
            error_message=HOSTILE,
            stack_trace=HOSTILE,
            error_id="e1",
            trace_id=HOSTILE,
            attributes=json.dumps({"note": HOSTILE, HOSTILE: {"deep": [HOSTILE]}}),
        )
    ]
    with warehouses.in_memory() as warehouse:
        write(warehouse, rows)
        runtime.install(runtime.Runtime(Settings(), warehouse))
        yield warehouse
        runtime.install(None)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": ["status:5xx"]},
        {"q": ["nothing matches this"]},
        {"q": ["cart>3"], "columns": ["ts,cart,message"], "facet": ["cart"]},
        {"view": ["patterns"]},
        {"live": ["1"]},
        {"lines": ["all"], "service": ["checkout"], "level": ["ERROR"]},
        {"row": ["3-210-0"]},
        {"row": ["999-1-0"]},
        {"row": ["'; drop table logs"], "columns": ["<b>,;'"], "facet": ["a b'"], "after": ["junk"], "view": ["x"]},
    ],
    ids=str,
)
@pytest.mark.usefixtures("shop_runtime")
def test_page_draws(params: dict[str, list[str]]) -> None:
    """Whatever a link says, the page draws."""
    assert complaints(_open(params)) == []


def test_rows_are_what_the_query_says(shop_runtime: Warehouse) -> None:
    """The table has the newest rows of the search."""
    app = _open({"range": ["all"], "q": ["level>=error"], "tz": ["utc"]})
    expected = reads.run(
        shop_runtime, searches.rows(Search(reads.Window(at("2020-01-01"), at("2100-01-01")), "level>=error"))
    )
    assert expected["ts"].to_list() == [moment.to_pydatetime() for moment in _table(app)["ts"]]


@pytest.mark.usefixtures("shop_runtime")
def test_search_goes_into_the_link() -> None:
    """What is typed stands in the URL, and a page of older rows is left with it."""
    app = _open({"after": ["2026-11-20T10:00:00~1-180-0"]})
    typed = app.text_input(key="logs-q").set_value(" level:error ").run()
    assert (["level:error"], []) == (_query(typed, "q"), _query(typed, "after"))


@pytest.mark.usefixtures("shop_runtime")
def test_wrong_search_shows_the_place() -> None:
    """A search that cannot be understood is one sentence and a caret under the place; there is no table."""
    app = _open({"q": ["level:loud x"]})
    assert ["LOUD is not a level: levels are TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL."] == [
        sentence.replace("\\", "") for sentence in complaints(app)
    ]
    assert ("level:loud x\n      ^", 0) == (app.code[0].value, len(app.dataframe) - 1)


@pytest.mark.usefixtures("shop_runtime")
def test_older_rows_follow() -> None:
    """One click shows the rows after the last one, and one more the newest again."""
    app = _open({"range": ["7d"]})
    first = _table(app)
    older = _settled(app.button(key="logs-older").click().run())
    second = _table(older)
    newest = _settled(older.button(key="logs-newest").click().run())
    assert (True, [], first["ts"].iloc[0]) == (
        bool(second["ts"].iloc[0] <= first["ts"].iloc[-1]),
        _query(newest, "after"),
        _table(newest)["ts"].iloc[0],
    )


@pytest.mark.usefixtures("shop_runtime")
def test_columns_are_in_the_link() -> None:
    """The chosen columns, attributes too, are the table's, in their order."""
    app = _open({"columns": ["message,cart,ts"], "q": ["cart:*"]})
    table = _table(app)
    assert (["message", "cart", "ts"], True) == (list(table.columns), bool(table["cart"].str.isdigit().all()))


@pytest.mark.usefixtures("shop_runtime")
def test_tile_rows_open_in_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tile's rows open on the Logs page, with the search that means them."""
    app = open_page("overview", {"range": ["7d"], "service": ["checkout"]})
    asked: list[tuple[str, Mapping[str, str], UrlState]] = []
    monkeypatch.setattr(navigation, "to", lambda *where: asked.append(where))
    app.button(key="logs-number-slow").click().run()
    state = UrlState(range=TimeRange("7d"), filters=(("service", ("checkout",)),))
    assert [("logs", {"q": "is:slow"}, state)] == asked


@pytest.mark.usefixtures("shop_runtime")
def test_live_tail_pauses() -> None:
    """The tail shows its list, and pausing keeps it."""
    app = _open({"live": ["1"]})
    before = _table(app)
    paused = app.button(key="logs-pause").click().run()
    assert (True, list(before["ts"])) == (
        "Paused: the list stays as it is." in [caption.value for caption in paused.caption],
        list(_table(paused)["ts"]),
    )


@pytest.mark.usefixtures("hostile_runtime")
@pytest.mark.parametrize("params", [{}, {"view": ["patterns"]}, {"row": ["1-100-0"]}], ids=str)
def test_log_text_stays_text(params: dict[str, list[str]]) -> None:
    """Nothing that a log says becomes HTML or Markdown; what is unseen is shown as a sign."""
    app = _open({"range": ["all"], **params})
    marked = [element.value for element in (*app.markdown, *app.caption)]
    html = [element.proto.body for element in app.get("html")]
    labels = [button.label for button in app.button]
    assert complaints(app) == []
    assert not any("<img" in text or "\x1b" in text or "\u202e" in text for text in (*marked, *html, *labels))


@pytest.mark.usefixtures("hostile_runtime")
def test_unseen_characters_are_seen() -> None:
    """A terminal escape and a mark of direction show as signs, in the table and in the record."""
    table = _table(_open({"range": ["all"]}))
    opened = _open({"range": ["all"], "row": ["1-100-0"]})
    assert ([SEEN], True) == (list(table["message"]), SEEN in [code.value for code in opened.code])


def test_record_as_json_is_the_record(hostile_runtime: Warehouse) -> None:
    """The JSON to copy is read back as the record, with no unseen character in its text."""
    row = reads.run(hostile_runtime, searches.record(searches.Place(1, 100))).row(0, named=True)
    text = record.as_json(row)
    told = json.loads(text)
    assert (HOSTILE, {"deep": [HOSTILE]}) == (told["message"], told["attributes"][HOSTILE])
    assert not any(sign in text for sign in ("\x1b", "\u202e"))


def test_downloads_are_no_formulas() -> None:
    """A cell of a CSV that a spreadsheet would run has an apostrophe before it."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, [given("10:00:00", "app", message=text, line=n) for n, text in enumerate(_FORMULAS)])
        window = reads.Window(at("10:00:00"), at("11:00:00"))
        frame = reads.run(warehouse, searches.rows(Search(window))).select("message")
    lines = downloads.to_csv(frame).decode().replace('"', "")
    assert all(f"'{text}" in lines for text in _FORMULAS)


def test_columns_of_a_link_are_checked() -> None:
    """Only columns and names that an attribute can have are taken from a link or a cookie."""
    assert ("ts", "cart.items", "message") == log_columns._valid(
        ["ts", "<b>", "cart.items", "", "a b", "message", "ts"]
    )


@pytest.mark.parametrize(
    "said", [None, {}, {"name": 1, "value": "x", "how": "include"}, {"name": "a", "value": "b", "how": "x"}]
)
def test_junk_from_the_browser_is_ignored(said: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what we asked for is taken from what a browser says."""
    picked: list[tuple[str, str, str]] = []
    state = {"k": type("Result", (), {"pick": said})()}
    monkeypatch.setattr("dashboard.components.controls.clickable_values.st.session_state", state)
    clickable_values._picked("k", lambda *what: picked.append(what))
    assert picked == []
