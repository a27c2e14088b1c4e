"""How a shape is read: which column comes from which places. Only the keys of the shape decide."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest.formats import field_names
from ingest.formats.guesses import guesses, is_in_words, role
from ingest.formats.wrapping import WRAPPER
from ingest.records.plans.key_settings import ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ingest.formats.field_names import Place
    from ingest.formats.log_format import Format, Record
    from ingest.records.plans.key_settings import KeysOfStream


GUESSED = 5
"""The first part of a guess's order: after all known names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a column may come from. `how` names the conversion if the column has several."""

    pointer: str
    how: str = ""
    order: tuple[int, ...] = (0,)
    why: str = field(default="", compare=False)
    """The reason, for people."""
    is_open: bool = False
    """Whether neither key nor format names the unit of a duration; other values may then correct `how`."""

    @property
    def is_guess(self) -> bool:
        """Whether its value must pass the guard of its column."""
        return self.order[0] == GUESSED

    @property
    def rank(self) -> tuple[tuple[int, ...], str, str]:
        """The sort key of candidates of a column; it is unique."""
        return self.order, self.pointer, self.how

    @property
    def is_flat(self) -> bool:
        """Whether the value is directly under a top-level key."""
        return "/" not in self.pointer[1:]

    @property
    def is_whole(self) -> bool:
        """Whether the top-level key has no other value."""
        return self.is_flat or self.pointer.endswith("/$date")

    @property
    def is_member(self) -> bool:
        """Whether the value is a member of a top-level object that is not the wrapper."""
        parents = self.pointer.split("/")[1:-1]
        return len(parents) == 1 and parents != [WRAPPER]


EXCEPTION_COLUMNS = ("error_type", "error_message", "stack_trace")
"""The columns of an exception."""
EXCEPTION, PLAIN, RICH = "exception", "plain", "rich"
"""The role of an exception that is an object or a list, and whether its members in the columns say all of it."""
_OF_OBJECTS = frozenset({"ts", "message", "level", *EXCEPTION_COLUMNS})
"""Columns that an object may fill."""
_NAMED = "a known name"
NOWHERE = "-"
"""No place: several places may decide the unit of a duration, and nothing says which."""
_OF_TIMES = re.compile(r"time|date|zone|tz|offset|epoch|unix|[mun]s|sec|nano|micro|milli|(?:^|_)s(?:econds?)?$")
"""Names of values that are part of a time: its zone, its date, the fraction of its second."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result for one shape."""

    keys: tuple[str, ...]
    """The top-level keys, each once."""
    candidates: Mapping[str, frozenset[Candidate]]
    roles: Mapping[tuple[str, str], frozenset[str]]
    """Places that a record has only once: begins, ends and durations in words, by the object that has them; spellings
    of a name that is part of a time; whether a "0" in a pointer is an element or a key; and whether an exception is
    plain."""


def reading(record: Record, schema: Format | None, told: KeysOfStream) -> Reading:
    """How records with the keys of `record` are read. The values do not matter.

    `told` has the `keys` settings of the stream.
    """
    candidates: defaultdict[str, set[Candidate]] = defaultdict(set)
    roles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    places = [place for place in _places(record, schema) if "\0" not in place.pointer]  # SQL cannot ask for such a key
    pointers = {place.pointer for place in places}
    for place in places:
        for kind, found in _roles(place, pointers):
            roles[kind].add(found)
        for column, candidate in _told(place, schema, told):
            candidates[column].add(candidate)
    inner = frozenset(_parent(place.pointer).removesuffix("/0") for place in places)
    free = [place for place in places if place.pointer not in told]
    for guess in guesses(free, inner, _found(candidates, inner, schema)):
        is_duration = guess.column == "duration_ms"
        how = (guess.unit or "ms") if is_duration else "guess"
        is_open = is_duration and not guess.is_told
        guessed = Candidate(guess.place.pointer, how, (GUESSED, *guess.order), guess.why, is_open)
        candidates[guess.column].add(guessed)
        roles["guess", ""].add(f"{guess.column} {guess.place.pointer}")
    roles["guess", ""].add("")
    for pointer, is_plain in _exceptions(record, candidates):
        roles[EXCEPTION, pointer].add(PLAIN if is_plain else RICH)
    _add_evidence(roles, (item.pointer for item in candidates.get("duration_ms", ()) if item.is_open))
    return Reading(
        tuple(record),
        {column: frozenset(found) for column, found in candidates.items()},
        {role: frozenset(found) for role, found in roles.items()},
    )


