"""A search as a tree: words, phrases and fields, and the operators between them.

`start` and `end` are places in its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Everything:
    """No condition at all: an empty search, or `*`."""


@dataclass(frozen=True, slots=True)
class Word:
    """Text to look for in any case; `*` matches anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text in quotes, in which `*` is a star."""

    text: str


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression (RE2), with the place where its text begins."""

    text: str


@dataclass(frozen=True, slots=True)
class Exists:
    """`field:*`: the record has the field."""


Value: TypeAlias = Word | Phrase | Regex | Exists


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: anywhere (`name` is empty) or in a field. `operator` is `:`, `>`, `>=`, `<` or `<=`."""

    value: Value
    name: str = ""
    operator: str = ":"
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    value_start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What its part does not say."""

    part: Node
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Any:
    """One part at least holds."""

    parts: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Node: TypeAlias = Everything | Term | Not | All | Any
