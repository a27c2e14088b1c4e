"""A log schema: how to recognise its records, and where it keeps each column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

Record = dict[str, Any]


def any_keys(_keys: Collection[str]) -> bool:
    """A rule that does not depend on the keys of a record."""
    return True


INTEGERS = ("UBIGINT", "BIGINT")
"""The names that DuckDB's json_type has for whole numbers of up to 64 bits. Other numbers are DOUBLE."""


def is_integer(value: Any) -> bool:
    """Whether a value of a record is a whole number of up to 64 bits."""
    return type(value) is int and -(2**63) <= value < 2**64


def is_fraction(value: Any) -> bool:
    """Whether a value of a record is a number, but not a whole number of up to 64 bits."""
    return type(value) in (int, float) and not is_integer(value)


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines as they are in a file, and the records that they must become.

    `lines` may be several lines (the content of one file). `records` has, in order, the columns of `logs` to compare for
    each record; ``ts`` as ISO text in UTC, ``stack_trace`` as text or as True if there is one.
    """

    lines: str
    records: tuple[Mapping[str, Any], ...]
    writer: str = ""
    """The program that wrote the lines, with its version or setting; with *published*, lines of this form found elsewhere. Else empty."""


def _top(pointer: str) -> str:
    """The top-level key of a JSON pointer, or of a JSON path to a list's elements."""
    if pointer.startswith("$."):
        return pointer[2:].removesuffix("[*]")
    return pointer[1:].split("/", 1)[0].replace("~1", "/").replace("~0", "~")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the value at one of `pointers`: any value, one of the texts `values`, or a text with this prefix."""

    pointers: tuple[str, ...]
    values: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """Types of the value, by their names in DuckDB's json_type."""
    prefix: str = ""
    is_of_each: bool = False
    """Whether the types are those of all elements of a list at this place. The list must have an element."""
    when: Callable[[Collection[str]], bool] = any_keys
    """Whether a record with these top-level keys can have this schema. Other records are not checked."""

    def is_asked(self, keys: Collection[str]) -> bool:
        """Whether a record with these top-level keys may meet the condition."""
        return self.when(keys) and any(_top(pointer) in keys for pointer in self.pointers)


@dataclass(frozen=True, slots=True)
class Format:
    """One log schema. Columns that it does not name are found by the general names (`field_names`)."""

    name: str
    title: str
    matches: Callable[[Record], bool]
    """Whether a record has this schema, by its keys and the types of their values."""
    signs: str = ""
    """How its records are recognised, as a text for people."""
    samples: tuple[Sample, ...] = ()
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """JSON pointers for each column, tried before the general names."""
    silent: frozenset[str] = frozenset()
    """Columns that this schema never has, whatever the names of its keys."""
    level_scheme: str = "any"
    """How numbers are read as levels; see the macro level_by_number."""
    default_level: str | None = None
    """The level of records without one."""
    duration_unit: str = "ms"
    """The unit of a number under a key that does not name one, such as `duration`."""
    units: Mapping[str, str] = field(default_factory=dict)
    """The unit of the number at a JSON pointer, if the name of its key is misleading."""
    traces_in_text: bool = False
    """Whether the text under the path of `stack_trace` ends with a Python traceback."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Its own words for levels (or numbers, as text), and the levels they mean. They go before the scheme."""
    time_format: str | None = None
    """The form of times under the paths of `ts`: a strptime pattern, or a unit of the macro epoch_with_unit."""
    decided_by: tuple[Condition, ...] = ()
    """What `matches` needs besides keys (also nested keys), so that records with equal keys may have different schemas."""
    origin: str | None = None
    """The user's file with this format; None if it is built in."""
    expand: Callable[[Record], list[Record | str] | None] | None = None
    """Turns one object into its records, as objects or as JSON text; None if it is itself the record."""
    inner: Callable[[Record], str | None] | None = None
    """The top-level key with the record that `expand` gives, as text."""
    priority: int = 50
    """The lower one is tried first, so that a narrow condition may come before a wide one."""
