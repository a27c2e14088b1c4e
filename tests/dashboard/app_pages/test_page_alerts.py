"""The page Alerts: what fires, one alert, history, rules with a replay, what was told, and that nothing is wrong."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import cache, reads
from dashboard.accounts import rights
from dashboard.accounts.role import Role
from dashboard.components.alerts import alert_decisions, alert_rows, firing, known_rules, timeline
from dashboard.components.alerts.rules import nearness, replay_chart, running_replay, thresholds
from dashboard.components.alerts.rules.running_replay import Order
from dashboard.components.layout.page_context import PageContext
from dashboard.reads import Window
from dashboard.server import runtime
from dashboard.style import palette
from ingest.settings import Settings
from monitor.notify import summary
from monitor.rules import condition, finding
from monitor.rules.replay import replay
from monitor.rules.rule import parse
from monitor.rules.store import id_of
from sql.warehouse import MEMORY
from tests import patience, warehouses
from tests.dashboard import alerted
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

_HIGH = id_of("high_load", (("host", "a"),))
_MARKED = id_of("high_load", (("host", alerted.MARKUP),))
_CONTEXT = PageContext(Window(at("10:00:00"), at("12:00:00")), at("12:00:00"), palette.LIGHT, None)


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A load that is critical on one machine, was high on two, and rules that wait, fail, and are off."""
    monkeypatch.setattr(finding, "all_rules", lambda _: list(alerted.known().values()))
    channels = ({"name": "chat", "kind": "webhook", "url": "https://chat.example/x"},)
    settings = Settings(warehouse=MEMORY, channel=channels)
    with warehouses.in_memory() as target:
        now = datetime.now(UTC).replace(tzinfo=None)
        watching = alerted.fill(target, settings, now)
        runtime.install(runtime.Runtime(settings, target, None, watching))
        yield
        runtime.install(None)
        for thread in threading.enumerate():
            if thread.name == "replay":
                thread.join()


@pytest.mark.usefixtures("alerts")
def test_what_fires() -> None:
    """The number, the worst by name, what is pending, and the rule that cannot be asked."""
    app = open_page("alerts", {"tz": ["utc"]})
    said, found = _html(app), firing.now()
    assert ([], True, True, True, (1, 1, "critical")) == (
        complaints(app),
        "1 alert fires:</b> The load is high." in said,
        "1 is pending." in said,
        "1 rule fails" in said and "no such load" in said,
        (found.count, found.pending, found.worst),
    )


@pytest.mark.usefixtures("alerts")
def test_the_bell_and_overview_say_the_same() -> None:
    """On every page the number that fires; on Overview it is a tile too."""
    now = datetime.now(UTC).replace(tzinfo=None)
    write(runtime.current().warehouse, [record((now - timedelta(minutes=2)).isoformat(" "), "app")])
    app = open_page("overview")
    said = _html(app)
    assert ([], ":red[:material/notifications_active: 1]", True, True) == (
        complaints(app),
        app.button("alerts-bell-button").label,
        'title="1 critical; 1 pending">1</div>' in said,
        "1 critical · 1 pending" in said,
    )


@pytest.mark.usefixtures("alerts")
def test_filters() -> None:
    """Severities and labels in the link, and the filters of every page, hide alerts and say so."""
    shown = [
        [caption.value for caption in open_page("alerts", params).caption if "hidden" in caption.value]
        for params in (
            {"severity": ["critical"]},
            {"label": ["host=a"]},
            {"label": ["host=a,component=machines"]},
            {"host": ["b"]},
            {"severity": ["critical,junk"], "label": ["nothing=here"]},
        )
    ]
    assert [["1 is hidden by filters."], [], ["1 is hidden by filters."], ["2 are hidden by filters."]] == shown[:4]
    assert ["2 are hidden by filters."] == shown[4]


