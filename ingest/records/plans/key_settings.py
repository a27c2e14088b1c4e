"""The setting `keys`: which column a key fills, in all logs or in the streams that one of its tables names."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ingest.formats import field_names, user_formats
from ingest.source_settings import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ATTRIBUTE = "attribute"
"""The value of the setting for a key that fills no column."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Told:
    """The column of a place, and the line of the settings that set it."""

    column: str
    line: str


KeysOfStream: TypeAlias = "Mapping[str, Told]"
"""The settings for the keys of a stream, by JSON pointer."""


class KeySettings:
    """The settings for each stream: keys of a table go before those of all logs. Equal settings share a number."""

    def __init__(self, keys: Mapping[str, str | Mapping[str, str]]) -> None:
        self._tables = {name: value for name, value in keys.items() if not isinstance(value, str)}
        self._for_all = {name: value for name, value in keys.items() if isinstance(value, str)}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._told: list[KeysOfStream] = []

    def number(self, source: str) -> int:
        """The number of the settings for the stream `source`."""
        tables = tuple(fitting(source, self._tables))
        if tables not in self._numbers:
            self._numbers[tables] = len(self._told)
            self._told.append(self._together(tables))
        return self._numbers[tables]

    def of(self, number: int) -> KeysOfStream:
        """The settings for the streams with this number."""
        return self._told[number]

    def _together(self, tables: Sequence[str]) -> KeysOfStream:
        found: dict[str, Told] = {}
        for table in (None, *reversed(tables)):
            for key, column in (self._for_all if table is None else self._tables[table]).items():
                line = setting_line(["keys", key] if table is None else ["keys", table, key], column)
                found.update((pointer, Told(column, line)) for pointer in user_formats.pointers([key]))
        return found


def setting_line(names: Sequence[str], value: str) -> str:
    """A line of `longtail.toml`: the setting, what it is set of (a stream, a key in it), and its value."""
    return f"{'.'.join(map(_toml_key, names))} = {_toml_text(value)}"


def key_of(pointer: str) -> str:
    """A place as the setting names it: a top-level key by its name where that is plain, else a JSON pointer."""
    key = field_names.top_key(pointer)
    return key if pointer == field_names.pointer(key) and _BARE.fullmatch(key) else pointer


def _toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _toml_text(name)


def _toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
