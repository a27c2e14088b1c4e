"""What a log schema is to us: how to know it by its records, and where it keeps each canonical column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines as they stand in a file and the records they must become.

    `lines` may hold several lines (one file's content). `records` lists, in order, what is judged of each record:
    columns of `logs` by name; ``ts`` as ISO text in UTC, ``stack_trace`` as text or as whether there is one.
    """

    lines: str
    records: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that stands at one of `pointers`: anything, or one of the texts `values`."""

    pointers: tuple[str, ...]
    values: tuple[str, ...] = ()


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
    """How numbers are read as levels, see the macro numbered_level."""
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
    """How the times under the paths of `ts` are written: a strptime pattern, or a unit of the macro epoch_in."""
    decided_by: tuple[Condition, ...] = ()
    """What `matches` looks at beside top-level keys, so that records of the same keys may be of different schemas."""
    origin: str | None = None
    """The user's file that it comes from; None where it is built in."""
    expand: Callable[[Record], list[Record | str] | None] | None = None
    """Turns one object into the records it holds, as objects or as JSON text; None where it is itself the record."""
    inner: Callable[[Record], str | None] | None = None
    """The top-level key under which records of the same keys hold the record that `expand` gives, as text."""
    priority: int = 50
    """Lower is asked first; a narrow predicate may come before a wide one."""
