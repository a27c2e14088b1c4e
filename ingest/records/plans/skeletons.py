"""Tells the lines of a block apart by their keys, nested ones too, and by what schemas ask of values.

DuckDB hashes the top-level keys of every line: lines that share them are a family. Families whose lines may hold
objects within, or that a schema asks more of, are asked once more, for a hash of the keys at every place that may hold
some. Which places these are is learnt from the answers, until all keys that were found are asked for what they hold. So
two lines are of one shape only where they have the same keys at the same places, whatever they are read with; and a
line that is like an earlier one is never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from ingest.formats import field_names
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
"""So many lines are looked at sooner one by one."""
MOST_FAMILIES = 64
"""Families of lines that one statement asks."""
MOST_PLACES = 200
"""Places of a family that are asked; lines with keys elsewhere are looked at one by one."""
WIDE = 100
"""Top-level keys beyond which nested keys are told by a line's whole structure: asking each key takes too long."""
MOST_ANSWERS = 20_000
"""Answers that are kept, after which all begins anew."""

_MAY_NEST = "regexp_matches({line}, '[:\\[,]\\s*\\{{')"
_TOP = f"""
select position, if(keys is null, 0, hash(keys, {_MAY_NEST.format(line="line")})) as found
from (
    select position, line, case when starts_with(line, '{{') then try(json_keys(line)) end as keys
    from lines
)
"""
_FIRST = f"select json_keys($1), {_MAY_NEST.format(line='$1')}"
_STRUCTURE = """case
    when regexp_matches(json_structure(line)::varchar, '"JSON"|\\[[\\[{]') then hash(line)
    else hash(json_structure(line)::varchar)
end"""
"""Equal only where the places are: structures merge the elements of a list, and do not tell of mixed ones."""


@dataclass(slots=True)
class _Family:
    """Lines with the same top-level keys. `asked` are the places whose keys tell them apart, with their depth."""

    keys: tuple[str, ...]
    asked: dict[str, int]
    conditions: tuple[Condition, ...]
    settings: int
    """The number of what is set of the keys of their streams."""
    has_zeros: bool = False
    """Whether objects within have a key "0", whose place looks like that of a list's first element."""
    is_changed: bool = False
    """Whether the question is another than the answers that are known are to."""
    shapes: dict[int, int | None] = field(default_factory=dict)
    """By the hash of the answers; None where keys lie at places that are not asked."""

    @property
    def is_open(self) -> bool:
        """Whether anything is to be asked."""
        return bool(self.asked or self.conditions)

    @property
    def is_wide(self) -> bool:
        """Whether there are too many keys to ask each."""
        return len(self.keys) > WIDE

    @property
    def question(self) -> str:
        """What is asked of a line, as an SQL expression of one hash."""
        asked = [holds(condition, "line") for condition in self.conditions]
        if self.asked:
            asked.append(_STRUCTURE if self.is_wide else self._keys_at_places())
        return f"hash({', '.join(asked)})"

    def _keys_at_places(self) -> str:
        """The keys at each place; of lists there are some only in lines that have a list with an object in front."""
        every = f"json_keys(line, [{', '.join(map(quoted, self.asked))}])"
        if self.has_zeros:
            return every
        own = [place for place in self.asked if not place.endswith("/0")]
        few = f"json_keys(line, [{', '.join(map(quoted, own))}])"
        return f"case when regexp_matches(line, '\\[\\s*\\{{') then {every} else {few} end"

    def ask_of_zeros(self) -> None:
        """Ask from now on at every place of every line."""
        self.has_zeros = self.is_changed = True

    def ask_more(self, places: Mapping[str, int]) -> bool:
        """Ask at further places too; False where they would be too many, and the question is as it was."""
        if len(self.asked.keys() | places.keys()) <= MOST_PLACES:
            self.asked = {**places, **self.asked}
        elif not self.is_changed:
            return False
        self.is_changed = False
        self.shapes.clear()
        return True


