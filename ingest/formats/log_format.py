"""What a log schema is to us: how to know it by its records, and where it keeps each canonical column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

Record = dict[str, Any]


def any_keys(_keys: Collection[str]) -> bool:
    """What holds whatever the keys of a record are."""
    return True


INTEGERS = ("UBIGINT", "BIGINT")
"""How DuckDB's json_type calls whole numbers of up to 64 bits; others are DOUBLE to it."""


def is_integer(value: Any) -> bool:
    """Whether a value of a record is a whole number of up to 64 bits."""
    return type(value) is int and -(2**63) <= value < 2**64


def is_fraction(value: Any) -> bool:
    """Whether a value of a record is a number, and no whole one of up to 64 bits."""
    return type(value) in (int, float) and not is_integer(value)


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines as they stand in a file and the records they must become.

    `lines` may hold several lines (one file's content). `records` lists, in order, what is judged of each record:
    columns of `logs` by name; ``ts`` as ISO text in UTC, ``stack_trace`` as text or as whether there is one.
    """

    lines: str
    records: tuple[Mapping[str, Any], ...]


def _top(pointer: str) -> str:
    """The top-level key of a JSON pointer, or of a JSON path to a list's elements."""
    if pointer.startswith("$."):
        return pointer[2:].removesuffix("[*]")
    return pointer[1:].split("/", 1)[0].replace("~1", "/").replace("~0", "~")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that stands at one of `pointers`: anything, one of the texts `values`, or a text that begins so."""

    pointers: tuple[str, ...]
    values: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """Types of values, as DuckDB's json_type names them."""
    prefix: str = ""
    is_of_each: bool = False
    """Whether the types are those of all elements of the list that stands there, which must have one."""
    when: Callable[[Collection[str]], bool] = any_keys
    """Whether a record with these top-level keys can be of the schema at all; for others nothing is asked."""

    def is_asked(self, keys: Collection[str]) -> bool:
        """Whether a record with these top-level keys may meet it."""
        return self.when(keys) and any(_top(pointer) in keys for pointer in self.pointers)


@dataclass(frozen=True, slots=True)
class Format:
    """One log schema. What it does not say is found by the general names (see `names`)."""

    name: str
    title: str
    matches: Callable[[Record], bool]
    """Whether a record is of this schema, by its keys and the types of their values."""
    signs: str = ""
    """What its records are recognised by, for people."""
    samples: tuple[Sample, ...] = ()
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """JSON pointers per column, tried before the general names."""
    silent: frozenset[str] = frozenset()
    """Columns that this schema never speaks of, whatever its keys are called."""
    level_scheme: str = "any"
    """How numbers are read as levels, see the macro level_by_number."""
    default_level: str | None = None
    """The level of records that carry none."""
    duration_unit: str = "ms"
    """The unit of a number under a key that does not name one, such as `duration`."""
    units: Mapping[str, str] = field(default_factory=dict)
    """The unit of the number at a JSON pointer, where its key's name would mislead."""
    traces_in_text: bool = False
    """Whether a Python traceback stands at the end of the text under the path of `stack_trace`."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Level words (or numbers, as text) of its own and the levels they mean, before the scheme is asked."""
    time_format: str | None = None
    """How the times under the paths of `ts` are written: a strptime pattern, or a unit of the macro epoch_with_unit."""
    decided_by: tuple[Condition, ...] = ()
    """What `matches` looks at beside keys (nested ones too), so that records of the same keys may be of different schemas."""
    origin: str | None = None
    """The user's file that it comes from; None where it is built in."""
    expand: Callable[[Record], list[Record | str] | None] | None = None
    """Turns one object into the records it holds, as objects or as JSON text; None where it is itself the record."""
    inner: Callable[[Record], str | None] | None = None
    """The top-level key under which records of the same keys hold the record that `expand` gives, as text."""
    priority: int = 50
    """Lower is asked first; a narrow predicate may come before a wide one."""