@pytest.mark.usefixtures("alerts")
def test_one_alert() -> None:
    """Its state, its facts, each time that it fired, and who was told."""
    app = open_page("alerts", {"alert": [_HIGH], "tz": ["utc"]})
    said, tables = _html(app), [frame.value for frame in app.dataframe]
    assert ([], True, True, True) == (
        complaints(app),
        "Critical for 20 min." in said or "Critical for 19 min." in said,
        "The load of a is 10 ms in 60 s" in said or "The load of a is 10 ms in 1 min" in said,
        "&gt; 9 ms" in said,
    )
    assert (["still fires", "recovered"], {("mail", "250 OK"), ("chat", "404 gone <i>")}) == (
        tables[0]["reason"].to_list(),
        set(zip(tables[1]["channel"], tables[1]["answer"], strict=True)),
    )


@pytest.mark.usefixtures("alerts")
def test_an_alert_that_is_over_and_one_that_never_was() -> None:
    """One says how long it lasted, its labels as text; of the other nothing is known."""
    over, none = open_page("alerts", {"alert": [_MARKED]}), open_page("alerts", {"alert": ["nonsense"]})
    assert ([], True, False, True) == (
        complaints(over) + complaints(none),
        "Resolved 3 h ago, after 12 min (recovered)" in _html(over)
        or "Resolved 4 h ago, after 12 min (recovered)" in _html(over),
        "<b>c</b>" in _html(over),
        any("Nothing is known of this alert" in caption.value for caption in none.caption),
    )


@pytest.mark.usefixtures("alerts")
def test_acknowledge() -> None:
    """Without a name it says what is missing; with one, the alert says who took note of it."""
    app = open_page("alerts", {"alert": [_HIGH]})
    nameless = app.button("alert-note-do").click().run()
    assert ["A decision needs an author\\: enter your name\\."] == [error.value for error in nameless.error]
    app.text_input("alert-note-author").input("eva")
    app.text_input("alert-note-comment").input("<i>I look</i>")
    noted = app.button("alert-note-do").click().run()
    assert ([], True) == (complaints(noted), "Acknowledged by eva: &lt;i&gt;I look&lt;/i&gt;" in _html(noted))


@pytest.mark.usefixtures("alerts")
def test_silence() -> None:
    """The form says how many alerts it covers; the silence stands on its tab, where it is ended."""
    app = open_page("alerts", {"alert": [_HIGH]})
    assert "It covers 1 alert that fires now." in [caption.value for caption in app.caption]
    app.text_input("alert-silence-author").input("eva")
    silenced = app.button("alert-silence-do").click().run()
    assert ([], True) == (complaints(silenced), "Silenced until" in _html(silenced))
    tab = open_page("alerts", {"tab": ["silences"]})
    assert [("rule=high_load, host=a", "holds", "eva")] == list(
        tab.dataframe[0].value[["about", "state", "author"]].itertuples(index=False, name=None)
    )
    tab.text_input("silence-end-author").input("max")
    ended = tab.button("silence-end-do").click().run()
    assert ([], ["over"], ["max"]) == (
        complaints(ended),
        ended.dataframe[0].value["state"].to_list(),
        ended.dataframe[0].value["ended_by"].to_list(),
    )


@pytest.mark.usefixtures("alerts")
def test_a_silence_from_one_moment_to_another() -> None:
    """On the viewer's clock; the tab says how many alerts it covers."""
    app = open_page("alerts", {"alert": [_HIGH], "tz": ["utc"]})
    app.button_group("alert-silence-for").set_value("own").run()
    app.text_input("alert-silence-author").input("eva")
    silenced = app.button("alert-silence-do").click().run()
    assert ([], True) == (complaints(silenced), "Silenced until" in _html(silenced))
    shown = open_page("alerts", {"tab": ["silences"], "tz": ["utc"]}).dataframe[0].value
    lasts = (shown["until_ts"] - shown["from_ts"])[0]
    assert ("eva", 1, True) == (
        shown["author"][0],
        shown["covers"][0],
        timedelta(minutes=118) < lasts <= timedelta(hours=2),
    )


