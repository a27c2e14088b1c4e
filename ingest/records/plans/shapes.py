"""Shapes: the keys of a record, also nested ones, with its format and the plan that reads it.

A shape depends only on its records, never on what was read before. Known shapes are kept, so that the next chunk of the
same logs costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.formats import detect, field_names, registry
from ingest.formats.text_registry import built_in
from ingest.records.json_text import load, load_value
from ingest.records.plans.plan import Plan
from ingest.records.plans.readings import reading
from ingest.records.repair.json_repair import repaired

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.formats.log_format import Condition, Format, Record
    from ingest.formats.text_registry import TextFormats
    from ingest.records.plans.key_settings import KeySettings
    from ingest.records.plans.readings import Reading

MOST_SHAPES, MOST_KEYS = 20_000, 500_000
"""The most shapes that are kept, and keys of all of them. Then all are forgotten: ids as keys make new ones always."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of one shape are read. `plan` is an index into `Shapes.plans`."""

    plan: int
    format: Format | None
    has_duplicates: bool
    inner: str | None = None
    """The key with a text that may be the record itself."""

    @property
    def is_expanded(self) -> bool:
        """Whether its lines are read one by one, because they may contain other records."""
        return self.has_duplicates or (self.format is not None and self.format.expand is not None)


class Shapes:
    """All shapes so far, with the user's `own` formats, the setting `keys`, and the formats of text lines.

    `is_kept` says that no shape may be forgotten.
    """

    def __init__(self, own: Sequence[Format], keys: KeySettings, texts: TextFormats | None = None) -> None:
        self.keys = keys
        self.texts = texts or built_in()
        self.plans: list[Plan] = []
        self.is_kept = False
        self.conditions: tuple[Condition, ...] = tuple(
            condition for schema in (*own, *registry()) for condition in schema.decided_by
        )
        self._own = tuple(own)
        self._shapes: list[Shape] = []
        self._keys = 0
        self._known: dict[tuple[object, ...], int] = {}

    def shape(self, number: int) -> Shape:
        """The shape with this number."""
        return self._shapes[number]

    def look_at(
        self, cursor: DuckDBPyConnection, line: str, keys_at: Mapping[str, Sequence[str]], settings: int
    ) -> int:
        """The number of the shape of `line`. `keys_at` are its keys, by the pointer of the object that has them.

        `settings` is the number of the `keys` settings of its stream.
        """
        record = readable(line)
        if record is None:
            record = _shallow(cursor, line, keys_at[""])
        schema = detect(record, self._own)
        keys = keys_at[""]
        has_duplicates = len(set(keys)) < len(keys)
        inner = schema.inner(record) if schema and schema.inner and not has_duplicates else None
        hollow = _hollow(keys_at)
        known = (field_names.skeleton(hollow), has_duplicates, inner, id(schema), settings)
        if known not in self._known:
            self._known[known] = len(self._shapes)
            self._keys += sum(map(len, keys_at.values()))
            plan = self._plan_for(schema, settings, reading(hollow, schema, self.keys.of(settings)))
            self._shapes.append(Shape(plan, schema, has_duplicates, inner))
        return self._known[known]

    def forget_if_many(self) -> bool:
        """Forget all shapes if there are very many; returns whether it did."""
        if self.is_kept or (len(self._shapes) < MOST_SHAPES and self._keys < MOST_KEYS):
            return False
        self._keys = 0
        self.plans.clear()
        self._shapes.clear()
        self._known.clear()
        return True

    def _plan_for(self, schema: Format | None, settings: int, wanted: Reading) -> int:
        plans = enumerate(self.plans)
        same = [index for index, plan in plans if plan.format is schema and plan.settings == settings]
        for index in same:
            if self.plans[index].takes(wanted, len(same)):
                break
        else:
            index = len(self.plans)
            self.plans.append(Plan.of(schema, settings, wanted, len(same)))
        self.plans[index].add(wanted)
        return index


def _hollow(keys_at: Mapping[str, Sequence[str]]) -> Record:
    """A record with these keys and no values."""

    def value(place: str, depth: int) -> Any:
        if depth < field_names.DEPTH:
            if keys_at.get(place):
                return filled(place, keys_at[place], depth)
            if keys_at.get(f"{place}/0"):
                return [filled(f"{place}/0", keys_at[f"{place}/0"], depth)]
        return None

    def filled(place: str, keys: Iterable[str], depth: int) -> Record:
        return {key: value(f"{place}{field_names.pointer(key)}", depth + 1) for key in keys}

    return filled("", keys_at[""], 0)


def _shallow(cursor: DuckDBPyConnection, line: str, keys: Iterable[str]) -> Record:
    """A record without its values, if Python cannot read it whole."""
    pointers = [field_names.pointer(key) for key in keys]
    row = cursor.execute("select json_extract($1, $2)", [line, pointers]).fetchone() or ([],)
    return {key: load_value(text) for key, text in zip(keys, row[0], strict=True)}


def readable(line: str) -> Record | None:
    """The object in a line, repaired if needed; None if DuckDB can read it and Python cannot."""
    found = load(line)
    mended = repaired(line) if found is None else None
    if mended:
        return load(mended.objects[0])
    value = load_value(line) if found is None else found
    return value if isinstance(value, dict) else None
