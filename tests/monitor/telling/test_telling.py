"""What is told, when and why not: worse, inhibited, after a pause, too often, rules that fail or are gone, evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.telling import decisions
from monitor.telling.decisions import Silence
from sql.errors import LongtailError
from tests.monitor.rules.given import START, moment, rule
from tests.monitor.telling.given import AT_ONCE, Server, alerts, settings
from tests.sql.given import record, write

if TYPE_CHECKING:
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse


def test_what_gets_worse_is_told_again(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Warning, then critical, then the end; the mail of critical alerts is told from there on."""
    only["too_high"] = rule("critical when: value > 9", "summary: {host} has {value} > {limit} in {window}")
    critical = {"match": {"severity": "critical"}, "continue": True, "channels": ["in-app"]}
    server = Server(warehouse, settings(critical, AT_ONCE))
    for seconds in range(10, 120, 10):
        server.at(seconds, {"a": 1.0 if seconds in (10, 100, 110) else 10.0 if seconds == 50 else 7.0})
    assert server.said() == [("firing", "a", "warning"), ("firing", "a", "critical"), ("resolved", "a", "critical")]
    first, _, last = (alerts(one)[0] for one in server.told())
    assert first["summary"] == "a has 7 > 5 in 20 s"
    assert last["summary"] == "Over after 2 min, its peak was 10. a has 10 > 5 in 20 s"
    assert (last["peak"], last["until"]) == (10.0, "2026-03-02T10:01:50+00:00")


