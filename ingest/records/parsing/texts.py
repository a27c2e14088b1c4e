"""Turns entries into texts: one JSON object for each record, with its place in the file and the plan that reads it.

Most entries are such a text and stay where they are in the block. The others are unwrapped, expanded or rejected. The
texts that come out are handled in the same way, until every text is a plain record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.formats.wrapping import splice
from ingest.records import distinct
from ingest.records.json_text import NOT_JSON, load
from ingest.records.parsing import container_prefix, text_inside, text_lines, text_records
from ingest.records.parsing.unwrapping import Repair, Unwrapped, unwrap
from ingest.records.repair.encodings import DAMAGED, UTF8, read
from ingest.records.repair.json_repair import repaired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.formats.log_format import Record
    from ingest.records.parsing.container_prefix import Opened
    from ingest.records.parsing.lines import Entries
    from ingest.records.plans.shapes import Shape, Shapes
    from ingest.records.plans.skeletons import Skeletons

MAX_ROUNDS = 5
"""The most wrappers around each other that are opened."""


@dataclass(slots=True)
class Texts:
    """The records of a block: parallel arrays, in the order of the file."""

    line: pa.Array
    entry: NDArray[np.int64]
    record_index: NDArray[np.int32]
    plan: NDArray[np.int32]
    """-1 if the text is not a record."""
    rejected: dict[int, str] = field(default_factory=dict)
    """The reason of each invalid entry."""
    repairs: dict[int, Repair] = field(default_factory=dict)
    """The repair of each entry that was not valid JSON."""


@dataclass(slots=True)
class _Derived:
    """Texts that were found inside entries, in any order."""

    lines: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    orders: list[tuple[int, ...]] = field(default_factory=list)
    plans: list[int] = field(default_factory=list)
    repairs: dict[int, Repair] = field(default_factory=dict)
    """The repairs of entries, in this round or before."""

    def add(self, line: str, entry: int, order: tuple[int, ...], plan: int = -1) -> None:
        self.lines.append(line)
        self.entries.append(entry)
        self.orders.append(order)
        self.plans.append(plan)


@dataclass(frozen=True, slots=True)
class _Opened:
    """Texts that were found inside lines, one for each line, with their plans."""

    positions: NDArray[np.int64]
    line: pa.Array
    plan: NDArray[np.int32]

    @classmethod
    def together(cls, parts: Sequence[_Opened]) -> _Opened:
        filled = [part for part in parts if len(part.positions)]
        if len(filled) == 1:
            return filled[0]
        return cls(
            np.concatenate([part.positions for part in parts]),
            pa.concat_arrays([part.line for part in parts]),
            np.concatenate([part.plan for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class _Plans:
    """Finds the plans of lines. `settings` has for each entry the number of the `keys` settings of its stream."""

    cursor: DuckDBPyConnection
    skeletons: Skeletons
    settings: NDArray[np.int64]

    @classmethod
    def of(cls, cursor: DuckDBPyConnection, entries: Entries, skeletons: Skeletons) -> _Plans:
        numbers = [skeletons.shapes.keys.number(source) for source in entries.sources]
        return cls(cursor, skeletons, np.array(numbers, np.int64)[entries.chunk_index])

    def of_lines(
        self, line: pa.Array, entry: NDArray[np.int64], refused: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The plan of each line, and the number of its shape; -1 if it has none. `entry` says where a line comes from.

        Lines in `refused` have none.
        """
        return self._of_shapes(self.skeletons.tell(self.cursor, line, self.settings[entry], refused))

    def of_opened(self, opened: Opened) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The same for texts found in entries."""
        if opened.alike is None:
            return self.of_lines(opened.line, opened.positions)
        settings = self.settings[opened.positions]
        return self._of_shapes(self.skeletons.tell_alike(self.cursor, opened.line, settings, opened.alike))

    def _of_shapes(self, found: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        plan_of = np.full(max(found.max(initial=-1), 0) + 2, -1, np.int32)
        for number in distinct.numbers(found):
            if number >= 0:
                plan_of[number] = self.skeletons.shapes.shape(number).plan
        return plan_of[found], found


def texts(cursor: DuckDBPyConnection, entries: Entries, skeletons: Skeletons) -> Texts:
    """Every record in `entries`."""
    line = entries.text()
    plans = _Plans.of(cursor, entries, skeletons)
    plan, found = plans.of_lines(line, np.arange(len(entries)), entries.end_in_comma())
    plan[entries.is_filler] = -1
    result = Texts(line, np.arange(len(entries)), np.zeros(len(entries), np.int32), plan)
    waiting, finished = _Derived(repairs=result.repairs), _Derived()
    odd = np.flatnonzero((found < 0) & ~entries.is_filler & ~_is_blank(entries))
    shapes = skeletons.shapes
    expanded = _expanded(shapes, found)
    expanded = expanded[~entries.is_filler[expanded]]
    opened, done = _opened(plans, line, odd, expanded, found)
    plan[opened.positions] = -1
    refused: dict[int, Unwrapped] = {}
    for index in odd[~done[odd]].tolist():
        unwrapped = unwrap(entries.raw(index))
        if unwrapped.reason is not None:
            refused[index] = unwrapped
        if unwrapped.repair is not None:
            result.repairs[index] = unwrapped.repair
        for order, payload in enumerate(unwrapped.objects):
            waiting.add(payload, index, (order,))
    _read_as_text(plans, entries, refused, waiting, result.rejected)
    for index in expanded[~done[expanded]].tolist():
        text = entries.raw(index).decode()
        if not _expand(shapes.shape(int(found[index])), text, index, (0,), waiting):
            plan[index] = -1
    for _ in range(MAX_ROUNDS):
        if not waiting.lines:
            break
        waiting = _round(plans, waiting, finished, result.rejected)
    for index in range(len(waiting.lines)):
        result.rejected[waiting.entries[index]] = "wrapped too deeply"
    is_unlike = np.zeros(len(entries), np.bool_)
    is_unlike[odd] = True
    return _with_inner_texts(plans, _merged(result, finished, opened), is_unlike)


def _with_inner_texts(plans: _Plans, found: Texts, is_unlike: NDArray[np.bool_]) -> Texts:
    """The same records; of those that hold the text line of a program, the record is the one in that line.

    `is_unlike` marks the entries that are not JSON by themselves.
    """
    shapes = plans.skeletons.shapes
    inside = text_inside.opened(
        plans.cursor, found.line, text_inside.candidates(found.line, found.plan, is_unlike[found.entry], shapes), shapes
    )
    if not len(inside.positions):
        return found
    plan, hashes = plans.of_lines(inside.line, found.entry[inside.positions])
    is_plain = np.array([item >= 0 and not shapes.shape(item).is_expanded for item in hashes.tolist()])
    if not is_plain.any():
        return found
    inside = inside.where(is_plain)
    places = np.arange(len(found.line))
    places[inside.positions] = len(found.line) + np.arange(len(inside.positions))
    plan_of = found.plan.copy()
    plan_of[inside.positions] = plan[is_plain]
    line = pa.concat_arrays([found.line, inside.line]).take(pa.array(places))
    return replace(found, line=line, plan=plan_of)


def _read_as_text(
    plans: _Plans, entries: Entries, refused: Mapping[int, Unwrapped], waiting: _Derived, rejected: dict[int, str]
) -> None:
    """Add the entries that are no JSON but have a text format to `waiting`, the others to `rejected`."""
    if not refused:
        return
    texts = [read(entries.raw(index)) for index in refused]
    lines = pa.array([text.text if text else "" for text in texts], pa.large_string())
    positions = np.arange(len(texts))
    found = text_records.opened(
        plans.cursor, lines, positions[~text_lines.of_runtime(lines)], plans.skeletons.shapes.texts
    )
    record_of = dict(zip(found.positions.tolist(), found.line.to_pylist(), strict=True))
    for number, (index, unwrapped) in enumerate(refused.items()):
        if number not in record_of:
            rejected[index] = unwrapped.reason or NOT_JSON
            continue
        waiting.add(record_of[number], index, (0,))
        text = texts[number]
        if text is not None and text.encoding != UTF8:
            waiting.repairs[index] = Repair((text.encoding,), None if text.encoding == DAMAGED else text.text)


def _opened(
    plans: _Plans,
    line: pa.Array,
    odd: NDArray[np.int64],
    expanded: NDArray[np.int64],
    found: NDArray[np.int64],
) -> tuple[_Opened, NDArray[np.bool_]]:
    """The lines that can be opened together and contain a plain record, and which lines are finished by that."""
    done = np.zeros(len(line), np.bool_)
    is_of_runtime, may_hold_object = text_lines.wrapped(line, odd)
    shapes = plans.skeletons.shapes
    parts = [
        container_prefix.cri(plans.cursor, line, _of_one_line(line, odd[is_of_runtime])),
        text_records.opened(plans.cursor, line, odd[~is_of_runtime & ~may_hold_object], shapes.texts),
    ]
    inner_of = {item: shapes.shape(item).inner for item in distinct.numbers(found[expanded])}
    for key in sorted({inner for inner in inner_of.values() if inner}):
        of_key = [item for item, inner in inner_of.items() if inner == key]
        parts.append(
            container_prefix.inner(
                plans.cursor, line, expanded[np.isin(found[expanded], np.array(of_key, np.int64))], key
            )
        )
    results = []
    for part in parts:
        itself = np.asarray(part.line.is_null())
        done[part.positions[itself]] = True
        within = part.where(~itself)
        plan, hashes = plans.of_opened(within)
        further = [item for item in distinct.numbers(hashes) if item < 0 or shapes.shape(item).is_expanded]
        is_record = ~np.isin(hashes, np.array(further, np.int64))
        records = within.where(is_record)
        done[records.positions] = True
        results.append(_Opened(records.positions, records.line, plan[is_record]))
    return _Opened.together(results), done


def unlike_json(entries: Entries) -> NDArray[np.int64]:
    """The entries that are neither an object, nor hold one, nor come from a container runtime."""
    others = np.flatnonzero((entries.first_bytes() != ord("{")) & ~entries.is_filler)
    is_of_runtime, may_hold_object = text_lines.wrapped(entries.text(), others)
    return others[~is_of_runtime & ~may_hold_object]


def _of_one_line(line: pa.Array, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the lines of container runtimes those that were not joined with others."""
    is_joined: NDArray[np.bool_] = np.asarray(pc.match_substring_regex(line.take(pa.array(positions)), r"\n."))
    return positions[~is_joined]


