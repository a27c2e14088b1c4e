"""What a rule's file says, and what is wrong with it, with file, line and remedy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings
from monitor.rules import condition, finding
from monitor.rules import rule as rules
from tests.monitor.rules import given

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = "-- title: A\n-- when: value > $limit\n-- parameters: limit = 5\n"
_QUERY = "select 1 as value"


def test_a_header_is_read() -> None:
    """Each key has its place, and durations are seconds."""
    text = (
        "-- title: High error rate\n-- severity: error\n-- labels: component=api, team=shop\n-- every: 1m\n-- for: 5m\n"
        "-- keep firing for: 2m\n-- cooldown: 1h\n-- looks back: 1d in hourly_stats, errors\n-- when: value >= $limit\n"
        "-- critical when: value >= 2 * ($limit + 1)\n-- recovers: value < $limit * 0.8 for 10m\n"
        "-- parameters: limit = 0.10, window = 5m, name = 'a b'\n-- no data: keep\n-- unit: ratio\n"
        "-- summary: {value} of {service}\n-- also: Other, HighErrorRate\n-- Free text stands anywhere.\n"
        "select service, 1 as value\n"
    )
    rule = rules.parse(text, "high_error_rate", Path("x.sql"))
    assert ("error", {"component": "api", "team": "shop"}) == (rule.severity, dict(rule.labels))
    assert ("hourly_stats", "errors") == rule.looks_back_in
    assert (60, 300, 120, 3600, 86400) == (rule.every, rule.pending, rule.keep_firing, rule.cooldown, rule.looks_back)
    assert ("value >= $limit", "critical") == (str(rule.when), rule.worse[0][0])
    assert rule.recovers is not None
    assert ("$limit * 0.8", 600) == (rule.recovers.side, rule.recovers.seconds)
    expected: Mapping[str, Any] = {"limit": 0.1, "window": timedelta(minutes=5), "name": "a b"}
    assert expected == dict(rule.parameters)
    assert ("keep", ("Other", "HighErrorRate"), "select service, 1 as value") == (rule.no_data, rule.also, rule.body)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-- title: A\n" + _QUERY, "`-- when:` line"),
        ("-- when: value > 1\n" + _QUERY, "`-- title:` line"),
        (
            _HEAD + "-- severty: error\n" + _QUERY,
            r"line 4: `severty` is no key of a rule's header: did you mean `severity`\?",
        ),
        (_HEAD + "-- severity: bad\n" + _QUERY, "line 4: `severity`: 'bad' is none of info, warning, error, critical"),
        (_HEAD + "-- for: soon\n" + _QUERY, "line 4: `for`: it must be a duration"),
        (_HEAD + "-- for: -5\n" + _QUERY, "line 4: `for`: it must be a duration"),
        (_HEAD + "-- no data: maybe\n" + _QUERY, "'maybe' is none of ok, alert, keep"),
        (_HEAD + "-- recovers: value < $limits\n" + _QUERY, r"\$limits is no parameter: did you mean \$limit\?"),
        (_HEAD + "-- critical when: value > 5 for 3m\n" + _QUERY, "`for` has a line of its own"),
        (_HEAD + "-- looks back: 1d in hourly_stat\n" + _QUERY, "did you mean hourly_stats"),
        (_HEAD + "-- looks back: long in logs\n" + _QUERY, "must be a duration"),
        (_HEAD + "-- labels: component\n" + _QUERY, "write `component=api, team=shop`"),
        (_HEAD + "-- title: B\n" + _QUERY, "line 4: `title` stands there twice"),
        (_HEAD, "there is no query"),
        (_HEAD + ";\n", "there is no query"),
        ("-- title: A\n-- when: val > 1\n" + _QUERY, "is no condition"),
        ("-- title: A\n-- when: value > \n" + _QUERY, "is no condition"),
        ("-- title: A\n-- when: value > (1\n" + _QUERY, "is no arithmetic"),
        ("-- title: A\n-- when: value > 1 2\n" + _QUERY, "is no arithmetic"),
        ("-- title: A\n-- when: value > 1; drop table logs\n" + _QUERY, "cannot stand there"),
        ("-- title: A\n-- when: value > (select 1)\n" + _QUERY, "cannot stand there"),
        ("-- title: A\n-- when: value > $a\n-- parameters: a = 'x'\n" + _QUERY, r"\$a is no number"),
        ("-- title: A\n-- when: value > 1\n-- parameters: from = 5\n" + _QUERY, "from is given to each query"),
        ("-- title: A\n-- when: value > 1\n-- parameters: window = 5\n" + _QUERY, "window must be a duration"),
        (_HEAD + _QUERY + "\n-- then: nothing\n", "line 5: `then` belongs to no example"),
        (_HEAD + _QUERY + "\n-- example: x\n-- given: logs\n", "line 6: 'logs' is wrong: write"),
        (_HEAD + _QUERY + "\n-- example: x\n-- then: explodes\n", "line 6: 'explodes' is wrong: write"),
        (
            _HEAD + _QUERY + "\n-- example: x\n-- given: logs from 00:00 to 23:00 every 0.001s: a=1\n",
            "more than 100,000 rows",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, sentence: str) -> None:
    """One sentence: the file, the line, what is wrong, and the remedy."""
    with pytest.raises(SettingsError, match=sentence) as error:
        rules.parse(text, "a", Path("rules/a.sql"))
    assert str(error.value).startswith("rules/a.sql")
    assert str(error.value).endswith((".", "?"))


@pytest.mark.parametrize("text", ["value > 1", "value <= -2.5", "value<>$a", "value != 3 * ($a - 1) / 2 for 2m 30s"])
def test_conditions(text: str) -> None:
    """What a condition may be; its opposite holds where it does not."""
    found = condition.parse(text)
    assert found.opposite.opposite.operator == found.operator
    assert found.seconds == (150 if "for" in text else 0)


def test_settings_change_rules(tmp_path: Path) -> None:
    """By name or by a name that people know, in the kinds that the rule has; what is misspelt is told."""
    (tmp_path / "own.sql").write_text(
        "-- title: Own\n-- when: value > $limit\n-- parameters: limit = 5\nselect 1 as value"
    )
    values = {"own": {"limit": 7, "for": "10m", "severity": "critical", "window": "1h", "labels": {"team": "x"}}}
    (own,) = [rule for rule in finding.all_rules(Settings(rules=(str(tmp_path),), rule=values)) if rule.name == "own"]
    assert (7.0, 600.0, "critical", timedelta(hours=1)) == (
        own.parameters["limit"],
        own.pending,
        own.severity,
        own.window,
    )
    assert own.digest != given.rule().digest
    known = {rule.name: rule for rule in finding.all_rules(Settings(rule={"HighErrorRate": {"enabled": False}}))}
    assert not known["high_error_rate"].enabled


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"hihg_error_rate": {}}, r"There is no rule 'hihg_error_rate': did you mean high_error_rate\?"),
        ({"high_error_rate": {"treshold": 1}}, r"treshold in \[rule.high_error_rate\] .*did you mean threshold\?"),
        ({"high_error_rate": {"threshold": "much"}}, "threshold is wrong: it must be a number"),
        ({"high_error_rate": {"threshold": True}}, "threshold is wrong: it must be a number"),
        ({"high_error_rate": {"window": "long"}}, "window is wrong: it must be a duration"),
        ({"high_error_rate": {"severity": "bad"}}, "severity has a value of the wrong kind"),
        ({"high_error_rate": {"for": "soon"}}, "for is wrong: it must be a duration"),
        ({"high_error_rate": {"recovers_for": "soon"}}, "recovers_for is wrong: it must be a duration"),
    ],
)
def test_a_wrong_setting_is_told(values: dict[str, dict[str, Any]], sentence: str) -> None:
    """A misspelt setting is an error."""
    with pytest.raises(SettingsError, match=sentence):
        finding.all_rules(Settings(rule=values))


def test_files_that_are_no_rules(tmp_path: Path) -> None:
    """A path without rules, two of one name, and what cannot be read."""
    with pytest.raises(SettingsError, match="There are no rules at"):
        finding.read([tmp_path / "none"])
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.sql").write_text("-- title: A\n-- when: value > 1\nselect 1 as value")
    with pytest.raises(SettingsError, match="have the same name"):
        finding.read([tmp_path])
    (tmp_path / "a" / "same.sql").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="it is not UTF-8 text"):
        finding.read([tmp_path / "a"])
