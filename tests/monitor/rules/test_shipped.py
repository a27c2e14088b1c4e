"""The shipped rules: each has examples in which it fires and recovers, and they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.rules import finding
from monitor.rules.checking import check
from tests import warehouses

if TYPE_CHECKING:
    from pathlib import Path

_RULES = {rule.name: rule for rule in finding.read([finding.BUILT_IN])}


@pytest.mark.parametrize("name", sorted(_RULES))
def test_its_examples_hold(name: str) -> None:
    """It fires and is resolved in one of them, and says in a sentence what is wrong."""
    rule = _RULES[name]
    with warehouses.in_memory() as empty:
        assert check(empty, rule) == []
    happened = {one.fires for example in rule.examples for one in example.then}
    assert ({True, False}, True) == (happened, bool(rule.summary))


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
        ("-- given: nowhere at 00:00: value=1\n-- then: nothing", "gives rows of nowhere, which has no time"),
        ("-- given: samples at 00:00: valeu=1\n-- then: nothing", "cannot be run"),
        ("-- given: samples at 00:00: value=much\n-- then: nothing", "cannot be run"),
        ("-- then: nothing", "gives no rows"),
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
