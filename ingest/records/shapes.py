"""What each shape (a record's list of top-level keys) is: its format, and the plan that reads it.

Shapes are told by the hash of their keys, which DuckDB computes; a few of their lines are looked at here. What was
learnt is kept for as long as the process reads, so that the next chunk of the same logs costs nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.formats import detect, registry
from ingest.records.plans import Plan
from ingest.records.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.formats.log_format import Condition, Format, Record

UNION_LIMIT = 128
"""Keys that one plan may read; a further shape starts another plan."""
WIDE = 256
"""A record with more keys than this is not taken apart key by key."""
MAX_PLANS = 24
"""Plans of one format, after which new shapes are read as wide ones."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of one shape are read. `plan` is an index into `Shapes.plans`."""

    plan: int
    format: Format | None
    has_duplicates: bool
    inner: str | None = None
    """The key whose text may be the record itself."""

    @property
    def is_expanded(self) -> bool:
        """Whether its lines are looked at one by one, because they may hold other records."""
        return self.has_duplicates or (self.format is not None and self.format.expand is not None)


class Shapes:
    """All shapes seen so far."""

    def __init__(self, own: Sequence[Format] = ()) -> None:
        self.plans: list[Plan] = []
        self._own = tuple(own)
        self._known: dict[int, Shape] = {}

    def look_at(self, shape_hash: int, lines: Sequence[str], keys: Sequence[str]) -> Shape:
        """The shape with this hash, learning from some of its `lines`; `keys` are its top-level keys."""
        records = [record for line in lines if (record := readable(line)) is not None]
        shape = self._known.get(shape_hash)
        if shape is None:
            schema = detect(records[0], self._own) if records else None
            unique = list(dict.fromkeys(keys))
            has_duplicates = len(unique) < len(keys)
            inner = schema.inner(records[0]) if schema and schema.inner and not has_duplicates else None
            shape = Shape(self._plan_for(schema, unique), schema, has_duplicates, inner)
            self._known[shape_hash] = shape
        self.plans[shape.plan].learn(keys, records)
        return shape

    def shape(self, shape_hash: int) -> Shape:
        """The shape with this hash, which was looked at before."""
        return self._known[shape_hash]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What tells records apart beside their keys."""
        return tuple(condition for schema in (*self._own, *registry()) for condition in schema.decided_by)

    def _plan_for(self, schema: Format | None, keys: list[str]) -> int:
        is_wide = len(keys) > WIDE or any("\0" in key for key in keys)
        same = [index for index, plan in enumerate(self.plans) if plan.format is schema]
        if len(same) >= MAX_PLANS:
            is_wide = True
        for index in same:
            plan = self.plans[index]
            if plan.is_wide == is_wide and (is_wide or len(plan.keys.keys() | set(keys)) <= UNION_LIMIT):
                return index
        self.plans.append(Plan(schema, is_wide))
        return len(self.plans) - 1


def readable(line: str) -> Record | None:
    """A line's object, also where it is repaired first; or None where Python cannot read what DuckDB can."""
    found = load(line)
    mended = repaired(line) if found is None else None
    return load(mended.objects[0]) if mended else found


def load(line: str) -> Record | None:
    """A line's object as it stands; None where Python cannot read it."""
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