class Skeletons:
    """What is known of lines by their keys."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._families: dict[tuple[int, int], _Family] = {}

    def tell(
        self,
        cursor: DuckDBPyConnection,
        line: pa.Array,
        settings: NDArray[np.int64],
        refused: NDArray[np.bool_] | None = None,
    ) -> Positions:
        """The number of each line's shape; -1 where it is no JSON object, or is refused.

        `settings` is the number of what is set of the keys of each line's stream.
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

    def forget_if_many(self) -> None:
        """Begin anew where very much is known: records whose keys are ids have new shapes for ever.

        Numbers of shapes and plans hold until then.
        """
        answers = len(self._families) + sum(len(family.shapes) for family in self._families.values())
        if self.shapes.forget_if_many() or answers > MOST_ANSWERS:
            self._families.clear()

    def family(self, cursor: DuckDBPyConnection, settings: int, found: int, line: str) -> _Family:
        """The lines whose top-level keys have the hash `found`, as `line` has, in streams of which the same is set."""
        known = settings, found
        if known not in self._families:
            keys, is_nested = cursor.execute(_FIRST, [line]).fetchone() or ([], False)
            unique = dict.fromkeys(keys)
            asked = _inner_places("", unique, 0) if is_nested else {}
            conditions = tuple(item for item in self.shapes.conditions if item.is_asked(unique))
            self._families[known] = _Family(tuple(keys), asked, conditions, settings, has_zeros="0" in unique)
        return self._families[known]

    def shape_of(self, cursor: DuckDBPyConnection, family: _Family, line: str) -> tuple[int | None, dict[str, int]]:
        """The shape of a line and others with its answers; where keys lie elsewhere too, none, and places to ask at."""
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
        """The shape of a line by itself."""
        within = _keys_within(cursor, line, family.keys) if family.asked else {}
        return self.shapes.look_at(cursor, line, {**within, "": family.keys}, family.settings)


class _Telling:
    """One block of lines whose shapes are sought."""

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
        self._shape = np.full(len(line), -1, np.int64)

    def run(self) -> Positions:
        """The number of each line's shape."""
        waiting: list[tuple[_Family, Positions]] = []
        tops = self._asked(_TOP, None)
        if self._refused is not None:
            tops[self._refused] = 0
        for found, positions in _groups(tops, np.arange(len(self._line))):
            if not found:
                continue
            family = self._known.family(self._cursor, self._settings, found, self._text(positions[0]))
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
        """Ask families of lines until their places are known."""
        while waiting:
            further: list[tuple[_Family, Positions]] = []
            for (family, positions), answers in zip(waiting, self._answers(waiting), strict=True):
                groups = _groups(answers, positions)
                if self._is_known(family, groups):
                    for found, of_answer in groups:
                        self._place(family, family.shapes[found], of_answer)
                else:
                    further.append((family, positions))
            waiting = further

    def _is_known(self, family: _Family, groups: list[tuple[int, Positions]]) -> bool:
        """Learn what is not known of answers; False where more is asked from now on."""
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
        """The shape of lines that nothing is asked of."""
        shape = family.shapes.get(found)
        if shape is None:
            shape = family.shapes[found] = self._known.shape_of_one(self._cursor, family, self._text(positions[0]))
        return shape

    def _answers(self, asked: list[tuple[_Family, Positions]]) -> list[NDArray[np.uint64]]:
        number = np.full(len(self._line), -1, np.int16)
        for index, (_, positions) in enumerate(asked):
            number[positions] = index
        if len(asked) == 1:
            question = asked[0][0].question
        else:
            cases = " ".join(f"when {index} then {family.question}" for index, (family, _) in enumerate(asked))
            question = f"case number {cases} end"
        found = self._asked(f"select position, {question} as found from lines where number >= 0", number)
        return [found[positions] for _, positions in asked]

    def _asked(self, statement: str, number: NDArray[np.int16] | None) -> NDArray[np.uint64]:
        """What a statement finds of the lines, whose families have these numbers; 0 where nothing."""
        columns = {"position": pa.array(np.arange(len(self._line))), "line": self._line}
        if number is not None:
            columns["number"] = pa.array(number)
        self._cursor.register("lines", scannable(columns))
        try:
            rows = self._cursor.execute(statement).fetchnumpy()
        finally:
            self._cursor.unregister("lines")
        found = np.zeros(len(self._line), np.uint64)
        found[rows["position"]] = rows["found"]
        return found

    def _text(self, position: int) -> str:
        return str(self._line[int(position)].as_py())


def _keys_within(cursor: DuckDBPyConnection, line: str, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys within a line's object by the pointer of what they are in; DuckDB tells them where Python cannot."""
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
    """The keys within a record by the pointer of what they are in, as deep as names are sought."""
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


def _groups(found: NDArray[np.uint64], positions: Positions) -> list[tuple[int, Positions]]:
    """The positions of each answer."""
    unique, inverse, counts = np.unique(found, return_inverse=True, return_counts=True)
    parts = np.split(positions[np.argsort(inverse, kind="stable")], np.cumsum(counts)[:-1])
    return list(zip(unique.tolist(), parts, strict=True))


def _inner_places(place: str, keys: Iterable[str], depth: int) -> dict[str, int]:
    """Where the keys of values are that stand under `keys` at `place`: in a value itself, or in a list's first element.

    With their depth; none where that is deeper than names are sought.
    """
    if depth + 1 >= field_names.DEPTH:
        return {}
    inner = (f"{place}{field_names.pointer(key)}" for key in keys if "\0" not in key)
    return {asked: depth + 1 for pointer in inner for asked in (pointer, f"{pointer}/0")}