@pytest.mark.usefixtures("alerts")
def test_what_was_sent_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The link names a notification; its button lets it wait once more. Who is no admin has no button."""
    none = open_page("alerts", {"tab": ["notifications"], "range": ["6h"], "sent": ["k1~mail"]})
    assert "notification-again" not in {button.key for button in none.button}
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.ADMIN)
    app = open_page("alerts", {"tab": ["notifications"], "range": ["6h"], "sent": ["k1~mail"]})
    assert ([], True) == (complaints(app), '"rule": "high_load"' in app.code[0].value)
    again = app.button("notification-again").click().run()
    with runtime.current().warehouse.reader() as cursor:
        state = cursor.execute("select state from notifications where key = 'k1'").fetchone()
    assert ([], ("waiting",)) == (complaints(again), state)


@pytest.mark.usefixtures("alerts")
def test_a_channel_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other side answered is shown."""
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.ADMIN)
    app = open_page("alerts", {"tab": ["channels"]})
    app.selectbox("channel-test-name").set_value("in-app").run()
    tried = app.button("channel-test-do").click().run()
    (said,) = [one.value for one in tried.success]
    assert ([], True) == (complaints(tried), "It is on the pages" in said)


@pytest.mark.usefixtures("alerts")
def test_evidence_of_an_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of log of its window as text; the requests and users that were hit."""
    known = {name: replace(rule, evidence="errors") for name, rule in alerted.known().items()}
    monkeypatch.setattr(known_rules, "rules", lambda: known)
    bad = {"level": "ERROR", "error_type": "<b>Odd", "error_message": "x", "error_id": "e", "stack_trace": "at f"}
    failed = {"method": "GET", "path": "/", "route": "/", "status": 500, "duration_ms": 5.0, "user_id": "u1"}
    ago = (datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=22)).isoformat(" ")
    rows = [record(ago, "app", host="a", **bad), record(ago, "access", host="a", line=2, **failed)]
    write(runtime.current().warehouse, rows)
    app = open_page("alerts", {"alert": [_HIGH]})
    assert ([], True, True, "at f") == (
        complaints(app),
        "1 failed request of 1 user" in _html(app),
        "&lt;b&gt;Odd" in _html(app),
        app.code[0].value,
    )


def test_until_when_a_silence_holds() -> None:
    """So many hours from now, or the next morning on the viewer's clock."""
    context = replace(_CONTEXT, window=replace(_CONTEXT.window, timezone="Europe/Berlin"))
    tomorrow = at("07:00:00") + timedelta(days=1)
    assert [at("13:00:00"), tomorrow] == [alert_decisions.until(context, name) for name in ("1h", "tomorrow")]


@pytest.mark.usefixtures("alerts")
def test_history() -> None:
    """By rule how often, and each time; in a range without any, that."""
    app = open_page("alerts", {"tab": ["history"], "range": ["6h"]})
    by_rule, each = (frame.value for frame in app.dataframe)
    assert ([], [("The load is high", 3, "12 min")], ["critical", "warning", "warning"]) == (
        complaints(app),
        list(zip(by_rule["title"], by_rule["times"], by_rule["to_resolve"], strict=True)),
        each["severity"].to_list(),
    )
    empty = open_page("alerts", {"tab": ["history"], "from": ["2020-01-01T00:00:00Z"], "to": ["2020-01-02T00:00:00Z"]})
    assert any("Nothing fired in this range." in caption.value for caption in empty.caption)


@pytest.mark.usefixtures("alerts")
def test_rules() -> None:
    """What needs somebody first: what fails, fires, waits, is well, and is off."""
    app = open_page("alerts", {"tab": ["rules"]})
    frame = app.dataframe[0].value
    assert ([], ["failed", "1 firing", "1 pending", "well", "off"], [None, 100.0, 100.0, 10.0, None]) == (
        complaints(app),
        frame["state"].to_list(),
        [None if near != near else near for near in frame["near"].astype(float)],  # noqa: PLR0124 (not a number)
    )


@pytest.mark.usefixtures("alerts")
def test_one_rule_and_its_replay() -> None:
    """Why each series fires or not, and a replay as soon as it is there; the link has another threshold."""
    app = open_page("alerts", {"tab": ["rules"], "rule": ["high_load"], "range": ["6h"]})
    why = app.dataframe[0].value
    assert ([], ["firing", "well", "well"], ["> 9 ms", "> 5 ms", "> 5 ms"]) == (
        complaints(app),
        why["state"].to_list(),
        why["bound"].to_list(),
    )

    def fired(app: AppTest) -> bool:
        app.run()
        return any("It would have fired 3 times" in caption.value for caption in app.caption)

    patience.wait_for(lambda: fired(app), "the replay")
    other = open_page("alerts", {"tab": ["rules"], "rule": ["high_load"], "range": ["6h"], "at": ["6.5"]})
    assert (6.5, True) == (other.slider[0].value, any("limit = 6.5" in code.value for code in other.code))


