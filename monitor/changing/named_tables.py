"""Changes one table of those with names in the settings file, such as `[rule.high_error_rate]`, and leaves all else.

As with `[[probe]]` the file is cut at its headers, and what comes of it is read again before it is stored.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ingest.errors import SettingsError
from monitor.changing import text_file
from monitor.changing.settings_file import HEADER, change, parsed, says_something

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class NamedTables:
    """The tables `[table.name]` of a settings file, which need not be there yet."""

    def __init__(self, path: Path, table: str) -> None:
        self.path = path
        self._table = table
        self._text = text_file.read(path)
        self._values = parsed(self._text, path)

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """What the tables say, by name."""
        found = self._values.get(self._table, {})
        return {name: dict(values) for name, values in found.items()} if isinstance(found, dict) else {}

    def put(self, name: str, values: Mapping[str, Any]) -> None:
        """Let the table of that name say `values`; without any it is taken out."""
        tables = self.tables
        before = tables.pop(name, None)
        if before is None and not values:
            return
        lines = re.findall(r"[^\n]*\n|[^\n]+", self._text)
        first, end = self._span(lines, name) if before is not None else self._end(lines)
        text = self._written(name, before or {}, values, "".join(lines[first:end]))
        if before is None:
            if end and not lines[end - 1].endswith("\n"):
                lines[end - 1] += "\n"
            text = ("\n" if end else "") + text
        lines[first:end] = [text]
        self._hold("".join(lines), tables | {name: dict(values)} if values else tables)

    def _span(self, lines: list[str], name: str) -> tuple[int, int]:
        """The lines of a table, from its header to its last value."""
        headers = [(number, found) for number, line in enumerate(lines) if (found := HEADER.fullmatch(line))]
        for (first, found), end in zip(headers, [*(number for number, _ in headers[1:]), len(lines)], strict=False):
            if _word(found["name"]) == self._table and _word((found["more"] or "").lstrip(".")) == name:
                last = next(number for number in range(end - 1, first - 1, -1) if says_something(lines[number]))
                return first, last + 1
        raise SettingsError(self._by_hand(name))

    def _end(self, lines: list[str]) -> tuple[int, int]:
        """Where a new table goes: after the last of its kind, else at the end."""
        place, is_mine = len(lines), False
        for number, line in enumerate(lines):
            if found := HEADER.fullmatch(line):
                is_mine = _word(found["name"]) == self._table
            if is_mine and says_something(line):
                place = number + 1
        return place, place

    def _written(self, name: str, before: Mapping[str, Any], values: Mapping[str, Any], text: str) -> str:
        if not values:
            return ""
        try:
            document = tomlkit.parse(text or f"[{self._table}.{tomlkit.key(name).as_string()}]\n")
            change(document[self._table][name], before, values)
        except (TOMLKitError, KeyError, TypeError) as error:
            raise SettingsError(self._by_hand(name)) from error
        return tomlkit.dumps(document).rstrip("\n") + "\n"

    def _hold(self, text: str, tables: Mapping[str, Any]) -> None:
        """Take the new text where it says what it should and nothing else."""
        wanted = {key: value for key, value in self._values.items() if key != self._table}
        wanted |= {self._table: dict(tables)} if tables else {}
        try:
            is_right = tomllib.loads(text) == wanted
        except tomllib.TOMLDecodeError:
            is_right = False
        if not is_right:
            raise SettingsError(self._by_hand("..."))
        self._text, self._values = text, wanted

    def _by_hand(self, name: str) -> str:
        where = f"[{self._table}.{name}]"
        return f"{self.path} is written in a way that cannot be changed from here: change its {where} by hand."

    def write(self) -> None:
        """Store the file, whole or not at all. Raises `SettingsError` where it cannot be written."""
        text_file.store(self.path, self._text)


def _word(text: str) -> str:
    return text.strip().strip("\"'")