def _is_blank(entries: Entries) -> NDArray[np.bool_]:
    """Which entries are empty lines; a record of several lines may end in one."""
    is_blank: NDArray[np.bool_] = (entries.first_bytes() == ord("\n")) & (entries.last_bytes() == ord("\n"))
    return is_blank


def _expanded(shapes: Shapes, found: NDArray[np.int64]) -> NDArray[np.int64]:
    wanted = [item for item in distinct.numbers(found) if item >= 0 and shapes.shape(item).is_expanded]
    return np.flatnonzero(np.isin(found, np.array(wanted, np.int64))) if wanted else np.zeros(0, np.int64)


def _expand(shape: Shape, text: str, entry: int, order: tuple[int, ...], waiting: _Derived) -> bool:
    """Add the records inside `text` to `waiting`; returns True if `text` is itself the record."""
    whole = load(text)
    if whole is None:
        return _mend(text, entry, order, waiting)
    if shape.has_duplicates:
        waiting.add(dumped(without_duplicates(text)), entry, order)
        return False
    records = _inside(shape, whole)
    if records is None and shape.inner:
        records = _mended(whole, shape.inner, text, entry, waiting)
    if records is None:
        return True
    for index, record in enumerate(records):
        waiting.add(record if isinstance(record, str) else dumped(record), entry, (*order, index))
    return False


