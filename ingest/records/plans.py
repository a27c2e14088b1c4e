"""From shapes to plans: which column comes from which places of a record.

A shape is a record's list of top-level keys. Shapes of one format share a plan: the union of their keys, since a key
that a record lacks gives null everywhere; `select` writes it as SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.formats import field_names
from ingest.formats.wrapping import WRAPPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ingest.formats.field_names import Place
    from ingest.formats.log_format import Format


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a column may come from. `how` names the conversion where the column has several."""

    pointer: str
    how: str = ""
    order: tuple[int, ...] = (0,)

    @property
    def is_flat(self) -> bool:
        """Whether the value is a top-level key of its own."""
        return "/" not in self.pointer[1:]

    @property
    def is_whole(self) -> bool:
        """Whether the top-level key holds nothing but this value."""
        return self.is_flat or self.pointer.endswith("/$date")

    @property
    def is_member(self) -> bool:
        """Whether the value is a member of a top-level object that the log itself wrote."""
        parents = self.pointer.split("/")[1:-1]
        return len(parents) == 1 and parents != [WRAPPER]


EXCEPTION_COLUMNS = ("error_type", "error_message", "stack_trace")
"""What an exception tells."""
_MOST_PLACES = 10_000
"""Places remembered as taken in; records whose keys are ids have new ones for ever."""


@dataclass(slots=True)
class Plan:
    """What is known about the records of one format: their keys, and the candidates of each column."""

    format: Format | None
    is_wide: bool = False
    keys: dict[str, None] = field(default_factory=dict)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    beside: dict[tuple[str, str], str] = field(default_factory=dict)
    """Where a `begin` and an `end` stand, by role and the pointer of what they stand in."""
    places: set[Place] = field(default_factory=set)
    skeletons: set[field_names.Skeleton] = field(default_factory=set)
    """Records that were taken in: their keys, and those within. Most records of a log have one that is known."""
    version: int = 0
    """Rises whenever the plan learns something."""

    def learn(self, keys: Iterable[str], records: Iterable[Mapping[str, Any]]) -> None:
        """Take in a shape's keys, and the places seen in some of its records."""
        for key in keys:
            if key not in self.keys:
                self.keys[key] = None
                self.version += 1
                self._take(field_names.Place(field_names.pointer(key), field_names.normal(key), 0, 1, key))
                for pointer in self._listed(key):
                    self._take(field_names.Place(pointer, "", 0, 1, key))
        for record in records:
            skeleton = field_names.skeleton(record)
            if skeleton not in self.skeletons:
                self._remember(skeleton)
                for place in field_names.places(record):
                    self._take(place)

    def _remember(self, skeleton: field_names.Skeleton) -> None:
        if len(self.skeletons) >= _MOST_PLACES:
            self.skeletons.clear()
        self.skeletons.add(skeleton)

    def _listed(self, key: str) -> Iterator[str]:
        """The format's own places within a top-level key, seen or not yet."""
        if self.format:
            for pointers in self.format.paths.values():
                yield from (pointer for pointer in pointers if field_names.top_key(pointer) == key)

    def _take(self, place: Place) -> None:
        if place in self.places:
            return
        if len(self.places) >= _MOST_PLACES:
            self.places.clear()
        self.places.add(place)
        role = field_names.role(place.pointer)
        parent = place.pointer.rpartition("/")[0]
        if role and (role, parent) not in self.beside:
            self.beside[role, parent] = place.pointer
            self.version += 1
        for column, candidate in _candidates(place, self.format):
            known = self.candidates.setdefault(column, [])
            if all(item.pointer != candidate.pointer or item.how != candidate.how for item in known):
                known.append(candidate)
                known.sort(key=lambda item: item.order)
                self.version += 1


def _candidates(place: Place, schema: Format | None) -> Iterator[tuple[str, Candidate]]:
    silent = schema.silent if schema else frozenset()
    for column in (*field_names.NAMES, "duration_ms"):
        listed = schema.paths.get(column, ()) if schema else ()
        if place.pointer in listed:
            order = (0, listed.index(place.pointer))
            yield column, Candidate(place.pointer, _how(column, place, schema), order)
        elif column in silent:
            continue
        elif column == "duration_ms":
            if field_names.duration(place.name) is not None:
                unit = _unit(place, schema)
                yield column, Candidate(place.pointer, unit, (1, place.containers, unit == "words", place.depth))
        else:
            rank = field_names.rank(column, place.name)
            if rank is not None:
                yield column, Candidate(place.pointer, "", (1, place.containers, rank))
    yield from _loose_candidates(place, silent)


def _loose_candidates(place: Place, silent: frozenset[str]) -> Iterator[tuple[str, Candidate]]:
    """Keys that may hold an exception in any form, request lines, and pairs of seconds and nanoseconds."""
    if place.name in field_names.EXCEPTION_NAMES:
        rank = field_names.EXCEPTION_NAMES.index(place.name)
        for column in EXCEPTION_COLUMNS:
            if column not in silent:
                yield column, Candidate(place.pointer, "loose", (2, place.containers, rank))
    if place.name in ("request", "request_line", "http_request", "http_request_line", "req"):
        for column in ("method", "path"):
            if column not in silent:
                yield column, Candidate(place.pointer, "line", (2, place.containers, 0))


def _how(column: str, place: Place, schema: Format | None) -> str:
    if column == "duration_ms":
        return _unit(place, schema)
    if column == "stack_trace" and schema and schema.traces_in_text:
        return "traceback"
    if column == "ts" and schema and schema.time_format:
        return "given"
    if column in EXCEPTION_COLUMNS and place.name in field_names.EXCEPTION_NAMES:
        return "loose"
    return ""


def _unit(place: Place, schema: Format | None) -> str:
    if schema and place.pointer in schema.units:
        return schema.units[place.pointer]
    if place.pointer in ("/event.duration", "/event/duration"):
        return "ns"  # the Elastic Common Schema's, also where a record does not name it
    found = field_names.duration(place.name)
    if found and found.unit:
        return found.unit
    return schema.duration_unit if schema else "ms"
