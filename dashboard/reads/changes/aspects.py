"""Aspects: the ways in which one thing may have changed. The strongest aspect makes the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING, Any

from dashboard.reads import effect_size
from dashboard.reads.changes.change import Change
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.reads.changes.change import Kind, Tone, Unit
    from dashboard.reads.changes.comparison import Shares

HALF = 0.5
"""The weight of harmless changes, and of those that are counted elsewhere too."""

HARM_LEVELS = ("ERROR", "CRITICAL")
_NOTABLE = 0.4
_NOUNS: Mapping[Kind, str] = {"status": "request", "version": "record", "attribute": "record"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that may have changed of something: how strongly, and how it reads."""

    measure: str
    unit: Unit
    before: float | None
    after: float | None
    score: float
    said: str
    harm: bool = True


def part_of_whole(counts: tuple[int, int], totals: tuple[int, int], noun: str, weight: float = 1.0) -> Aspect:
    """The share that something has of everything."""
    before, after = quotient(counts[0], totals[0]), quotient(counts[1], totals[1])
    score = effect_size.share(counts[0], totals[0], counts[1], totals[1]) * weight
    said = f"share of {noun} {numbers.percent(before)} → {numbers.percent(after)}"
    return Aspect(f"share of {noun}", "share", before, after, score, said, harm=False)


def quotient(part: int, whole: int) -> float | None:
    """The share, None of nothing."""
    return part / whole if whole else None


def strongest(  # noqa: PLR0913, PLR0917 (what is known of one thing)
    kind: Kind,
    name: str,
    key: Mapping[str, str | None],
    aspects: Sequence[Aspect],
    row: Mapping[str, Any],
    counts: tuple[int, int],
    noun: str,
) -> Change:
    """One change of something that may have changed in several ways: by the strongest, with the next one in words."""
    first, *others = sorted(aspects, key=lambda one: -abs(one.score))
    is_new, is_gone = turn(counts, first.score)
    also = [one.said for one in others if one.harm and abs(one.score) >= _NOTABLE * abs(first.score) > 0][:1]
    said = appeared(kind, counts, noun) if is_new or is_gone else ", ".join([first.said, *also])
    tone: Tone = ("worse" if first.score > 0 else "better") if first.harm else "different"
    return Change(
        kind=kind,
        name=name,
        key=key,
        measure=first.measure,
        unit=first.unit,
        before=first.before,
        after=first.after,
        n_before=counts[0],
        n_after=counts[1],
        score=first.score,
        tone="worse" if kind in {"host", "service"} and is_gone else tone,
        said=said,
        is_new=is_new,
        is_gone=is_gone,
        spark=tuple(row["spark"]),
    )


def turn(counts: tuple[int, int], score: float) -> tuple[bool, bool]:
    """Whether it is new, and whether it is gone."""
    return counts[0] == 0 and score > 0, counts[1] == 0 and score < 0


def appeared(kind: Kind, counts: tuple[int, int], noun: str) -> str:
    """The sentence for something new or gone, with its count."""
    if counts[0] == 0:
        return f"new, {amount(counts[1], noun)}"
    return f"{'silent' if kind in {'host', 'service'} else 'gone'}, {amount(counts[0], noun)} before"


def amount(number: int, noun: str) -> str:
    """A number with its noun: `1 record`, `12 records`."""
    return f"{numbers.count(number)} {noun}{'' if number == 1 else 's'}"


def scaled(one: Change, sample: Shares) -> Change:
    """What was counted in a sample, as an estimate for the whole."""
    if sample.is_everything:
        return one
    counts = (estimate(one.n_before, sample.before), estimate(one.n_after, sample.after))
    said = appeared(one.kind, counts, _NOUNS[one.kind]) if one.is_new or one.is_gone else one.said
    return replace(one, n_before=counts[0], n_after=counts[1], said=said, sampled=True)


def estimate(seen: int, share: float) -> int:
    """The estimated total: `seen` were found in a sample of this share."""
    return round(seen / share)


def times(before: float | None, after: float | None) -> float:
    """How many times one is the other, as a logarithm without a sign."""
    return abs(log(after / before)) if before and after else 0.0