@pytest.mark.usefixtures("alerts")
def test_a_rule_that_fails_and_one_that_is_off() -> None:
    """Both say so."""
    broken, off = (open_page("alerts", {"tab": ["rules"], "rule": [name]}) for name in ("broken", "unwanted"))
    assert (True, True) == (
        "no such load" in _html(broken),
        any("The rule is off" in caption.value for caption in off.caption),
    )


@pytest.mark.usefixtures("alerts")
def test_told() -> None:
    """Each notification with its answer; the channel that refuses is named, and one that is gone comes last."""
    told, channels = (open_page("alerts", {"tab": [name]}) for name in ("notifications", "channels"))
    rows, table = told.dataframe[0].value, channels.dataframe[0].value
    assert (
        [],
        {"sent", "refused"},
        [("chat", "fails"), ("in-app", "nothing sent yet"), ("mail", "not configured")],
    ) == (
        complaints(told) + complaints(channels),
        set(rows["state"]),
        list(zip(table["channel"], table["state"], strict=True)),
    )
    assert "chat fails." in _html(channels)
    assert "404 gone &lt;i&gt;" in _html(channels)


def test_nothing_fires(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no rule was evaluated, it says so; where all are well, that is a calm sentence."""
    monkeypatch.setattr(finding, "all_rules", lambda _: list(alerted.known().values()))
    with warehouses.in_memory() as target:
        runtime.install(runtime.Runtime(Settings(), target))
        before = _html(open_page("alerts"))
        with target.transaction() as cursor:
            cursor.execute(
                "insert into rule_states values ('high_load', now()::timestamp, 'd', null, now()::timestamp)"
            )
        cache.forget()
        after = _html(open_page("alerts"))
        tabs = [
            complaints(open_page("alerts", {"tab": [tab]}))
            for tab in ("history", "rules", "silences", "notifications", "channels")
        ]
        runtime.install(None)
    assert (True, True, [[]] * 5) == ("No rule was evaluated yet." in before, "<b>Nothing fires.</b>" in after, tabs)


def test_a_click_may_be_anything() -> None:
    """What a browser sends is checked."""
    told: list[str] = []
    for value in ({"alert": "x"}, {"alert": "z"}, {"alert": 7}, {}, "x", None):
        alert_rows.tell(value, {"x", "y"}, told.append)
    assert ["x"] == told


_RULE = """\
-- title: T
-- when: value {}
-- parameters: limit = 0.2, window = 5m
-- unit: {}
-- every: 1m
select 1 as value"""


@pytest.mark.parametrize(
    ("when", "unit", "expected"),
    [
        ("> $limit", "ratio", ("limit", 0.2, "%", 20.0, 0.5)),
        ("> 300", "ms", (None, 300.0, "ms", 300.0, 5.0)),
        ("< $limit * 2", "", ("limit", 0.2, "", 0.2, 0.005)),
        ("> threshold", "", None),
        ("> 0", "", None),
        ("> -5", "", None),
    ],
)
def test_threshold(when: str, unit: str, expected: tuple[object, ...] | None) -> None:
    """Which number a slider sets, and in which steps; none where each series has its own."""
    found = thresholds.of(parse(_RULE.format(when, unit), "r"))
    assert expected == (
        None if found is None else (found.parameter, found.value, found.unit, found.shown(found.value), found.step)
    )


def test_another_threshold() -> None:
    """What the URL says is checked; the rule has it then, wherever its number stands."""
    rule = parse(_RULE.format("> $limit", "ratio"), "r")
    found = thresholds.of(rule)
    assert found is not None
    assert [0.3, None, None, None, None] == [found.from_text(text) for text in ("0.3", "", "nan", "-1", "1e9")]
    assert ("", "0.3") == (found.text(20.0), found.text(30.0))
    plain = parse(_RULE.format("> 300", "ms"), "r")
    other = thresholds.of(plain)
    assert other is not None
    assert (0.3, "value > 500") == (
        found.applied(rule, 0.3).parameters["limit"],
        str(other.applied(plain, 500.0).when),
    )


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("value > 2 * $limit + 1", 1.4),
        ("value > -(3 - 1) / 4", -0.5),
        ("value > threshold * 2", None),
        ("value > 1 / 0", None),
    ],
)
def test_bound(text: str, bound: float | None) -> None:
    """What a value is compared with, as a number."""
    assert pytest.approx(bound) == condition.parse(text).bound({"limit": 0.2})


def test_summary() -> None:
    """Values with their units, parameters and labels in their places; what is not known stays as it is."""
    rule = parse(
        "-- title: T\n-- when: value > 1\n-- unit: times\n"
        "-- summary: {value} times of {host} ({threshold}, {peak}, {window}, {nothing})\nselect 1 as value",
        "r",
    )
    numbers = {"value": 12.0, "threshold": 10.0, "peak": None}
    assert "12 times of a{b} (10 times, no value, 5 min, {nothing})" == summary.filled(
        rule.summary, rule, {"host": "a{b}"}, numbers
    )


@pytest.mark.parametrize(
    ("when", "value", "threshold", "share"),
    [
        ("> 5", 4.0, 5.0, 0.8),
        ("> 5", 9.0, 5.0, 1.0),
        ("< 5", 10.0, 5.0, 0.5),
        ("< 5", 0.0, 0.0, None),
        ("> 5", None, 5.0, None),
        ("> 5", -1.0, 5.0, None),
        ("= 5", 4.0, 5.0, None),
    ],
)
def test_nearness(when: str, value: float | None, threshold: float | None, share: float | None) -> None:
    """The value as a share of its bound, from whichever side it comes."""
    assert share == nearness.share(parse(_RULE.format(when, ""), "r"), value, threshold)


def test_a_replay_is_thinned() -> None:
    """Of each step the worst value stays; what fired is shaded, and a gap ends the line."""
    rule = alerted.known()["high_load"]
    now = reads.utc_now().replace(second=0, microsecond=0)
    with pytest.MonkeyPatch.context() as patched, warehouses.in_memory() as target:
        patched.setattr(finding, "all_rules", lambda _: list(alerted.known().values()))
        alerted.fill(target, Settings(warehouse=MEMORY), now)
        order = Order(rule, now - timedelta(hours=12), now)
        found = replay(target, rule, order.start, order.end, every=order.every(100), with_values=True)
        shown = running_replay.thinned(found, order, order.every(100))
        one = running_replay.thinned(found, Order(rule, order.start, order.end, (("host", "b"),)), order.every(100))
    context = PageContext(Window(order.start, order.end), now, palette.LIGHT, None)
    figure = replay_chart.figure_of(context, rule, shown)
    assert ((("host", "a"),), 10.0, [(("host", "b"),)], []) == (
        shown.lines[0].labels,
        max(value for _, value, _ in shown.lines[0].points if value is not None),
        [line.labels for line in one.lines],
        one.episodes,
    )
    assert (len(shown.episodes), 5) == (len(figure.layout.shapes), len(figure.data))
    assert "on 2 of 3 series. Evaluated every" in replay_chart.told(order, shown)


def test_timeline() -> None:
    """A row for each name; a bar is never too short to be seen."""
    spans = [
        timeline.Span(0, at("11:00:00"), at("11:00:01"), "error", "a"),
        timeline.Span(1, at("09:00:00"), at("13:00:00"), "info", "<b>"),
    ]
    figure = timeline.figure_of(_CONTEXT, ["One", "<i>Two"], spans)
    assert [("error", round(7_200_000 / 350), "a"), ("info", 7_200_000, "&lt;b&gt;")] == [
        (trace.name, round(trace.x[0]), trace.customdata[0]) for trace in figure.data
    ]
    assert ["One", "&lt;i&gt;Two"] == [note.text for note in figure.layout.annotations]
