"""Writes the SQL that takes values out of a record's text: one parse for all values that a plan needs.

`json_transform` parses a text once and gives the value of each key as a flat column. That costs half as much as a list
of values (`json_extract` of many places). But it cannot distinguish keys that differ only in case, or a null from a
missing key. Such keys and nulls are looked up by their place.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def quoted(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def listed(items: Iterable[str]) -> str:
    """SQL expressions, one on each line."""
    return ",\n    ".join(items)


@dataclass(slots=True)
class _Key:
    """The values that a plan needs of one top-level key: pointers inside its value; empty for the value itself."""

    strings: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Whether only its own text is needed."""
        return self.strings == [""] and not self.values

    @property
    def inner_strings(self) -> list[str]:
        return [pointer for pointer in self.strings if pointer]

    @property
    def inner_values(self) -> list[str]:
        return [pointer for pointer in self.values if pointer]


class Extraction:
    """The places (JSON pointers, RFC 6901) that a plan needs: as text, or as JSON."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._with_null: dict[str, int] = {}

    def string(self, pointer: str) -> str:
        """The name of the column with the text at this place; null for a JSON null."""
        return f"s{self._strings.setdefault(pointer, len(self._strings) + 1)}"

    def value(self, pointer: str) -> str:
        """The name of the column with the JSON at this place."""
        return f"j{self._values.setdefault(pointer, len(self._values) + 1)}"

    def leftover(self, key: str) -> str:
        """The name of the column with the JSON of a top-level key, also if it is null."""
        pointer = field_names.pointer(key)
        self._with_null.setdefault(pointer, len(self._with_null) + 1)
        return self.value(pointer)

    def text(self, given: Sequence[str], condition: str) -> str:
        """The SELECT of these columns and of those in `given`, from the rows of `texts` that meet `condition`."""
        keys = self._keys()
        spelt = Counter(key.lower() for key in keys)
        plain = {key: asked for key, asked in keys.items() if spelt[key.lower()] == 1 and _is_plain(key)}
        record = [f"json_transform(line, {quoted(_structure(plain))}) as record"] if plain else []
        return f"""
                select {listed([*given, *self._named(plain)])}
                from (
                    select {listed([*given, *(["record"] if plain else []), *self._lists(plain)])}
                    from (
                        select {listed([*given, *record])}
                        from texts
                        where {condition}
                    )
                )"""

    def _keys(self) -> dict[str, _Key]:
        keys: dict[str, _Key] = {}
        for pointer in self._strings:
            keys.setdefault(field_names.top_key(pointer), _Key()).strings.append(_within(pointer))
        for pointer in self._values:
            keys.setdefault(field_names.top_key(pointer), _Key()).values.append(_within(pointer))
        return keys

    def _others(self, plain: dict[str, _Key]) -> tuple[list[str], list[str]]:
        """The places that `json_transform` cannot read."""
        return (
            [pointer for pointer in self._strings if field_names.top_key(pointer) not in plain],
            [pointer for pointer in self._values if field_names.top_key(pointer) not in plain],
        )

    def _lists(self, plain: dict[str, _Key]) -> Iterator[str]:
        strings, values = self._others(plain)
        if strings:
            yield f"json_extract_string(line, {_places(strings)}) as other_strings"
        if values:
            yield f"json_extract(line, {_places(values)}) as other_values"
        if self._with_null:
            # a record without this word has no null; other records are few and are parsed again
            yield f"case when contains(line, 'null') then json_extract(line, {_places(self._with_null)}) end as nulls"
        for index, (key, asked) in enumerate(plain.items()):
            value = f"struct_extract(record, {quoted(key)})"
            if asked.inner_strings:
                yield f"json_extract_string({value}, {_places(asked.inner_strings)}) as strings_{index}"
            if asked.inner_values:
                yield f"json_extract({value}, {_places(asked.inner_values)}) as values_{index}"

    def _named(self, plain: dict[str, _Key]) -> Iterator[str]:
        strings, values = self._others(plain)
        for index, pointer in enumerate(strings, 1):
            yield f"other_strings[{index}] as {self.string(pointer)}"
        for index, pointer in enumerate(values, 1):
            yield f"other_values[{index}] as {self.value(pointer)}"
        for index, (key, asked) in enumerate(plain.items()):
            yield from self._parts_of(key, asked, index)

    def _parts_of(self, key: str, asked: _Key, index: int) -> Iterator[str]:
        pointer = field_names.pointer(key)
        value = f"struct_extract(record, {quoted(key)})"
        if "" in asked.strings:
            text = value if asked.is_text else f"{value} ->> '$'"
            yield f"{text} as {self.string(pointer)}"
        if "" in asked.values:
            null = self._with_null.get(pointer)
            yield f"{f'coalesce({value}, nulls[{null}])' if null else value} as {self.value(pointer)}"
        for position, inner in enumerate(asked.inner_strings, 1):
            yield f"strings_{index}[{position}] as {self.string(pointer + inner)}"
        for position, inner in enumerate(asked.inner_values, 1):
            yield f"values_{index}[{position}] as {self.value(pointer + inner)}"


def _within(pointer: str) -> str:
    """The rest of a pointer after its top-level key."""
    return pointer[len(field_names.pointer(field_names.top_key(pointer))) :]


def _places(pointers: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, pointers))}]"


def _is_plain(key: str) -> bool:
    """Whether a key can be the name of a struct field."""
    return bool(key) and key.isprintable()


def _structure(keys: dict[str, _Key]) -> str:
    types = {key: "VARCHAR" if asked.is_text else "JSON" for key, asked in keys.items()}
    return json.dumps(types, ensure_ascii=False)