def _found(
    candidates: Mapping[str, Collection[Candidate]], inner: Collection[str], schema: Format | None
) -> frozenset[str]:
    """The columns without guesses: a value has a known name, or the format says that it never has this column."""
    known = {
        column
        for column, found in candidates.items()
        if any(item.how != "line" and (item.pointer not in inner or column in _OF_OBJECTS) for item in found)
    }
    return frozenset(known | (schema.silent if schema else set()))


def _told(place: Place, schema: Format | None, told: KeysOfStream) -> Iterator[tuple[str, Candidate]]:
    """The candidates at a place; the settings for it go before everything else."""
    if place.pointer not in told:
        yield from _candidates(place, schema)
    elif told[place.pointer].column != ATTRIBUTE:
        column, line = told[place.pointer].column, told[place.pointer].line
        yield column, _listed_candidate(column, place, schema, (-1,), f"the setting {line}")


def _places(record: Mapping[str, Any], schema: Format | None) -> Iterator[Place]:
    """Every place of a record, and the places that its format names inside its keys, which may be deeper."""
    seen = set()
    for place in field_names.places(record):
        seen.add(place.pointer)
        yield place
    for pointer in _listed(record, schema):
        if pointer not in seen:
            yield _place_of(pointer)


@cache
def _place_of(pointer: str) -> Place:
    """The place that a pointer means, as it would be found in a record."""
    record: Any = None
    for key in reversed(field_names.keys(pointer)):
        record = [record] if key == "0" else {key: record}
    places = [place for place in field_names.places(record) if place.pointer == pointer]
    return places[0] if places else field_names.Place(pointer, "", 0, field_names.DEPTH, field_names.top_key(pointer))


def _roles(place: Place, pointers: Collection[str]) -> Iterator[tuple[tuple[str, str], str]]:
    parent = _parent(place.pointer)
    part = role(place.pointer)
    if part:
        yield (part, parent), place.pointer
    if is_in_words(place):
        yield ("words", parent), place.pointer
    if not parent and _OF_TIMES.search(place.name):
        yield ("spelling", place.name), place.pointer
    if parent and place.pointer.endswith("/0"):
        yield ("zero", parent), "key"
    if parent.endswith("/0") and parent not in pointers:
        yield ("zero", _parent(parent)), "element"


def _exceptions(
    record: Mapping[str, Any], candidates: Mapping[str, Collection[Candidate]]
) -> Iterator[tuple[str, bool]]:
    """The places of exceptions with members, and whether each is plain: those in the columns say all.

    It has only a type, a message and a stack trace, one of each, and no column has another place.
    """
    told = {column: {item.pointer for item in candidates.get(column, ())} for column in EXCEPTION_COLUMNS}
    for pointer in {item.pointer for found in candidates.values() for item in found if item.how == "loose"}:
        value = _value_at(record, pointer)
        if not value:
            continue
        members = {f"{pointer}{field_names.pointer(key)}" for key in value} if isinstance(value, dict) else {""}
        is_flat = isinstance(value, dict) and not any(value.values())
        in_columns = [found - {pointer} for found in told.values()]
        is_plain = is_flat and all(len(found) <= 1 for found in in_columns) and set().union(*in_columns) == members
        yield pointer, is_plain


