"""The score of a change: nothing where nothing changed or little was seen, signed, larger with more evidence."""

from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reads import effect_size

COUNTS = st.integers(0, 5_000)
EXPOSURES = st.floats(1.0, 1e6)


@st.composite
def parts(draw: st.DrawFn) -> tuple[int, int]:
    """A part and its whole."""
    whole = draw(st.integers(1, 100_000))
    return draw(st.integers(0, whole)), whole


@given(parts(), parts())
def test_share_turns_its_sign(before: tuple[int, int], after: tuple[int, int]) -> None:
    """Swapped windows give the same score with the other sign."""
    assert effect_size.share(*before, *after) == pytest.approx(-effect_size.share(*after, *before), abs=1e-12)


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_rate_turns_its_sign(before: int, before_of: float, after: int, after_of: float) -> None:
    """Swapped windows give the same score with the other sign."""
    there, back = (
        effect_size.rate(before, before_of, after, after_of),
        effect_size.rate(after, after_of, before, before_of),
    )
    assert there == pytest.approx(-back, abs=1e-6)


@given(parts(), st.integers(1, 50))
def test_same_share_is_no_change(before: tuple[int, int], times: int) -> None:
    """The same share of a window many times as long is no change."""
    assert effect_size.share(*before, before[0] * times, before[1] * times) == 0


@given(COUNTS, EXPOSURES, st.integers(1, 50))
def test_same_rate_is_no_change(count: int, exposure: float, times: int) -> None:
    """The same rate in a window many times as long is no change."""
    assert effect_size.rate(count, exposure, count * times, exposure * times) == 0


@given(parts(), parts(), st.integers(2, 20))
def test_more_evidence_scores_higher(before: tuple[int, int], after: tuple[int, int], times: int) -> None:
    """The same shares seen in more events never score less."""
    few = effect_size.share(*before, *after)
    many = effect_size.share(*(count * times for count in (*before, *after)))
    assert (abs(many) >= abs(few) - 1e-9, few * many >= 0) == (True, True)


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES, st.integers(2, 20))
def test_more_occurrences_score_higher(before: int, before_of: float, after: int, after_of: float, times: int) -> None:
    """The same rates seen in more occurrences never score less."""
    few = effect_size.rate(before, before_of, after, after_of)
    many = effect_size.rate(before * times, before_of * times, after * times, after_of * times)
    assert (abs(many) >= abs(few) - 1e-6, few * many >= 0) == (True, True)


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_rate_stays_on_the_scale(before: int, before_of: float, after: int, after_of: float) -> None:
    """No effect is larger than π."""
    assert abs(effect_size.rate(before, before_of, after, after_of)) <= pi


@pytest.mark.parametrize("counts", [(0, 1, 1, 1), (0, 1000, 1, 1), (0, 3, 3, 3), (1, 40, 4, 40), (2, 1000, 9, 1000)])
def test_few_events_do_not_score(counts: tuple[int, int, int, int]) -> None:
    """A share of few events scores nothing, however far it moved."""
    assert effect_size.share(*counts) == 0


@pytest.mark.parametrize(("before", "after"), [(0, 1), (0, 5), (1, 8), (100, 130)])
def test_few_occurrences_do_not_score(before: int, after: int) -> None:
    """What chance can do in windows of one length scores nothing."""
    assert effect_size.rate(before, 3600, after, 3600) == 0


def test_chance_passes_as_seldom_as_it_says() -> None:
    """Of all that may happen to 40 occurrences that did not change, less than 1 in 370 scores."""
    outcomes, weight = [], 1.0
    for after in range(41):
        outcomes.append((weight / 2**40, effect_size.rate(40 - after, 1, after, 1)))
        weight = weight * (40 - after) / (after + 1)
    assert 0 < sum(likely for likely, score in outcomes if score) < 1 / 370


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        pytest.param(effect_size.rate(0, 1, 12, 1), effect_size.rate(0, 1, 400, 1), id="new, and new with more"),
        pytest.param(effect_size.rate(100, 1, 200, 1), effect_size.rate(100, 1, 900, 1), id="doubled, and ninefold"),
        pytest.param(effect_size.share(20, 1000, 60, 1000), effect_size.share(20, 1000, 610, 1000), id="3 %, and 61 %"),
        pytest.param(
            effect_size.latency(0, 30, 25, 30), effect_size.latency(0, 300, 250, 300), id="few requests, and many"
        ),
    ],
)
def test_larger_change_scores_higher(smaller: float, larger: float) -> None:
    """What people would call the larger change has the larger score, and both have one."""
    assert 0 < smaller < larger


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (5, 10, 0, 0), (0, 0, 0, 0)])
def test_nothing_to_compare_with(counts: tuple[int, int, int, int]) -> None:
    """A window that has nothing says nothing."""
    assert (effect_size.share(*counts), effect_size.rate(counts[0], counts[1], counts[2], counts[3])) == (0, 0)
