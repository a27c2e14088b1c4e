"""The page What changed?: it compares what its link says, ranks, calls out what is new, and leads on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import reads
from dashboard.app_pages import changes as page
from dashboard.components.layout import url_state
from dashboard.components.layout.url_state import UrlState
from dashboard.reads import Window, changes
from dashboard.reads.changes import Change, Comparison
from dashboard.server import runtime
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard import shop
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse

END = at("2026-11-20 20:00:00")
INCIDENT = Window(at("2026-11-20 10:00:00"), at("2026-11-20 10:40:00"))
LINK = {"from": ["2026-11-20T10:00:00Z"], "to": ["2026-11-20T10:40:00Z"], "refresh": ["off"], "tz": ["utc"]}


@pytest.fixture(scope="module")
def incident_warehouse() -> Iterator[Warehouse]:
    """Two days of the shop, with its incident ten hours before the end."""
    with warehouses.in_memory() as target:
        shop.fill(target, end_ts=END, days=2, requests_per_day=20_000)
        yield target


@pytest.fixture
def incident(incident_warehouse: Warehouse) -> Iterator[Warehouse]:
    """That warehouse as the one that pages show."""
    runtime.install(runtime.Runtime(Settings(), incident_warehouse))
    yield incident_warehouse
    runtime.install(None)


def _table(app: AppTest) -> list[tuple[str, str, str]]:
    frame = next(frame.value for frame in app.dataframe if "said" in frame.value.columns)
    return list(zip(frame["kind"], frame["name"], frame["said"], strict=True))


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _said(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.caption, *app.markdown))


def test_table_is_the_ranking(incident: Warehouse) -> None:
    """The rows are what the reads module ranks, the endpoint and the exception first."""
    app = open_page("changes", LINK)
    comparison = Comparison.of(INCIDENT, INCIDENT.before())
    found = changes.find(lambda question: reads.run(incident, question), comparison)
    shown = _table(app)
    assert ([], [(one.kind, one.name, one.said) for one in found]) == (complaints(app), shown)
    assert {("endpoint", "POST /checkout"), ("error", "PaymentTimeout")} == {row[:2] for row in shown[:2]}


@pytest.mark.usefixtures("incident")
def test_new_and_gone_are_called_out() -> None:
    """The new exception stands above, as a count and by its name."""
    html = _html(open_page("changes", LINK))
    found = re.search(r"<b [^>]*>1</b><small [^>]*>new error</small><em [^>]*>PaymentTimeout</em>", html)
    assert found is not None, html


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("kind", changes.KINDS)
def test_one_kind(kind: str) -> None:
    """A kind in the link narrows the ranking to it."""
    app = open_page("changes", {**LINK, "kind": [kind]})
    kinds = {row[0] for frame in [app] if frame.dataframe for row in _table(app)}
    assert ([], True) == (complaints(app), kinds <= {kind})


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("", "Fri 20 Nov 09:20 – 10:00"),
        ("day", "Thu 19 Nov 10:00 – 10:40"),
        ("2026-11-20T03:00:00Z..2026-11-20T09:00:00Z", "Fri 20 Nov 03:00 – 09:00"),
        ("2026-11-20T03:00:00Z", "Fri 20 Nov 09:20 – 10:00"),
        ("'; drop table logs; --", "Fri 20 Nov 09:20 – 10:00"),
    ],
)
def test_b_of_the_link_is_held_against(said: str, begins: str) -> None:
    """`b` is a word or two moments, and stays in the URL; what nobody understands is the time before."""
    app = open_page("changes", {**LINK, "b": [said]} if said else LINK)
    assert ([], True) == (complaints(app), f"**b** {begins}" in _said(app))


@pytest.mark.usefixtures("incident")
def test_a_of_the_link_becomes_the_range() -> None:
    """`a` stands for the page's range, and `b` stays what it is."""
    app = open_page("changes", {"a": ["2026-11-20T10:00:00Z..2026-11-20T10:40:00Z"], "b": ["day"], "tz": ["utc"]})
    said = {name: _list(app.query_params.get(name, [])) for name in ("a", "b", "from", "to")}
    first = {row[:2] for row in _table(app)[:2]}
    assert {"a": [], "b": ["day"], "from": ["2026-11-20T10:00:00Z"], "to": ["2026-11-20T10:40:00Z"]} == said
    assert {("endpoint", "POST /checkout"), ("error", "PaymentTimeout")} == first


@pytest.mark.usefixtures("incident")
def test_choosing_the_day_before_goes_into_the_link() -> None:
    """The choice of what to compare with is kept in the URL; the default is not."""
    app = open_page("changes", LINK)
    day = app.selectbox(key="own-b").select("day").run()
    assert ([], ["day"], False) == (
        complaints(day),
        _list(day.query_params["b"]),
        "b" in open_page("changes").query_params,
    )


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"range": ["7d"], "b": ["day"]}, "share some time"),
        ({"range": ["all"]}, "The data begins at"),
        ({**LINK, "b": ["2027-01-01T00:00:00Z..2027-01-02T00:00:00Z"]}, "lies after the data"),
        ({**LINK, "b": ["2025-01-01T00:00:00Z..2025-01-02T00:00:00Z"]}, "The data begins at"),
    ],
)
def test_windows_that_cannot_be_compared(params: dict[str, list[str]], sentence: str) -> None:
    """One sentence says why two windows cannot be compared."""
    app = open_page("changes", {"from": ["2026-11-14T00:00:00Z"], "to": ["2026-11-20T20:00:00Z"]} | params)
    assert ([], True) == (complaints(app), sentence in _said(app))


