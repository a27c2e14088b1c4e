"""The values of one series over the last while: the right ones, within the time there is, or none."""

from __future__ import annotations

from datetime import timedelta

from monitor.rules import lately
from monitor.rules.store import id_of
from tests import warehouses
from tests.monitor.rules.given import START, moment, rule, write_samples


def test_values_are_those_of_the_alert() -> None:
    """An hour of them at least, at moments of the rule, with gaps; those of its own labels only."""
    own = rule()
    with warehouses.in_memory() as warehouse:
        write_samples(warehouse, [(second, "a", second / 100) for second in range(3000, 3600, 10)])
        write_samples(warehouse, [(second, "b", 99.0) for second in range(0, 3600, 10)])
        found = lately.values(
            warehouse, own, id_of(own.name, (("host", "a"),)), (moment(3500), moment(3605)), seconds=60
        )
        nothing = lately.values(warehouse, own, "another", (moment(3500), moment(3600)), seconds=60)
    assert found is not None
    assert (found.step, found.start, len(found.values)) == (timedelta(minutes=1), START + timedelta(minutes=1), 60)
    assert (found.values[48], found.values[-1], nothing) == (None, 35.9, None)


def test_what_takes_too_long_or_fails_is_left_out() -> None:
    """People are told without it."""
    slow, broken = rule(), rule(query="select nothing as value from nowhere")
    with warehouses.in_memory() as warehouse:
        write_samples(warehouse, [(10, "a", 1.0)])
        span = moment(0), moment(60)
        assert lately.values(warehouse, slow, id_of(slow.name, (("host", "a"),)), span, seconds=0.0) is None
        assert lately.values(warehouse, broken, "x", span, seconds=60) is None
