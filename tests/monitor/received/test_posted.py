"""Alerts as others post them: what is taken, and one sentence about what is wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from monitor.received import posted
from sql.errors import LongtailError
from tests.monitor.rules.given import START, moment


def _read(*alerts: Any) -> tuple[list[posted.Posted], str]:
    return posted.read(json.dumps(alerts).encode(), START)


def test_a_whole_alert() -> None:
    """Name, labels, annotations, times with nanoseconds, and the severity in our words."""
    (found,), problem = _read(
        {
            "labels": {"alertname": "DiskFull", "severity": "page", "service": "shop", "empty": ""},
            "annotations": {"summary": "It is full", "long": "x" * 9000},
            "startsAt": "2026-03-02T09:59:00.123456789Z",
            "endsAt": "2026-03-02T12:04:00+02:00",
            "generatorURL": "http://prometheus.example/graph",
        }
    )
    assert problem == ""
    assert (found.rule, found.labels, found.severity) == (
        "DiskFull",
        {"service": "shop", "severity": "page"},
        "critical",
    )
    assert (found.starts_at, found.ends_at) == (moment(-59.876544), moment(240))
    assert (found.annotations["summary"], len(found.annotations["long"])) == ("It is full", 8000)


@pytest.mark.parametrize(
    ("word", "severity"), [("Critical", "critical"), ("none", "info"), ("", "warning"), ("x", "warning")]
)
def test_severities(word: str, severity: str) -> None:
    """Words that people use; what nobody knows is a warning."""
    (found,), _ = _read({"labels": {"alertname": "A", "severity": word}})
    assert found.severity == severity


def test_what_has_no_times_lasts_five_minutes() -> None:
    """As Alertmanager's resolve_timeout; Go's zero time is no time, and the future does not begin yet."""
    zero = "0001-01-01T00:00:00Z"
    (first, second), _ = _read(
        {"labels": {"alertname": "A"}},
        {"labels": {"job": "b"}, "startsAt": "2099-01-01T00:00:00Z", "endsAt": zero},
    )
    assert (first.starts_at, first.ends_at, second.rule) == (START, START + timedelta(minutes=5), "alert")
    assert (second.starts_at, second.ends_at) == (first.starts_at, first.ends_at)


@pytest.mark.parametrize(
    ("alert", "sentence"),
    [
        ("x", "Alert 2 is wrong: it must be an object with labels."),
        ({"labels": {}}, "Alert 2 is wrong: it has no labels: give it at least an alertname."),
        ({"labels": {"a": 1}}, "its labels must be an object of texts"),
        ({"labels": {"a": "b"}, "annotations": []}, "its annotations must be an object of texts"),
        ({"labels": {"a": "b" * 1001}}, "the label a has 1,001 letters: at most 1,000 are taken"),
        ({"labels": {f"l{n}": "b" for n in range(65)}}, "it has 65 labels: at most 64 are taken"),
        ({"labels": {"a\n": "b", "\x07": "c"}}, "printable letters"),
        ({"labels": {"a": "b"}, "startsAt": "soon"}, "its startsAt is no time such as"),
        ({"labels": {"a": "b"}, "endsAt": 5}, "its endsAt is no time such as"),
        (
            {"labels": {"a": "b"}, "startsAt": "2026-03-02T10:00:00Z", "endsAt": "2026-03-02T09:00:00Z"},
            "its endsAt is before its startsAt",
        ),
    ],
)
def test_what_is_wrong_is_left_out_and_told(alert: Any, sentence: str) -> None:
    """With its place; the others are taken."""
    found, problem = _read({"labels": {"alertname": "fine"}}, alert)
    assert ([one.rule for one in found], sentence in problem) == (["fine"], True)


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[" * 100_000, b"\xff", b'"x"'])
def test_no_list_is_told(body: bytes) -> None:
    """Whatever it is."""
    with pytest.raises(LongtailError, match="no list of alerts"):
        posted.read(body, START)


def test_too_many_are_refused() -> None:
    """More than one request may have."""
    with pytest.raises(LongtailError, match="5,001 alerts: send at most 5,000"):
        _read(*[{"labels": {"alertname": "A"}}] * 5001)
