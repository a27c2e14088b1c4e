"""Finds the shape of each line of a block, by its keys, also nested ones, and by the conditions of schemas.

DuckDB hashes the top-level keys of every line. Lines with the same hash are a family. If lines of a family may contain
objects, or if a schema has a condition on them, a second query hashes the keys at every place that may have keys. The
answers show which places these are; the query is repeated until it asks for all of them. So two lines have the same
shape only if they have the same keys at the same places, and Python never reads a line that is like an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from ingest.formats import field_names
from ingest.records import distinct
from ingest.records.plans import braces
from ingest.records.plans.conditions import holds
from ingest.records.plans.extraction import quoted
from ingest.records.plans.shapes import readable
from ingest.records.tables import scannable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.formats.log_format import Condition
    from ingest.records.plans.shapes import Shapes

    Positions: TypeAlias = NDArray[np.int64]

FEW = 64
"""Up to this many lines, reading them one by one is faster."""
MOST_FAMILIES = 64
"""The most families in one statement."""
MOST_PLACES = 200
"""The most places of a family in a query. Lines with keys at other places are read one by one."""
WIDE = 100
"""With more top-level keys than this, the whole structure of a line is compared: asking for each key takes too long."""
MOST_ANSWERS = 20_000
"""The most answers that are kept. After that all are forgotten."""

_TOP = """
select if(keys is null, 0, hash(keys, inside)) as found
from (
    select inside, case when starts_with(line, '{') then try(json_keys(line)) end as keys
    from lines
)
"""
_FIRST = "select json_keys($1)"
_STRUCTURE = """case
    when regexp_matches(json_structure(line)::varchar, '"JSON"|\\[[\\[{]') then hash(line)
    else hash(json_structure(line)::varchar)
