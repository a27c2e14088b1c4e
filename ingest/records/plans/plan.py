"""From shapes to plans: which column comes from which places of a record, for all shapes that one SELECT can read.

Shapes of one format share a plan: the union of their keys and candidates, since a key that a record lacks gives null
everywhere. A shape for which that would not hold, or that would make a plan large, gets another plan: nothing is left
out, and what a record becomes does not depend on the shapes its own is read with. `select` writes a plan as SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.formats.log_format import Format
    from ingest.records.plans.readings import Candidate, Reading

UNION_LIMIT = 128
"""Keys that one plan may read; a further shape starts another plan."""
WIDE = 256
"""A record with more keys than this is not taken apart key by key."""
MAX_CANDIDATES = 8
"""Places that shapes together may have a column tried at; a shape that has more by itself has a plan of its own."""
MAX_PLANS = 24
"""Plans of one format, beyond which plans grow larger: not taken apart key by key, and with more candidates."""
LARGE = 2
"""By how much."""


@dataclass(slots=True)
class Plan:
    """What is known about the records of one format: their keys, and the candidates of each column."""

    format: Format | None
    settings: int = 0
    """The number of what is set of the keys of its streams."""
    is_wide: bool = False
    keys: list[str] = field(default_factory=list)
    """In an order in which each record has its own."""
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    """By column, the one that is tried first in front."""
    roles: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """What records must agree on to share the plan, see `Reading`."""

    @classmethod
    def of(cls, schema: Format | None, settings: int, wanted: Reading, plans: int) -> Plan:
        """A plan for a shape, where there are so many plans of its format already."""
        return cls(schema, settings, plans >= MAX_PLANS or _is_wide(wanted))

    @property
    def beside(self) -> dict[tuple[str, str], str]:
        """Where a `begin` and an `end` stand, by role and the pointer of what they stand in."""
        return {role: min(pointers) for role, pointers in self.roles.items()}

    def takes(self, wanted: Reading, plans: int) -> bool:
        """Whether records of a shape become the same by this plan as by one of their own, and it stays small."""
        is_many = plans >= MAX_PLANS
        if self.is_wide != (is_many or _is_wide(wanted)):
            return False
        if not self.is_wide and not self._has_room(wanted.keys):
            return False
        if any(self.roles.get(role, pointers) != pointers for role, pointers in wanted.roles.items()):
            return False
        most = MAX_CANDIDATES * (LARGE if is_many else 1)
        return all(
            len(found | set(self.candidates.get(column, ()))) <= max(most, len(found))
            for column, found in wanted.candidates.items()
        )

    def _has_room(self, keys: Sequence[str]) -> bool:
        """Whether a record's keys fit in, in their order."""
        known, own = set(self.keys), set(keys)
        return len(known | own) <= max(UNION_LIMIT, len(own)) and (
            [key for key in self.keys if key in own] == [key for key in keys if key in known]
        )

    def add(self, wanted: Reading) -> None:
        """Take in a shape."""
        self.keys = _together(self.keys, wanted.keys)
        self.roles.update(wanted.roles)
        for column, found in wanted.candidates.items():
            together = found | set(self.candidates.get(column, ()))
            self.candidates[column] = sorted(together, key=lambda item: item.rank)


def _together(known: list[str], keys: Sequence[str]) -> list[str]:
    """Both lists as one, in which each has its order; what they share they have in the same order."""
    result = list(known)
    place = 0
    shared = set(known)
    for key in keys:
        if key in shared:
            place = result.index(key) + 1
        else:
            result.insert(place, key)
            place += 1
    return result


def _is_wide(wanted: Reading) -> bool:
    return len(wanted.keys) > WIDE or any("\0" in key for key in wanted.keys)
