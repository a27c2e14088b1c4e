"""The shipped rules: each has examples in which it fires and recovers, and they hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from monitor.rules import checking, finding
from monitor.rules.checking import check
from monitor.rules.question import Asking, Grid
from tests import warehouses

_RULES = {rule.name: rule for rule in finding.read([finding.BUILT_IN])}


@pytest.mark.parametrize("name", sorted(_RULES))
def test_its_examples_hold(name: str) -> None:
    """It fires and is resolved in one of them, and says in a sentence what is wrong."""
    rule = _RULES[name]
    with warehouses.in_memory() as empty:
        assert check(empty, rule) == []
    happened = {one.fires for example in rule.examples for one in example.then}
    # how far reading is behind now is no history: it cannot become better in an example
    assert ({True, False} if name != "reading_behind" else {True}, True) == (happened, bool(rule.summary))


@pytest.mark.parametrize("name", sorted(_RULES))
def test_many_moments_are_as_each_alone(name: str) -> None:
    """Over the rows of its examples, DuckDB gives for all moments at once what it gives for each alone."""
    rule = _RULES[name]
    with warehouses.in_memory() as empty:
        for example in rule.examples:
            moments = [moment for given in example.given for moment in given.times]
            last = max([*moments, *(one.at for one in example.then)])
            given = sorted({one.relation for one in example.given})
            asking = Asking(empty, rule, given=given, before=checking.tables(example.given))
            grid = Grid(last - 120 * timedelta(minutes=1), timedelta(minutes=1), 121)
            together = dict(asking.points(grid))
            for moment in Random(name).sample(sorted(together), 6):
                ((_, alone),) = asking.points(Grid(moment, grid.step, 1))
                assert sorted(map(repr, alone)) == sorted(map(repr, together[moment]))
            assert asking.joins


def test_the_document_tells_all() -> None:
    """The table in docs/alerts.md: each rule's name, title, condition and other names."""
    text = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text(encoding="utf-8")
    table = text.split("<!-- rules -->\n")[1].split("<!-- end -->")[0]
    rows = [
        f"| `{rule.name}` | {rule.title} | {finding.condition_told(rule)} | {', '.join(rule.also)} |"
        for rule in _RULES.values()
    ]
    assert table.splitlines() == rows


def test_conditions_are_read_by_people() -> None:
    """Large numbers have their unit, or commas between thousands; none is a power of ten."""
    told = {name: finding.condition_told(rule) for name, rule in _RULES.items()}
    assert ("value > 50 MB (warning)", "value > 100 (warning) or value > 1,000 (critical)") == (
        told["reading_behind"],
        told["high_celery_queue_length"],
    )
    assert [] == [one for one in told.values() if "e+" in one]


def test_names_are_told_once() -> None:
    """No two rules are known under one name."""
    names = [name.lower() for rule in _RULES.values() for name in (rule.name, *rule.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ("-- given: samples at 00:00: value=9\n-- then: nothing", "it fires at 00:00:30"),
        ("-- given: samples at 00:00: value=9\n-- then: fires at 00:05", "it fires not at 00:05:00"),
        ("-- given: samples at 00:00: value=1\n-- then: fires at 00:00:30", "nothing happens"),
        ("-- given: nowhere at 00:00: value=1\n-- then: nothing", "gives rows of nowhere at a time, which it has not"),
        ("-- given: samples: value=1\n-- then: nothing", "gives rows of samples without a time"),
        ("-- given: samples at 00:00: valeu=1\n-- then: nothing", "cannot be run"),
        ("-- given: samples at 00:00: value=much\n-- then: nothing", "cannot be run"),
        ("-- then: nothing", "gives no rows with a time"),
    ],
)
def test_an_example_that_does_not_hold_is_told(tmp_path: Path, example: str, problem: str) -> None:
    """With its line, and what happens instead."""
    text = "-- title: A\n-- when: value > 5\nselect max(value) as value from samples where ts >= $from and ts < $to\n"
    (tmp_path / "own.sql").write_text(f"{text}-- example: x\n{example}\n")
    (own,) = finding.read([tmp_path])
    with warehouses.in_memory() as empty:
        (found,) = check(empty, own)
    assert found.line == 4
    assert problem in found.sentence