def _inside(shape: Shape, whole: Record) -> list[Record | str] | None:
    """The records in one that only wraps them; None for one that is itself the record, or is not as its format says."""
    expand = shape.format.expand if shape.format else None
    try:
        return expand(whole) if expand else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _mend(text: str, entry: int, order: tuple[int, ...], waiting: _Derived) -> bool:
    """Repair an object that only DuckDB can read, and add it to `waiting`; returns True if it stays as it is."""
    mended = repaired(text)
    if mended is None or mended.objects == [text]:
        return True
    waiting.repairs[entry] = Repair(mended.done, text)
    waiting.add(mended.objects[0], entry, order)
    return False


def _mended(whole: Record, key: str, text: str, entry: int, waiting: _Derived) -> list[Record | str] | None:
    """The objects in a text under `key` that is nearly JSON, with the rest of the record as their wrapper."""
    inner = whole.get(key)
    mended = repaired(inner.strip()) if isinstance(inner, str) and inner.lstrip().startswith("{") else None
    if mended is None:
        return None
    waiting.repairs[entry] = Repair(mended.done, text)
    rest = {name: value for name, value in whole.items() if name != key}
    return [splice(item, rest) if rest else item for item in mended.objects]


def _round(plans: _Plans, waiting: _Derived, finished: _Derived, rejected: dict[int, str]) -> _Derived:
    """Handle the texts that were found: a record is finished, a text with other records inside is opened again."""
    plan, found = plans.of_lines(pa.array(waiting.lines, pa.large_string()), np.array(waiting.entries, np.int64))
    further = _Derived(repairs=waiting.repairs)
    for index, (line, entry, order) in enumerate(zip(waiting.lines, waiting.entries, waiting.orders, strict=True)):
        number = int(found[index])
        if number < 0:
            rejected[entry] = NOT_JSON
            continue
        shape = plans.skeletons.shapes.shape(number)
        if not shape.is_expanded or _expand(shape, line, entry, order, further):
            finished.add(line, entry, order, int(plan[index]))
    return further


