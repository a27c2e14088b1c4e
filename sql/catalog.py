"""Finds the .sql files, reads their headers and orders them by dependency.

A header is the run of comment lines at the top: ``-- title:``, ``-- grain:``, ``-- parameters:``, ``-- needs:``, then
free text. `needs` names the objects that must exist before this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from pathlib import Path

from sql.errors import LongtailError

ROOT = Path(__file__).parent
KINDS = ("tables", "macros", "views", "statements", "guards", "queries", "library")
_HEADER_LINE = re.compile(r"^--\s?(?:(title|grain|parameters|needs):)?(.*)$")


@dataclass(frozen=True, slots=True)
class SqlObject:
    """One .sql file: its header and its statement."""

    kind: str
    name: str
    title: str
    grain: str
    parameters: tuple[str, ...]
    needs: tuple[str, ...]
    description: str
    text: str

    @property
    def body(self) -> str:
        """The statement without its header and closing semicolon."""
        lines = self.text.splitlines()
        start = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
        return "\n".join(lines[start:]).strip().rstrip(";")


def parse(path: Path) -> SqlObject:
    """Read one .sql file.

    Raises `LongtailError` where the header has no title.
    """
    text = path.read_text(encoding="utf-8")
    fields = {"title": "", "grain": "", "parameters": "", "needs": ""}
    description: list[str] = []
    for line in text.splitlines():
        match = _HEADER_LINE.match(line)
        if match is None:
            break
        key, rest = match.group(1), match.group(2).strip()
        if key is None:
            description.append(rest)
        else:
            fields[key] = rest
    if not fields["title"]:
        sentence = f"{path} has no '-- title:' line: every .sql file starts with a header."
        raise LongtailError(sentence)
    return SqlObject(
        kind=path.relative_to(ROOT).parts[0],
        name=path.stem,
        title=fields["title"],
        grain=fields["grain"],
        parameters=_names(fields["parameters"]),
        needs=_names(fields["needs"]),
        description="\n".join(description).strip(),
        text=text,
    )


def _names(listing: str) -> tuple[str, ...]:
    return tuple(name.strip().lstrip("$") for name in listing.split(",") if name.strip())


@cache
def objects(kind: str) -> dict[str, SqlObject]:
    """All objects of one kind by name, each after what it needs.

    Raises `LongtailError` on a circle or on a need that no file defines.
    """
    found = {path.stem: parse(path) for path in _files(kind)}
    known = {path.stem for folder in KINDS for path in _files(folder)}
    for sql_object in found.values():
        missing = [need for need in sql_object.needs if need not in known]
        if missing:
            sentence = f"sql/{kind}/{sql_object.name}.sql needs {', '.join(missing)}, which no .sql file defines."
            raise LongtailError(sentence)
    return _ordered(found, f"sql/{kind}/")


def _files(kind: str) -> list[Path]:
    """The files of one kind by name, in any folder below it."""
    return sorted((ROOT / kind).rglob("*.sql"), key=lambda path: path.stem)


@cache
def definitions() -> tuple[SqlObject, ...]:
    """Tables, macros and views, each after what it needs: views call macros, and table macros read from views.

    Raises `LongtailError` on a circle or on a need that no file defines.
    """
    found = {name: item for kind in ("tables", "macros", "views") for name, item in objects(kind).items()}
    return tuple(_ordered(found, "sql/").values())


def _ordered(found: dict[str, SqlObject], place: str) -> dict[str, SqlObject]:
    graph = {name: [need for need in item.needs if need in found] for name, item in found.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        sentence = f"{place} has a circle of needs: {' → '.join(error.args[1])}."
        raise LongtailError(sentence) from error
    return {name: found[name] for name in order}


@cache
def fingerprint() -> str:
    """A digest of all tables, macros and views: 16 hex digits."""
    texts = "\0".join(item.text for item in definitions())
    return sha256(texts.encode()).hexdigest()[:16]


def query(name: str) -> SqlObject:
    """The query sql/queries/<name>.sql: what a reader asks.

    Raises `LongtailError` where there is none.
    """
    return _named("queries", name)


def ready(name: str) -> SqlObject:
    """The query sql/library/<name>.sql: a start for people, with `$from` and `$to` for the range of the page.

    Raises `LongtailError` where there is none.
    """
    return _named("library", name)


def statement(name: str) -> SqlObject:
    """The statement sql/statements/<name>.sql: what the writer runs.

    Raises `LongtailError` where there is none.
    """
    return _named("statements", name)


def _named(kind: str, name: str) -> SqlObject:
    try:
        return objects(kind)[name]
    except KeyError:
        sentence = f"There is no file {name}.sql in sql/{kind}/."
        raise LongtailError(sentence) from None
