"""Plans: which column comes from which places of a record, for all shapes that one SELECT can read.

Shapes of one format share a plan: the union of their keys and candidates. A key that a record lacks is null everywhere.
If a shape would be read differently in the shared plan, or would make it large, it gets another plan. So the result for
a record does not depend on the other shapes in its plan. `select` writes a plan as SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.records.values.moments import is_part_of_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.formats.log_format import Format
    from ingest.records.plans.readings import Candidate, Reading

UNION_LIMIT = 128
"""The most keys of one plan; a further shape starts another plan."""
WIDE = 256
"""A record with more keys than this is not taken apart key by key."""
MAX_CANDIDATES = 8
"""The most candidates of a column in a shared plan. A shape that has more itself gets its own plan."""
MAX_PLANS = 24
"""The plans of one format after which plans become larger: not taken apart key by key, and with more candidates."""
LARGE = 2
"""The factor by which such plans are larger."""


@dataclass(slots=True)
class Plan:
    """The keys of the records of one format, and the candidates of each column."""

    format: Format | None
    settings: int = 0
    """The number of the `keys` settings of its streams."""
    is_wide: bool = False
    keys: list[str] = field(default_factory=list)
    """In an order that agrees with the order in each record; of a wide plan only those that a time may be made of."""
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    """By column; the first one is tried first."""
    is_quick: bool = True
    """Whether its rows are read by their common forms first (quick_sql.py)."""
    roles: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """What records must have in common to share the plan; see `Reading`."""

    @classmethod
    def of(cls, schema: Format | None, settings: int, wanted: Reading, plans: int) -> Plan:
        """A plan for a shape whose format already has this many plans."""
        return cls(schema, settings, plans >= MAX_PLANS or _is_wide(wanted))

    @property
    def beside(self) -> dict[tuple[str, str], str]:
        """The pointers of each `begin` and `end`, by role and by the pointer of the object that has them."""
        return {role: min(pointers) for role, pointers in self.roles.items()}

    def takes(self, wanted: Reading, plans: int) -> bool:
        """Whether this plan reads records of a shape as their own plan would, and stays small."""
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
        """Whether the keys of a record fit in, in their order."""
        known, own = set(self.keys), set(keys)
        return len(known | own) <= max(UNION_LIMIT, len(own)) and (
            [key for key in self.keys if key in own] == [key for key in keys if key in known]
        )

    def add(self, wanted: Reading) -> None:
        """Add a shape."""
        if self.is_wide:
            self.keys = list(dict.fromkeys([*self.keys, *filter(is_part_of_time, wanted.keys)]))
        else:
            self.keys = _together(self.keys, wanted.keys)
        self.roles.update(wanted.roles)
        for column, found in wanted.candidates.items():
            together = found | set(self.candidates.get(column, ()))
            self.candidates[column] = sorted(together, key=lambda item: item.rank)


def _together(known: list[str], keys: Sequence[str]) -> list[str]:
    """Both lists merged, with the order of each. Items in both lists must have the same order in both."""
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
