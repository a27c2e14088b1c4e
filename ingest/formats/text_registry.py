"""The registry of text formats: every module in `text/` with `FORMATS`, and the user's own before them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from ingest.formats import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.formats.text_format import TextFormat


_SAMPLED_FROM = 2_000
"""From so many texts on, looking at some of them first takes less time."""
_SAMPLE = 64


HEAD_END = r"\r?\n?$"
"""What ends the pattern for heads: nothing else stands in their line."""
_NARROW = 50
"""The highest priority of a format that no prose fits."""


@dataclass(frozen=True)
class TextFormats:
    """Text formats in the order in which they are tried."""

    formats: tuple[TextFormat, ...]

    @classmethod
    def with_own(cls, own: Sequence[TextFormat]) -> Self:
        """The user's own formats, then the built-in ones."""
        return cls((*own, *built_in().formats))

    def usual(self, texts: pa.Array) -> tuple[TextFormat, ...]:
        """The formats that some of many texts begin like; none for few texts. It only says what to try first."""
        if len(texts) < _SAMPLED_FROM:
            return ()
        some = texts.take(pa.array(range(0, len(texts), len(texts) // _SAMPLE))).cast(pa.large_binary()).to_pylist()
        return tuple(item for item in self.formats if any(map(item.beginning.match, some)))

    @cached_property
    def inner(self) -> Self:
        """Those that are looked for in the message of a syslog line: narrow ones, and syslog itself is none."""
        return replace(
            self,
            formats=tuple(
                item for item in self.formats if item.priority <= _NARROW and not item.name.startswith("syslog")
            ),
        )

    @cached_property
    def goes_on(self) -> str:
        """How records that can go on on further lines begin."""
        return any_of(item.begins for item in self.formats if item.continues)

    @cached_property
    def alone(self) -> str:
        """How records of one line begin."""
        return any_of(item.begins for item in self.formats if not item.continues)

    @cached_property
    def heads(self) -> str:
        """First lines that always have another line after them."""
        return any_of(item.head for item in self.formats if item.head) + HEAD_END

    @cached_property
    def follows(self) -> str:
        """Lines that belong to the record before them, though they begin like one."""
        return any_of(item.follows for item in self.formats if item.follows)

    @cached_property
    def follows_bytes(self) -> re.Pattern[bytes]:
        """The same for bytes, in Python."""
        return re.compile(self.follows.encode(), re.ASCII)

    @cached_property
    def heads_bytes(self) -> re.Pattern[bytes]:
        """The same for bytes, in Python."""
        return re.compile(self.heads.encode(), re.ASCII)

    @cached_property
    def goes_on_bytes(self) -> re.Pattern[bytes]:
        """The same for bytes, in Python."""
        return re.compile(self.goes_on.encode(), re.ASCII)

    @cached_property
    def alone_bytes(self) -> re.Pattern[bytes]:
        """The same for bytes, in Python."""
        return re.compile(self.alone.encode(), re.ASCII)


def any_of(patterns: Iterable[str]) -> str:
    """A pattern for texts that begin like one of `patterns`."""
    return f"^(?:{'|'.join(dict.fromkeys(patterns))})"


@cache
def built_in() -> TextFormats:
    """All formats that come with Longtail."""
    found: list[TextFormat] = []
    for module in pkgutil.iter_modules(text.__path__):
        found += importlib.import_module(f"{text.__name__}.{module.name}").FORMATS
    return TextFormats(tuple(sorted(found, key=lambda item: (item.priority, item.name))))
