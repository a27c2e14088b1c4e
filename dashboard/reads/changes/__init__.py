"""What changed between two windows: endpoints, errors, message patterns, hosts, services, levels, attributes.

`find` asks the questions of `comparison` and makes a ranked list of `Change` of the answers. Pages, the API and reports
call it with whatever answers questions (a cache, a warehouse). Nothing here knows Streamlit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.reads.changes.aspects import times
from dashboard.reads.changes.change import KINDS, Change, Kind, written
from dashboard.reads.changes.comparison import (
    SAMPLE,
    Ask,
    Comparison,
    Shares,
    attributes,
    errors,
    keys,
    patterns,
    questions,
    shares,
    sizes,
    split,
    statuses,
)
from dashboard.reads.changes.events import find_attributes, find_errors, find_patterns
from dashboard.reads.changes.parts import find_endpoints, find_levels, find_places, find_statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "KINDS",
    "SAMPLE",
    "Ask",
    "Change",
    "Comparison",
    "Kind",
    "Shares",
    "attributes",
    "errors",
    "find",
    "keys",
    "patterns",
    "questions",
    "ranked",
    "shares",
    "sizes",
    "split",
    "statuses",
    "written",
]

_NEXT_OF_A_KIND = 0.5


def find(ask: Ask, comparison: Comparison, kinds: Iterable[Kind] = KINDS) -> list[Change]:
    """What changed beyond chance, ranked; see `ranked` and `effect_size`."""
    wanted = tuple(kinds)
    found: list[Change] = []
    for kind in wanted:
        if kind == "version" and "attribute" in wanted:
            continue
        found += _FINDERS[kind](ask, comparison)
    return ranked(change for change in found if change.kind in wanted)


def ranked(changes: Iterable[Change]) -> list[Change]:
    """Those with a score, largest first; each further one of a kind counts for less beside the others.

    Else one cause would fill the list from one side: thirty endpoints before the exception that slowed them.
    """
    largest = sorted((one for one in changes if one.score), key=_order)
    before: dict[str, int] = {}
    placed = []
    for place, one in enumerate(largest):
        nth = before[one.kind] = before.get(one.kind, -1) + 1
        placed.append((-abs(one.score) / (1 + _NEXT_OF_A_KIND * nth), place, one))
    return [one for *_, one in sorted(placed, key=lambda item: item[:2])]


def _order(one: Change) -> tuple[float, bool, float, str]:
    """By score; among equals what is new first, then by how many times more or less it became."""
    return (-round(abs(one.score), 6), not one.is_new, -times(one.before, one.after), one.sentence)


_FINDERS: Mapping[Kind, Callable[[Ask, Comparison], list[Change]]] = {
    "endpoint": find_endpoints,
    "error": find_errors,
    "pattern": find_patterns,
    "host": find_places("host"),
    "service": find_places("service"),
    "level": find_levels,
    "status": find_statuses,
    "version": find_attributes,
    "attribute": find_attributes,
}