@pytest.mark.usefixtures("incident")
def test_every_question_of_the_ranking_is_shown() -> None:
    """The menu of the ranking shows the SQL of each question behind it."""
    app = open_page("changes", LINK).button(key="sql-ranking").click().run()
    titles = {tab.label for tab in app.tabs}
    assert {"What changed, by error group", "What changed, by message pattern"} <= titles


@pytest.mark.usefixtures("incident")
def test_chart_menu_leads_here() -> None:
    """A chart of another page has the entry, this page's own charts have not."""
    other, own = open_page("trends", LINK), open_page("changes", LINK)
    keys = [{button.key or "" for button in app.button} for app in (other, own)]
    assert ("changes-trend" in keys[0], [key for key in keys[1] if key.startswith("changes-changes")]) == (True, [])


def test_hostile_names_are_text() -> None:
    """Names with markup draw as they are written."""
    hostile = "<b>x</b> :red[y]"
    rows = [
        record(f"{hour}:{index // 60:02}:{index % 60:02}", "app", service=hostile, level="ERROR", host=hostile,
               message=f"{hostile} failed {index}", error_type=hostile, error_id="e1", file_id=hour, line=index,
               attributes='{"version": "<i>1</i>"}')
        for hour, count in ((10, 2), (11, 300)) for index in range(count)
    ]  # fmt: skip
    with warehouses.in_memory() as target:
        write(target, rows)
        runtime.install(runtime.Runtime(Settings(), target))
        try:
            app = open_page("changes", {"from": ["2026-11-20T11:00:00Z"], "to": ["2026-11-20T12:00:00Z"]})
        finally:
            runtime.install(None)
    assert ([], False, False) == (complaints(app), "<b>x</b>" in _html(app), "<i>1</i>" in _html(app))


# where to look next


def _change(kind: changes.Kind, name: str, *, is_gone: bool = False, **key: str | None) -> Change:
    return Change(
        kind=kind, name=name, key=key, measure="", unit="count", before=1, after=2, n_before=1, n_after=2, score=1.0,
        tone="worse", said="", is_gone=is_gone,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            _change("endpoint", "GET /a", service="shop", method="GET", route="/a"),
            ("requests", {"endpoint": "shop\tGET\t/a"}, {}),
        ),
        (_change("error", "KeyError", error_id="e1"), ("errors", {"error": "e1"}, {})),
        (_change("host", "web-2", host="web-2"), ("logs", {"q": ""}, {"host": ["web-2"]})),
        (_change("host", "(none)", host=""), ("logs", {"q": ""}, {"host": [""]})),
        (_change("level", "ERROR", level="ERROR"), ("logs", {"q": ""}, {"level": ["ERROR"]})),
        (_change("status", "503", status="503"), ("logs", {"q": "status:503"}, {})),
        (_change("version", "version 2.4.1", key="version", value="2.4.1"), ("logs", {"q": "version:2.4.1"}, {})),
        (_change("attribute", "", key="who", value='a "b"'), ("logs", {"q": 'who:"a \\"b\\""'}, {})),
        (_change("pattern", "job <*> was given up <*>"), ("logs", {"q": '"was given up"'}, {})),
    ],
)
def test_where_to_look_next(
    one: Change, expected: tuple[str, dict[str, str], dict[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of change leads to the page that tells more, with what that page needs."""
    monkeypatch.setattr("dashboard.app_pages.changes.url.state", UrlState)
    way = page._ways(Comparison.of(INCIDENT, INCIDENT.before()), one)[0]
    assert expected == (way[2], way[3], url_state.to_params(way[4]))


def test_what_is_gone_is_looked_for_in_the_window_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The records of something that is gone stand in the other window."""
    monkeypatch.setattr("dashboard.app_pages.changes.url.state", UrlState)
    gone = _change("host", "web-2", is_gone=True, host="web-2")
    frame = page._ways(Comparison.of(INCIDENT, INCIDENT.before()), gone)[0][4]
    assert (frame.range.from_ts, frame.range.to_ts) == (INCIDENT.from_ts - timedelta(minutes=40), INCIDENT.from_ts)


@pytest.mark.parametrize(
    "text", ["", "..", "x..y", "2026-11-20T10:00:00Z..2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"]
)
def test_junk_is_no_window(text: str) -> None:
    """Text that is not two moments in their order is no window."""
    assert url_state.parse_span(text) is None


def test_written_window_is_read_back() -> None:
    """What is written into a link is read back from it."""
    assert (INCIDENT.from_ts, INCIDENT.to_ts) == url_state.parse_span(
        url_state.write_span(INCIDENT.from_ts, INCIDENT.to_ts)
    )