def _merged(direct: Texts, derived: _Derived, opened: _Opened) -> Texts:
    """Direct, opened and derived texts in the order of the file, without invalid entries."""
    if direct.rejected:
        direct.plan[np.fromiter(direct.rejected, np.int64)] = -1
    wanted = [index for index, entry in enumerate(derived.entries) if entry not in direct.rejected]
    if not wanted and not len(opened.positions):
        return direct
    wanted.sort(key=lambda index: (derived.entries[index], derived.orders[index]))
    entry = np.array([derived.entries[index] for index in wanted], np.int64)
    first = np.searchsorted(entry, entry, side="left")
    kept = np.flatnonzero(direct.plan >= 0)
    derived_lines = pa.array([derived.lines[index] for index in wanted], pa.large_string())
    if not wanted and not len(kept):
        firsts: NDArray[np.int32] = np.zeros(len(opened.line), np.int32)
        return Texts(opened.line, opened.positions, firsts, opened.plan, direct.rejected, direct.repairs)
    lines = pa.concat_arrays([direct.line, opened.line, derived_lines])
    entries = np.concatenate([direct.entry[kept], opened.positions, entry])
    order = np.argsort(entries, kind="stable")
    places = np.concatenate([kept, np.arange(len(direct.line), len(lines))])
    record_index = np.concatenate(
        [direct.record_index[kept], np.zeros(len(opened.positions), np.int32), np.arange(len(entry)) - first]
    ).astype(np.int32)
    derived_plans = np.array([derived.plans[index] for index in wanted], np.int32)
    plan = np.concatenate([direct.plan[kept], opened.plan, derived_plans])
    return Texts(
        lines.take(pa.array(places[order])),
        entries[order],
        record_index[order],
        plan[order],
        direct.rejected,
        direct.repairs,
    )


def without_duplicates(text: str) -> Record:
    """An object with each key once: the last value wins, as in every parser; earlier values go under `_duplicates`."""
    pairs: list[tuple[str, Any]] = []

    def remember(items: list[tuple[str, Any]]) -> dict[str, Any]:
        pairs[:] = items
        return dict(items)

    record: Record = json.loads(text, object_pairs_hook=remember)
    earlier: dict[str, list[Any]] = {}
    seen: set[str] = set()
    for key, value in reversed(pairs):
        if key in seen:
            earlier.setdefault(key, []).insert(0, value)
        seen.add(key)
    record["_duplicates"] = earlier
    return record


def dumped(record: Record) -> str:
    """A record as JSON text."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