def test_a_group_waits_for_others(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """What fires within the wait is told together, later ones at the group's next turn, and all again in a while."""
    only["too_high"] = rule()
    way = {"channels": ["ops"], "group_wait": "15s", "group_interval": "1m", "repeat_interval": "2m"}
    server = Server(warehouse, settings(way))
    server.at(10, {"a": 1.0, "b": 1.0, "c": 1.0})
    told = []
    for seconds in range(20, 220, 10):
        server.at(seconds, {"a": 9.0, "b": 9.0 if seconds > 20 else 1.0, "c": 9.0 if seconds > 60 else 1.0})
        told.append(len(server.told()))
    said = [(one["event"], [alert["labels"]["host"] for alert in alerts(one)]) for one in server.told()]
    assert said == [("firing", ["a", "b"]), ("firing", ["c"]), ("repeat", ["a", "b"])]
    assert [told.index(count) for count in (1, 2, 3)] == [2, 8, 14]


def test_what_nobody_acknowledges_goes_to_the_next(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Each step once, with why; acknowledging stops the steps that are left, and all who know are told of the end."""
    only["too_high"] = rule()
    steps = [{"after": "1m", "channels": "boss"}, {"after": "3m", "channels": ["chief"]}]
    server = Server(warehouse, settings({**AT_ONCE, "escalate": steps}, names=("ops", "boss", "chief")))
    server.at(10, {"a": 1.0})
    for seconds in range(20, 120, 20):
        server.at(seconds, {"a": 9.0})
    (told,) = server.told("boss")
    assert (told["event"], told["summary"]) == (
        "firing",
        "Nobody acknowledged this within 1 min of telling ops. Too high",
    )
    assert server.told()[0]["summary"] == "Too high"
    with warehouse.reader() as cursor:
        (alert_id,) = cursor.execute("select alert_id from alerts").fetchone() or ("",)
    assert decisions.acknowledge(warehouse, alert_id, "ada", clock=server.clock)
    server.crash()
    for seconds in range(120, 400, 20):
        server.at(seconds, {"a": 9.0})
    server.at(420, {"a": 1.0})
    assert (server.told("chief"), [one["event"] for one in server.told("boss")]) == ([], ["firing", "resolved"])


def test_what_gets_worse_after_it_was_acknowledged_goes_on(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """The time to the next one begins anew when it is told that it is worse."""
    only["too_high"] = rule("critical when: value > 9")
    steps = {"after": "1m", "channels": ["boss"]}
    server = Server(warehouse, settings({**AT_ONCE, "escalate": steps}, names=("ops", "boss")))
    server.at(10, {"a": 1.0})
    server.at(20, {"a": 7.0})
    with warehouse.reader() as cursor:
        (alert_id,) = cursor.execute("select alert_id from alerts").fetchone() or ("",)
    assert decisions.acknowledge(warehouse, alert_id, "ada", clock=server.clock)
    for seconds in range(40, 160, 20):
        server.at(seconds, {"a": 7.0})
    assert server.told("boss") == []
    told = []
    for seconds in range(160, 260, 20):
        server.at(seconds, {"a": 10.0})
        told.append(len(server.told("boss")))
    assert (told, server.said("boss")) == ([0, 0, 0, 1, 1], [("firing", "a", "critical")])


def test_a_silence_and_the_end_stop_escalation(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Nobody more is told while it is silenced; what still fires afterwards is told then, what is over is not."""
    only["too_high"] = rule("no data: keep")
    steps = [{"after": "1m", "channels": ["boss"]}]
    server = Server(warehouse, settings({**AT_ONCE, "escalate": steps}, names=("ops", "boss")))
    server.at(10, {"a": 1.0, "b": 1.0, "c": 1.0})
    server.at(20, {"a": 9.0, "b": 9.0, "c": 9.0})
    decisions.silence(warehouse, Silence({"host": ("a", "b")}, moment(210), "ada", "known"), server.clock)
    server.at(40, {"a": 9.0, "b": 9.0, "c": 1.0})
    server.at(120, {"a": 9.0, "b": 9.0})
    server.at(180, {"a": 9.0, "b": 1.0})
    assert server.told("boss") == []
    server.at(240, {"a": 9.0})
    assert server.said("boss") == [("firing", "a", "warning")]


def test_who_waits_for_escalation_is_told_at_once_where_it_is_his(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Critical alerts go to the boss: a warning that becomes one does not wait for the step."""
    only["too_high"] = rule("critical when: value > 9")
    critical = {**AT_ONCE, "match": {"severity": "critical"}, "channels": ["boss"]}
    steps = {"after": "10m", "channels": ["boss"]}
    server = Server(warehouse, settings(critical, {**AT_ONCE, "escalate": steps}, names=("ops", "boss")))
    for seconds, value in ((10, 1.0), (20, 7.0), (30, 7.0), (40, 10.0), (60, 1.0), (700, 1.0)):
        server.at(seconds, {"a": value})
    assert server.said("boss") == [("firing", "a", "critical"), ("resolved", "a", "critical")]
    assert "acknowledged" not in server.told("boss")[0]["summary"]


def test_what_is_for_information_comes_once_a_day(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """At its time: what began and what ended; the pages show it at once, and what ends later comes the next day."""
    only["too_high"] = rule("severity: info", "no data: keep")
    server = Server(warehouse, settings({"digest": "10:05", "channels": ["ops"]}))
    server.at(10, {"a": 1.0, "b": 1.0})
    server.at(20, {"a": 9.0, "b": 9.0})
    server.at(40, {"a": 1.0, "b": 9.0})
    assert (server.told(), len(server.told("in-app"))) == ([], 3)
    server.crash()
    server.at(280, {"b": 9.0})
    assert server.told() == []
    server.at(300, {"b": 9.0})
    (told,) = server.told()
    assert (told["event"], {(one["event"], one["labels"]["host"]) for one in told["alerts"]}) == (
        "digest",
        {("resolved", "a"), ("firing", "b")},
    )
    server.at(320, {"b": 1.0})
    with warehouse.reader() as cursor:
        due = cursor.execute("select labels['host'], due_at from told_alerts where due_at is not null").fetchall()
    assert (len(server.told()), due) == (1, [("b", moment(300 + 86_400))])


def test_what_is_worse_than_information_does_not_wait(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """It leaves the digest when it becomes a warning, also where the digest told of it."""
    only["too_high"] = rule("severity: info", "warning when: value > 9", "no data: keep")
    server = Server(warehouse, settings({**AT_ONCE, "digest": "1m"}))
    server.at(10, {"a": 1.0, "b": 1.0})
    server.at(20, {"a": 7.0, "b": 7.0})
    server.at(30, {"a": 10.0, "b": 7.0})
    server.at(60, {"a": 10.0, "b": 7.0})
    server.at(80, {"a": 10.0, "b": 10.0})
    assert [(one["event"], alert["event"], alert["severity"]) for one in server.told() for alert in alerts(one)] == [
        ("firing", "firing", "warning"),
        ("digest", "firing", "info"),
        ("firing", "firing", "warning"),
    ]


def test_a_critical_alert_inhibits_the_warning(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """A warning with the same labels waits while it fires, and is told when only the warning is left."""
    only["too_high"] = rule()
    only["far_too_high"] = rule("severity: critical", "when: value > $limit", "parameters: limit = 9, window = 20s")
    only["far_too_high"] = replace(only["far_too_high"], name="far_too_high")
    server = Server(warehouse, settings(AT_ONCE))
    for seconds, value in ((10, 1.0), (20, 10.0), (30, 10.0), (60, 7.0), (80, 7.0), (110, 1.0)):
        server.at(seconds, {"a": value})
    said = [(one["event"], one["rule"]) for one in server.told()]
    assert said == [
        ("firing", "far_too_high"),
        ("resolved", "far_too_high"),
        ("firing", "too_high"),
        ("resolved", "too_high"),
    ]


def test_no_storm_after_a_pause(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Hours that are caught up: the end of what was told is told, and what fires at the end; nothing in between."""
    only["too_high"] = rule()
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10, {"a": 1.0, "b": 1.0})
    server.at(20, {"a": 9.0, "b": 1.0})
    for seconds in range(60, 7200, 60):
        server.write(seconds, {"a": 9.0 if seconds % 600 == 0 else 1.0})
    server.write(7290, {"b": 9.0})
    server.at(7300)
    assert server.said() == [("firing", "a", "warning"), ("resolved", "a", "warning"), ("firing", "b", "warning")]


def test_what_changes_too_often_is_told_once_an_hour(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Six changes are told; the next says that it changes often; the rest of the hour comes together."""
    only["too_high"] = rule()
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10, {"a": 1.0})
    for turn in range(10):
        server.at(60 + 60 * turn, {"a": 9.0})
        server.at(90 + 60 * turn, {"a": 1.0})
    assert (len(server.told()), "changes often" in server.told()[-1]["summary"]) == (7, True)
    server.at(4800)
    (rest,) = server.told()[7:]
    assert (rest["event"], {one["event"] for one in alerts(rest)}, len(alerts(rest))) == ("resolved", {"resolved"}, 7)


def test_a_silence_ends_and_what_fires_is_told(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Also where it is ended before its time; what came and went meanwhile is not told."""
    only["too_high"] = rule()
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10, {"a": 1.0, "b": 1.0})
    match = {"rule": ("too_*",), "host": ("a", "b")}
    until = moment(3600)
    silence = decisions.silence(warehouse, Silence(match, until, "ada", "we know"), server.clock)
    server.at(20, {"a": 9.0, "b": 9.0})
    server.at(60, {"a": 9.0, "b": 1.0})
    assert (server.said(), len(decisions.covered(warehouse, match, only))) == ([], 1)
    assert decisions.end_silence(warehouse, silence, "ada", server.clock)
    assert not decisions.end_silence(warehouse, silence, "ada", server.clock)
    server.telling.look()
    assert server.said() == [("firing", "a", "warning")]


def test_silences_say_what_is_wrong(warehouse: Warehouse) -> None:
    """One sentence for each mistake."""
    with pytest.raises(LongtailError, match="over before it begins"):
        decisions.silence(warehouse, Silence({"rule": ("x",)}, START, "ada", ""))
    with pytest.raises(LongtailError, match="needs labels"):
        decisions.silence(warehouse, Silence({}, START + timedelta(days=9999), "ada", ""))
    with pytest.raises(LongtailError, match="author is empty"):
        decisions.acknowledge(warehouse, "x", " ")
    assert not decisions.acknowledge(warehouse, "x", "ada")


def test_a_rule_that_fails_is_told_once(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """After a minute, once, and again when it works; a new process tells nothing anew."""
    only["too_high"] = rule()
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10, {"a": 1.0})
    run = server.alerting._runs["too_high"]
    run.problem, run.has_run = "There is no table.", True
    for seconds in (20, 60, 90, 200):
        server.clock.now = moment(seconds)
        server.telling.look()
    (told,) = server.told()
    assert (told["event"], told["severity"], "There is no table." in told["summary"]) == ("error", "error", True)
    server.crash()
    server.telling.look()
    assert len(server.told()) == 1
    server.alerting._runs["too_high"].has_run = True
    server.telling.look()
    assert [one["event"] for one in server.told()] == ["error", "resolved"]
    assert server.told()[1]["summary"] == "The rule too_high works again."


def test_the_end_of_a_rule_that_is_gone_is_told(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Nothing that was told to fire is left open."""
    only["too_high"] = rule()
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10, {"a": 1.0})
    server.at(20, {"a": 9.0})
    only.clear()
    server.crash()
    server.at(90)
    server.telling.look()
    assert server.said() == [("firing", "a", "warning"), ("resolved", "a", "warning")]
    assert "rule removed" in server.told()[1]["summary"]


def test_evidence_travels_with_an_alert(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """The top error with the head of its stack, three lines, who was hit, and links to the window."""
    query = (
        "select service, count(*) as value from logs where ts >= $from and ts < $to and level = 'ERROR' "
        "group by service"
    )
    only["errors"] = replace(
        rule("evidence: errors", "when: value > 3", "summary: {value} errors in {service}", query=query), name="errors"
    )
    server = Server(warehouse, settings(AT_ONCE, public_url="https://logs.example/"))
    server.at(10)
    stack = "\n".join(
        ["Traceback (most recent call last):", *[f'  File "a.py", line {n}, in f' for n in range(40)], "E"]
    )
    bug = {"error_type": "PayError", "error_message": "declined", "error_id": "e1", "stack_trace": stack}
    at = "2026-03-02 10:00:1{}"
    rows = [record(at.format(n), "app", level="ERROR", message=f"payment {n} failed", line=n, **bug) for n in range(5)]
    paid = {"method": "POST", "path": "/pay", "route": "/pay", "status": 500}
    rows += [
        record(at.format(n), "access", level="ERROR", user_id=f"u{n % 2}", file_id=2, line=n, **paid) for n in range(4)
    ]
    write(warehouse, rows)
    server.at(20)
    (told,) = server.told()
    assert told["summary"] == "9 errors in shop"
    assert (told["error_group"], told["users"], told["requests"]) == ("PayError: declined", 2, 4)
    assert (len(told["stack"].splitlines()), told["stack"].splitlines()[-1]) == (12, "E")
    assert (len(told["evidence"]), told["evidence"][0]["level"]) == (3, "ERROR")
    assert told["links"]["window"].startswith("https://logs.example/logs?from=2026-03-02T09")


def test_evidence_of_slow_requests_and_probes(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """The slowest requests of the route, and what the probe said."""
    slow = (
        "select route, max(duration_ms) as value from requests where ts >= $from and ts < $to and route is not null "
        "group by route"
    )
    down = "select probe, count(*) as value from probe_results where ts >= $from and ts < $to group by probe"
    only["slow"] = replace(rule("evidence: slow_requests", query=slow), name="slow")
    only["down"] = replace(rule("evidence: probe", "when: value > 0", query=down), name="down")
    server = Server(warehouse, settings(AT_ONCE))
    server.at(10)
    at = "2026-03-02 10:00:1{}"
    paid = {"method": "POST", "route": "/pay", "status": 200}
    write(
        warehouse,
        [record(at.format(n), "access", line=n, path=f"/pay/{n}", duration_ms=100.0 * n, **paid) for n in range(5)],
    )
    with warehouse.transaction() as cursor:
        cursor.execute(
            "insert into probe_results by name select $at::timestamp as ts, 'db' as probe, 'tcp' as kind, "
            "'' as target, 'unhealthy' as status, 'unhealthy' as state, 'It refuses.' as reason",
            {"at": at.format(5)},
        )
    server.at(20)
    found = {one["rule"]: [(line["level"], line["message"]) for line in one["evidence"]] for one in server.told()}
    assert [message for _, message in found["slow"]] == [f"POST /pay/{n} 200 {n}00 ms" for n in (4, 3, 2)]
    assert found["down"] == [("unhealthy", "It refuses.")]


def test_a_chart_goes_to_whom_it_can_be_shown(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Its values up to now by mail; none to a webhook, and none where the rule cannot be asked."""
    only["too_high"] = rule()
    mail = {"name": "mail", "kind": "email", "host": "127.0.0.1", "sender": "a@b.example", "to": "c@d.example"}
    chosen = settings({**AT_ONCE, "channels": ["ops", "mail"]})
    server = Server(warehouse, chosen.model_copy(update={"channel": (*chosen.channel, mail)}))
    server.at(10, {"a": 1.0})
    server.at(20, {"a": 9.0})
    (by_mail,), (by_hook,) = server.told("mail"), server.told()
    assert (by_mail["chart"]["values"][-1], len(by_mail["chart"]["values"]), "chart" in by_hook) == (9.0, 60, False)
    only["too_high"] = replace(only["too_high"], body="select host, value from nowhere")
    server.telling._alerting.rules["too_high"] = only["too_high"]  # type: ignore[union-attr] # it is connected
    server.write(30, {"a": 1.0})
    server.at(40)
    assert [("chart" in one, one["event"]) for one in server.told("mail")] == [(True, "firing"), (False, "resolved")]


def test_a_label_that_must_be_alike(warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """`equal` names what an inhibition needs; an alert never inhibits itself."""
    only["too_high"] = rule()
    inhibit = {"source": {"host": "a"}, "target": {}, "equal": ["team"]}
    server = Server(warehouse, settings(AT_ONCE, inhibit=(inhibit,)))
    server.at(10, {"a": 1.0, "b": 1.0})
    server.at(20, {"a": 9.0, "b": 9.0})
    assert server.said() == [("firing", "a", "warning")]