end"""
"""Equal only if the places are equal: a structure merges the elements of a list and does not show mixed ones."""


@dataclass(slots=True)
class _Family:
    """Lines with the same top-level keys. `asked` are the places whose keys separate their shapes, with their depth."""

    keys: tuple[str, ...]
    asked: dict[str, int]
    conditions: tuple[Condition, ...]
    settings: int
    """The number of the `keys` settings of their streams."""
    has_zeros: bool = False
    """Whether inner objects have a key "0", whose place looks like the first element of a list."""
    is_changed: bool = False
    """Whether the query has changed since the known answers."""
    shapes: dict[int, int | None] = field(default_factory=dict)
    """Shapes by the hash of the answers; None if there are keys at places outside the query."""

    @property
    def is_open(self) -> bool:
        """Whether anything is to be asked."""
        return bool(self.asked or self.conditions)

    @property
    def is_wide(self) -> bool:
        """Whether there are too many keys to ask for each."""
        return len(self.keys) > WIDE

    @property
    def question(self) -> str:
        """The query for a line, as an SQL expression with one hash."""
        asked = [holds(condition, "line") for condition in self.conditions]
        if self.asked:
            asked.append(_STRUCTURE if self.is_wide else self._keys_at_places())
        return f"hash({', '.join(asked)})"

    def _keys_at_places(self) -> str:
        """The keys at each place. Elements of lists count only if the first one is an object."""
        every = f"json_keys(line, [{', '.join(map(quoted, self.asked))}])"
        if self.has_zeros:
            return every
        own = [place for place in self.asked if not place.endswith("/0")]
        few = f"json_keys(line, [{', '.join(map(quoted, own))}])"
        return f"case when in_list then {every} else {few} end"

    def ask_of_zeros(self) -> None:
        """From now on ask for every place of every line."""
        self.has_zeros = self.is_changed = True

    def ask_more(self, places: Mapping[str, int]) -> bool:
        """Ask for further places too; returns False, without a change, if there would be too many."""
        if len(self.asked.keys() | places.keys()) <= MOST_PLACES:
            self.asked = {**places, **self.asked}
        elif not self.is_changed:
            return False
        self.is_changed = False
        self.shapes.clear()
        return True


class Skeletons:
    """All known families and shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._families: dict[tuple[int, int], _Family] = {}
        self._alike: dict[tuple[int, int], int | None] = {}

    def tell(
        self,
        cursor: DuckDBPyConnection,
        line: pa.Array,
        settings: NDArray[np.int64],
        refused: NDArray[np.bool_] | None = None,
    ) -> Positions:
        """The number of each line's shape; -1 if it is not a JSON object, or is refused.

        `settings` has the number of the `keys` settings of each line's stream.
        """
        if not len(line):
            return np.zeros(0, np.int64)
        if (settings == settings[0]).all():
            return _Telling(self, cursor, line, int(settings[0]), refused).run()
        shape = np.full(len(line), -1, np.int64)
        for number in np.unique(settings).tolist():
            alike = np.flatnonzero(settings == number)
            of_these = None if refused is None else refused[alike]
            shape[alike] = _Telling(self, cursor, line.take(pa.array(alike)), number, of_these).run()
        return shape

    def tell_alike(
        self, cursor: DuckDBPyConnection, line: pa.Array, settings: NDArray[np.int64], alike: NDArray[np.int64]
    ) -> Positions:
        """The same as `tell`; lines with the same number in `alike`, if it is not -1, are known to have the same keys.

        There are only texts under these keys, so one line tells the shape of all, unless a schema asks for values.
        """
        shape = np.full(len(line), -1, np.int64)
        further = [np.flatnonzero(alike < 0)]
        for number in np.unique(settings).tolist():
            of_these = np.flatnonzero((settings == number) & (alike >= 0))
            for _, positions in distinct.groups(alike[of_these].astype(np.uint64), of_these):
                found = self._told(cursor, number, int(alike[positions[0]]), line[int(positions[0])].as_py())
                if found is None:
                    further.append(positions)
                else:
                    shape[positions] = found
        others = np.sort(np.concatenate(further))
        shape[others] = self.tell(cursor, line.take(pa.array(others)), settings[others])
        return shape

    def _told(self, cursor: DuckDBPyConnection, settings: int, alike: int, line: str) -> int | None:
        """The shape of all lines that are alike; None if it also depends on their values."""
        known = settings, alike
        if known not in self._alike:
            (keys,) = cursor.execute(_FIRST, [line]).fetchone() or ([],)
            is_asked = any(item.is_asked(keys) for item in self.shapes.conditions)
            self._alike[known] = None if is_asked else self.shapes.look_at(cursor, line, {"": keys}, settings)
        return self._alike[known]

    def forget_if_many(self) -> None:
        """Forget everything if very much is known: records with ids as keys have new shapes for ever.

        Numbers of shapes and plans hold until then.
        """
        answers = len(self._alike) + len(self._families) + sum(len(family.shapes) for family in self._families.values())
        if self.shapes.forget_if_many() or answers > MOST_ANSWERS:
            self._families.clear()
            self._alike.clear()

    def family(self, cursor: DuckDBPyConnection, settings: int, found: int, line: str, *, is_nested: bool) -> _Family:
        """The family of `line`: lines whose top-level keys have the hash `found`, in streams with the same settings."""
        known = settings, found
        if known not in self._families:
            (keys,) = cursor.execute(_FIRST, [line]).fetchone() or ([],)
            unique = dict.fromkeys(keys)
            asked = _inner_places("", unique, 0) if is_nested else {}
            conditions = tuple(item for item in self.shapes.conditions if item.is_asked(unique))
            self._families[known] = _Family(tuple(keys), asked, conditions, settings, has_zeros="0" in unique)
        return self._families[known]

    def shape_of(self, cursor: DuckDBPyConnection, family: _Family, line: str) -> tuple[int | None, dict[str, int]]:
        """The shape of a line and of others with its answers; None and the places to ask for, if it has other keys."""
        if family.is_wide or not family.asked:
            return self.shape_of_one(cursor, family, line), {}
        asked = list(family.asked)
        row = cursor.execute("select json_keys($1, $2)", [line, asked]).fetchone() or ([],)
        found = {place: tuple(dict.fromkeys(keys)) for place, keys in zip(asked, row[0], strict=True) if keys}
        further: dict[str, int] = {}
        if not family.has_zeros and any("0" in keys for keys in found.values()):
            family.ask_of_zeros()
            return None, family.asked
        for place, keys in found.items():
            further |= _inner_places(place, keys, family.asked[place])
        if further.keys() <= family.asked.keys():
            return self.shapes.look_at(cursor, line, {**found, "": family.keys}, family.settings), {}
        return None, further

    def shape_of_one(self, cursor: DuckDBPyConnection, family: _Family, line: str) -> int:
        """The shape of a single line."""
        within = _keys_within(cursor, line, family.keys) if family.asked else {}
        return self.shapes.look_at(cursor, line, {**within, "": family.keys}, family.settings)


