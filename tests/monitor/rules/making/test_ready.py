"""Ready questions: each is a rule that does what it says, whatever is typed into its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.errors import SettingsError
from monitor.rules import checking, rule
from monitor.rules.making import ready
from sql.search import SearchError
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.rules.making.ready import ReadyRule
    from sql.warehouse import Warehouse

_TYPED = {"source": "app", "probe": "shop", "sample": "load"}
_HOSTILE = 'x\'; select 1 -- "$from" [[service]]'


@pytest.fixture(scope="module")
def empty() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as target:
        yield target


@pytest.mark.parametrize("one", ready.all_ready(), ids=lambda one: one.name)
def test_each_does_what_it_says(one: ReadyRule, empty: Warehouse) -> None:
    """With its defaults its examples hold."""
    found = rule.parse(f"{one.text(_TYPED)}\n{one.examples}", one.name)
    assert ([], False) == (checking.check(empty, found), "[[" in one.text(_TYPED))


@pytest.mark.parametrize("one", ready.all_ready(), ids=lambda one: one.name)
def test_what_is_typed_is_a_value(one: ReadyRule, empty: Warehouse) -> None:
    """Whatever a text holds, it is neither SQL nor a header, and the rule can be asked."""
    typed = {gap.name: "1h" if gap.kind == "duration" else "3" for gap in one.gaps if not gap.choices}
    typed |= {
        gap.name: f"{_HOSTILE}\n-- when: value > 0"
        for gap in one.gaps
        if gap.kind in ("text", "service", "source", "route", "probe", "sample")
    }
    typed |= {gap.name: '"x\'; select 1" /a(b)?/' for gap in one.gaps if gap.kind == "search"}
    text = one.text(typed)
    head = text[: text.index("\nselect" if "\nselect" in text else "\nwith")]
    assert (1, []) == (head.count("\n-- when:"), checking.check(empty, rule.parse(text, one.name)))


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("error_rate", {"threshold": "much"}, "“Fires above” must be a number"),
        ("error_rate", {"threshold": "inf"}, "“Fires above” must be a number"),
        ("error_rate", {"window": "soon"}, "“Counted over” must be a duration"),
        ("error_rate", {"severity": "awful"}, "“Severity” must be one of info, warning"),
        ("probe_status", {}, "“Which probe” is empty"),
    ],
)
def test_what_is_wrong(name: str, typed: dict[str, str], sentence: str) -> None:
    """One sentence about the field."""
    question = ready.named(name)
    assert question is not None
    with pytest.raises(SettingsError, match=sentence):
        question.text(typed)


def test_a_search_that_is_none() -> None:
    """Is told as on the page Logs."""
    question = ready.named("count_of_a_search")
    assert question is not None
    with pytest.raises(SearchError):
        question.text({"search": "(a"})


def test_numbers_and_lines() -> None:
    """A percentage is written as a ratio, a gap that is empty takes its line away, a title says what it is about."""
    question = ready.named("error_rate")
    assert question is not None
    with_service, without = question.text({"threshold": "2.5", "service": "shop"}), question.text({})
    assert (True, True, False, True) == (
        "-- parameters: threshold = 0.025, window = 5m" in with_service,
        "    and service = 'shop'\n" in with_service,
        "and service" in without,
        with_service.startswith("-- title: Error rate: shop\n"),
    )
