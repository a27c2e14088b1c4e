"""Changes one table of a list in the settings file, such as a `[[probe]]`, and leaves all else as it is written.

The file is cut at its headers, so that order and comments stay; only the table that changes is written anew, by
tomlkit, which keeps the comments in it. Before anything is stored the new text is read again: where it says more or
less than was asked for, the file stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ingest.errors import SettingsError
from monitor.changing import text_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tomlkit.items import AoT

HEADER = re.compile(
    r"""[ \t]*\[\[?[ \t]*(?P<name>[\w-]+|"[^"]*"|'[^']*')[ \t]*(?P<more>\.[^\[\],]*)?\]\]?[ \t]*(#.*)?\s*"""
)

Tables = list[dict[str, Any]]


def name_of(values: Mapping[str, Any]) -> str:
    """What a table is called: its kind where it does not say it."""
    return str(values.get("name", values.get("kind")))


@dataclass(frozen=True, slots=True)
class _Span:
    """The lines of one table, from its header to its last line that says something."""

    first: int
    end: int


class SettingsFile:
    """The tables `[[table]]` of a settings file, which need not be there yet."""

    def __init__(self, path: Path, table: str) -> None:
        self.path = path
        self._table = table
        self._text = text_file.read(path)
        self._values = parsed(self._text, path)
        self._lines = re.findall(r"[^\n]*\n|[^\n]+", self._text)
        self._spans = _spans(self._lines, table)
        if len(self._spans) != len(self.tables):
            raise SettingsError(self._by_hand())

    @property
    def tables(self) -> Tables:
        """What the tables say, in their order."""
        found = self._values.get(self._table, [])
        return [dict(values) for values in found] if isinstance(found, list) else []

    def put(self, values: Mapping[str, Any], replacing: str | None = None) -> None:
        """Let a table say `values`: the one of the name `replacing`, or a new one after the others."""
        tables = self.tables
        if replacing is None:
            tables.append(dict(values))
            self._insert(_written({}, values, self._table, ""))
        else:
            place = self._place(replacing)
            span = self._spans[place]
            before = "".join(self._lines[span.first : span.end])
            try:
                text = _written(tables[place], values, self._table, before)
            except TOMLKitError as error:
                raise SettingsError(self._by_hand()) from error
            if not self._lines[span.end - 1].endswith("\n"):
                text = text.removesuffix("\n")
            self._lines[span.first : span.end] = [text]
            tables[place] = dict(values)
        self._hold(tables)

    def remove(self, name: str) -> None:
        """Take a table out, with the comments that stand directly over it."""
        place = self._place(name)
        tables = [values for number, values in enumerate(self.tables) if number != place]
        first, end = self._spans[place].first, self._spans[place].end
        while first > 0 and self._lines[first - 1].lstrip().startswith("#"):
            first -= 1
        while end < len(self._lines) and not self._lines[end].strip():
            end += 1
        self._lines[first:end] = []
        self._hold(tables)

    def _place(self, name: str) -> int:
        found = next((place for place, values in enumerate(self.tables) if name_of(values) == name), None)
        if found is None:
            sentence = f"{self.path} has no [[{self._table}]] {name!r} any more: it was changed there meanwhile."
            raise SettingsError(sentence)
        return found

    def _insert(self, text: str) -> None:
        place = self._spans[-1].end if self._spans else len(self._lines)
        if place and not self._lines[place - 1].endswith("\n"):
            self._lines[place - 1] += "\n"
        self._lines[place:place] = [("\n" if place else "") + text]

    def _hold(self, tables: Tables) -> None:
        """Take the new text where it says what it should and nothing else."""
        text = "".join(self._lines)
        wanted = {**self._values, self._table: tables}
        if not tables:
            del wanted[self._table]
        try:
            is_right = tomllib.loads(text) == wanted
        except tomllib.TOMLDecodeError:
            is_right = False
        if not is_right:
            raise SettingsError(self._by_hand())
        self._text, self._values = text, wanted
        self._lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self._spans = _spans(self._lines, self._table)

    def _by_hand(self) -> str:
        return (
            f"{self.path} is written in a way that cannot be changed from here: change its [[{self._table}]] by hand."
        )

    def write(self) -> None:
        """Store the file, whole or not at all. Raises `SettingsError` where it cannot be written."""
        text_file.store(self.path, self._text)


def parsed(text: str, path: Path) -> dict[str, Any]:
    """What a settings file says. Raises `SettingsError` where it is not valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = f"{path} is not valid TOML ({error}): correct it there."
        raise SettingsError(sentence) from error


def _spans(lines: list[str], table: str) -> list[_Span]:
    """Where the tables stand; comments and blank lines at their ends belong to what follows."""
    headers = [(number, found) for number, line in enumerate(lines) if (found := HEADER.fullmatch(line))]
    outer = [(number, found) for number, found in headers if not (_is_of(found, table) and found["more"])]
    spans = []
    ends = [*(number for number, _ in outer[1:]), len(lines)]
    for (first, found), end in zip(outer, ends, strict=False):
        if not (_is_of(found, table) and lines[first].lstrip().startswith("[[")):
            continue
        last = next(number for number in range(end - 1, first - 1, -1) if says_something(lines[number]))
        spans.append(_Span(first, last + 1))
    return spans


def _is_of(found: re.Match[str], table: str) -> bool:
    return found["name"].strip("\"'") == table


def says_something(line: str) -> bool:
    """Whether a line is neither blank nor a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _written(before: Mapping[str, Any], values: Mapping[str, Any], table: str, text: str) -> str:
    """The lines of a table that says `values`, made from those that say `before`."""
    document = tomlkit.parse(text or f"[[{table}]]\n")
    inner = cast("AoT", document[table])[0]
    change(inner, before, values)
    written = tomlkit.dumps(document).rstrip("\n") + "\n"
    return written.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else written


def change(inner: Any, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Let a table of tomlkit say `values`; what stays as it was before is not touched, with its comments."""
    for key in before.keys() - values.keys():
        del inner[key]
    for key, value in values.items():
        old = before.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            change(inner[key], old, value)
        elif key not in before or old != value or type(old) is not type(value):
            inner[key] = _item(value)


def _item(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline
