r"""A text format: how its records begin, the pattern of a record, and the names of what the pattern finds.

What a pattern finds becomes a JSON object, one key for each named group. From there on a text line is read like a line
that was JSON: the names of the groups decide the columns (`field_names`), and what has no column is an attribute.

Patterns are written in what RE2 and Python's `re` have in common, with ``[^\n]`` instead of ``.`` where a line must not be
left. RE2 matches in linear time, whatever a log contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.formats.log_format import Sample


CUT = "(?:)"
"""A place in a pattern, outside of all groups, before which it can be matched without what follows: there is only one way
to match what stands before it. RE2 takes several times as long for more than four groups at once (its one-pass matcher)."""


@dataclass(frozen=True, slots=True)
class PatternPart:
    """A part of a pattern: it matches from the start of a text, and finds these groups."""

    pattern: str
    groups: tuple[str, ...]


_NAMED = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True)
class TextFormat:
    """One format of text lines."""

    name: str
    title: str
    begins: str
    """A pattern for the first characters of a record, cheap and narrow: only such lines are compared with `pattern`."""
    pattern: str
    """A pattern for the whole record. Each named group is a key; `message` is split from the stack trace after it.

    The group `rest` is the end of the message, where something else stands between.
    """
    continues: bool = True
    """Whether lines that begin no record belong to the record before them."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Its own words for levels, and the general words that they mean."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Keys that each record has with a fixed value, if the pattern does not find them."""
    empty: tuple[str, ...] = ("",)
    """What is written for no value."""
    escaped: tuple[str, ...] = ()
    """The groups that stand in quotes with backslashes as JSON has them, which are taken off."""
    pairs: str | None = None
    """The group with ``key=value`` pairs (logfmt), each of which is a key of the record."""
    pair: str | None = None
    """The pattern of one pair, with a group for its key and one for its value, where it is not that of logfmt."""
    pair_ends: str = ""
    """Characters that end a pair and do not belong to its value."""
    repeated: str | None = None
    """A pattern for what stands before each further line of a message, and is taken off."""
    objects: tuple[str, ...] = ()
    """Groups that are JSON, and are values of the record as they are if they are valid."""
    head: str | None = None
    """A pattern for a first line that always has another line after it, whatever that one begins."""
    follows: str | None = None
    """A pattern for the first characters of lines that belong to the record before, though they begin like one; each has
    a colon and two spaces."""
    members: str | None = None
    """The group with a JSON object, whose members become keys of the record."""
    samples: tuple[Sample, ...] = ()
    priority: int = 50
    """The lower one is tried first: a narrow pattern comes before a wide one."""
    origin: str | None = None
    """The user's file with this format; None if it is built in."""

    @cached_property
    def parts(self) -> tuple[PatternPart, ...]:
        """The parts of the pattern. The last one matches whole texts; each has its own groups, and not those before."""
        texts = self.pattern.split(CUT)
        before = [_NAMED.sub("(?:", "".join(texts[:number])) for number in range(len(texts))]
        return tuple(
            PatternPart(
                f"^(?:{lead}{text}){'$' if number == len(texts) else ''}",
                tuple(name for name in self.groups if f"(?P<{name}>" in text),
            )
            for number, (lead, text) in enumerate(zip(before, texts, strict=True), 1)
        )

    @cached_property
    def is_plain(self) -> bool:
        """Whether each group is a text of its own: no pairs, and no JSON."""
        return not (self.pairs or self.members or self.objects or self.escaped)

    @cached_property
    def beginning(self) -> re.Pattern[bytes]:
        """`begins` for Python. A few texts are sooner compared with it than it is compiled anew for many."""
        return re.compile(self.begins.encode(), re.ASCII)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups, in the order of the pattern. Raises ValueError if a group has no name."""
        found = re.compile(self.pattern)
        if found.groups != len(found.groupindex):
            sentence = f"the pattern of {self.name} has a group without a name: write (?:…) or (?P<name>…)"
            raise ValueError(sentence)
        return tuple(sorted(found.groupindex, key=found.groupindex.__getitem__))