class _Telling:
    """Finds the shapes of one block of lines."""

    def __init__(
        self,
        known: Skeletons,
        cursor: DuckDBPyConnection,
        line: pa.Array,
        settings: int,
        refused: NDArray[np.bool_] | None,
    ) -> None:
        self._refused = refused
        self._settings = settings
        self._known = known
        self._cursor = cursor
        self._line = line
        self._inside, self._in_list = braces.nested(line)
        self._shape = np.full(len(line), -1, np.int64)

    def run(self) -> Positions:
        """The number of each line's shape."""
        waiting: list[tuple[_Family, Positions]] = []
        tops = self._asked(_TOP)
        if self._refused is not None:
            tops[self._refused] = 0
        for found, positions in distinct.groups(tops, np.arange(len(self._line))):
            if not found:
                continue
            first = int(positions[0])
            family = self._known.family(
                self._cursor, self._settings, found, self._text(first), is_nested=bool(self._inside[first])
            )
            if family.is_open:
                waiting.append((family, positions))
            else:
                self._shape[positions] = self._one(family, 0, positions)
        if sum(len(positions) for _, positions in waiting) <= FEW:
            for family, positions in waiting:
                self._each(family, positions)
        else:
            for begin in range(0, len(waiting), MOST_FAMILIES):
                self._together(waiting[begin : begin + MOST_FAMILIES])
        return self._shape

    def _together(self, waiting: list[tuple[_Family, Positions]]) -> None:
        """Query families of lines until their places are known."""
        while waiting:
            further: list[tuple[_Family, Positions]] = []
            for (family, positions), answers in zip(waiting, self._answers(waiting), strict=True):
                groups = distinct.groups(answers, positions)
                if self._is_known(family, groups):
                    for found, of_answer in groups:
                        self._place(family, family.shapes[found], of_answer)
                else:
                    further.append((family, positions))
            waiting = further

    def _is_known(self, family: _Family, groups: list[tuple[int, Positions]]) -> bool:
        """Learn unknown answers; returns False if the query has changed."""
        places: dict[str, int] = {}
        for found, positions in groups:
            if found not in family.shapes:
                family.shapes[found], further = self._known.shape_of(self._cursor, family, self._text(positions[0]))
                places |= further
        return not places or not family.ask_more(places)

    def _place(self, family: _Family, shape: int | None, positions: Positions) -> None:
        if shape is None:
            self._each(family, positions)
        else:
            self._shape[positions] = shape

    def _each(self, family: _Family, positions: Positions) -> None:
        for position in positions.tolist():
            self._shape[position] = self._known.shape_of_one(self._cursor, family, self._text(position))

    def _one(self, family: _Family, found: int, positions: Positions) -> int:
        """The shape of families that need no second query."""
        shape = family.shapes.get(found)
        if shape is None:
            shape = family.shapes[found] = self._known.shape_of_one(self._cursor, family, self._text(positions[0]))
        return shape

    def _answers(self, asked: list[tuple[_Family, Positions]]) -> list[NDArray[np.uint64]]:
        number = np.full(len(self._line), -1, np.int16)
        for index, (_, positions) in enumerate(asked):
            number[positions] = index
        chosen = np.flatnonzero(number >= 0)
        if len(asked) == 1:
            question = asked[0][0].question
        else:
            cases = " ".join(f"when {index} then {family.question}" for index, (family, _) in enumerate(asked))
            question = f"case number {cases} end"
        found = self._asked(f"select {question} as found from lines", chosen, number[chosen])
        return [found[positions] for _, positions in asked]

    def _asked(
        self, statement: str, chosen: Positions | None = None, number: NDArray[np.int16] | None = None
    ) -> NDArray[np.uint64]:
        """The answers of a statement for all lines, or for the `chosen` ones; 0 for no answer.

        `number` says of which family each of them is. DuckDB gives the answers in the order of the lines (the
        warehouse has preserve_insertion_order).
        """
        if chosen is None:
            columns = {"line": self._line, "inside": self._inside}
        else:
            is_all = len(chosen) == len(self._line)
            line = self._line if is_all else self._line.take(pa.array(chosen))
            columns = {"line": line, "in_list": self._in_list[chosen], "number": number}
        self._cursor.register("lines", scannable(columns))
        try:
            answers = self._cursor.execute(statement).fetchnumpy()["found"]
        finally:
            self._cursor.unregister("lines")
        if chosen is None:
            return np.ma.filled(answers, 0)
        found = np.zeros(len(self._line), np.uint64)
        found[chosen] = np.ma.filled(answers, 0)
        return found

    def _text(self, position: int) -> str:
        return str(self._line[int(position)].as_py())


def _keys_within(cursor: DuckDBPyConnection, line: str, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys in a line, by the pointer of the object that has them. DuckDB finds them if Python cannot."""
    record = readable(line)
    if record is not None:
        return keys_at(record)
    found: dict[str, tuple[str, ...]] = {}
    asked = _inner_places("", keys, 0)
    while asked:
        row = cursor.execute("select json_keys($1, $2)", [line, list(asked)]).fetchone() or ([],)
        new = {place: tuple(dict.fromkeys(inner)) for place, inner in zip(asked, row[0], strict=True) if inner}
        found |= new
        asked = {at: depth for place in new for at, depth in _inner_places(place, new[place], asked[place]).items()}
    return found


def keys_at(record: dict[str, object]) -> dict[str, tuple[str, ...]]:
    """The keys in a record, by the pointer of the object that has them, as deep as names are searched."""
    found: dict[str, tuple[str, ...]] = {}
    _gather(record, "", 0, found)
    return found


def _gather(value: object, place: str, depth: int, found: dict[str, tuple[str, ...]]) -> None:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value, place = value[0], f"{place}/0"
    if isinstance(value, dict) and value and depth < field_names.DEPTH:
        found[place] = tuple(value)
        for key, item in value.items():
            if "\0" not in key:
                _gather(item, f"{place}{field_names.pointer(key)}", depth + 1, found)


def _inner_places(place: str, keys: Iterable[str], depth: int) -> dict[str, int]:
    """The places of keys inside the values of `keys` at `place`: in the value itself, or in a list's first element.

    With their depth. None that are deeper than names are searched.
    """
    if depth + 1 >= field_names.DEPTH:
        return {}
    inner = (f"{place}{field_names.pointer(key)}" for key in keys if "\0" not in key)
    return {asked: depth + 1 for pointer in inner for asked in (pointer, f"{pointer}/0")}