def _value_at(record: Mapping[str, Any], pointer: str) -> Any:
    """What stands at a place of a record without values; None where nothing does."""
    value: Any = record
    for key in field_names.keys(pointer):
        if isinstance(value, list):
            value = value[0] if key == "0" else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _add_evidence(roles: defaultdict[tuple[str, str], set[str]], durations: Iterable[str]) -> None:
    """Add what tells the unit of each duration that is open: what it stands beside, else the record's only one, if any.

    `between` is the parent of a begin and an end, `described` that of a duration in words.
    """
    ends = {parent for kind, parent in roles if kind == "end"}
    pairs = {parent for kind, parent in roles if kind == "begin"} & ends
    words = {parent for kind, parent in roles if kind == "words"}
    for pointer in durations:
        for kind, parents in (("between", pairs), ("described", words)):
            if parents:
                own = {_parent(pointer)} & parents
                roles[kind, pointer] = own or (parents if len(parents) == 1 else {NOWHERE})


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _listed(keys: Iterable[str], schema: Format | None) -> Iterator[str]:
    known = set(keys)
    for pointers in schema.paths.values() if schema else ():
        yield from (pointer for pointer in pointers if field_names.top_key(pointer) in known)


def _candidates(place: Place, schema: Format | None) -> Iterator[tuple[str, Candidate]]:
    silent = schema.silent if schema else frozenset()
    for column in (*field_names.NAMES, "duration_ms"):
        listed = schema.paths.get(column, ()) if schema else ()
        if place.pointer in listed:
            order = (0, listed.index(place.pointer))
            yield column, _listed_candidate(column, place, schema, order, "the format's place")
        elif column in silent:
            continue
        elif column == "duration_ms":
            if field_names.duration(place.name) is not None:
                unit, is_open = _unit(place, schema)
                worth = (1, place.containers, unit == "words", place.depth)
                yield column, Candidate(place.pointer, unit, worth, _NAMED, is_open)
        else:
            rank = field_names.rank(column, place.name)
            if rank is not None:
                yield column, Candidate(place.pointer, "", (1, place.containers, rank), _NAMED)
    yield from _loose_candidates(place, silent)


def _loose_candidates(place: Place, silent: frozenset[str]) -> Iterator[tuple[str, Candidate]]:
    """Candidates for exceptions in any form, request lines, and pairs of seconds and nanoseconds."""
    if place.name in field_names.EXCEPTION_NAMES:
        rank = field_names.EXCEPTION_NAMES.index(place.name)
        for column in EXCEPTION_COLUMNS:
            if column not in silent:
                yield column, Candidate(place.pointer, "loose", (2, place.containers, rank), _NAMED)
    if place.name in ("request", "request_line", "http_request", "http_request_line", "req"):
        for column in ("method", "path"):
            if column not in silent:
                yield column, Candidate(place.pointer, "line", (2, place.containers, 0), _NAMED)


def _listed_candidate(column: str, place: Place, schema: Format | None, order: tuple[int, ...], why: str) -> Candidate:
    """A place that the format or the settings name, whatever its key is called."""
    how, is_open = _unit(place, schema) if column == "duration_ms" else (_how(column, place, schema), False)
    return Candidate(place.pointer, how, order, why, is_open)


def _how(column: str, place: Place, schema: Format | None) -> str:
    if column == "stack_trace" and schema and schema.traces_in_text:
        return "traceback"
    if column == "ts" and schema and schema.time_format:
        return "given"
    if column in EXCEPTION_COLUMNS and place.name in field_names.EXCEPTION_NAMES:
        return "loose"
    return ""


def _unit(place: Place, schema: Format | None) -> tuple[str, bool]:
    """The unit of a duration, and whether it is open because nothing tells it."""
    if schema and place.pointer in schema.units:
        return schema.units[place.pointer], False
    if place.pointer in ("/event.duration", "/event/duration"):
        return "ns", False  # the Elastic Common Schema's, also where a record does not name it
    found = field_names.duration(place.name)
    if found and found.unit:
        return found.unit, not found.is_told
    return schema.duration_unit if schema else "ms", True
