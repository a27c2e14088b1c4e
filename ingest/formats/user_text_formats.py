"""The user's own text formats: TOML files with a `pattern`, which may have grok names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import duckdb
from pydantic import AfterValidator, Field, StrictBool, StrictStr

from ingest.formats import field_names, grok
from ingest.formats.format_keys import Column, Level, SampleTable, Table, Unit
from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIORITY = 0


def _checked_pattern(value: str) -> str:
    try:
        pattern = grok.expanded(value)
    except ValueError as error:
        sentence = f"it has a mistake: {error}"
        raise ValueError(sentence) from error
    try:
        found = re.compile(pattern)
        with duckdb.connect() as connection:
            connection.execute("select regexp_matches('', $1)", [pattern])
    except (re.error, duckdb.Error) as error:
        reason = str(error).splitlines()[0].split(": ", 1)[-1]
        sentence = f"it is not a pattern of RE2 ({reason})"
        raise ValueError(sentence) from error
    if found.groups != len(found.groupindex):
        sentence = "it has a group without a name: write (?:…) or (?P<name>…)"
        raise ValueError(sentence)
    return pattern


_Pattern = Annotated[StrictStr, AfterValidator(_checked_pattern)]


class TextFile(Table):
    """The keys of a file."""

    name: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    description: StrictStr
    pattern: _Pattern
    begins: _Pattern | None = None
    multiline: StrictBool = True
    fields: dict[Column, StrictStr] = Field(default_factory=dict)
    units: dict[StrictStr, Unit] = Field(default_factory=dict)
    levels: dict[str, Level] = Field(default_factory=dict)
    constants: dict[str, StrictStr] = Field(default_factory=dict)
    empty: tuple[StrictStr, ...] = ("", "-")
    samples: tuple[SampleTable, ...] = ()


def problem(file: TextFile) -> str | None:
    """What is wrong between the keys, as a sentence's part; None if nothing is."""
    groups = re.compile(file.pattern).groupindex
    if not groups:
        return "pattern has no named group: name what it finds, as in (?P<message>.*)"
    for key, listed in (("fields", file.fields.values()), ("units", file.units)):
        unknown = next((name for name in listed if name not in groups), None)
        if unknown:
            return f"{key} names {unknown}, which is no group of pattern: there are {', '.join(groups)}"
    return None


def text_format(file: TextFile, origin: str) -> TextFormat:
    """The format in a file without problems."""
    names = {group: column for column, group in file.fields.items()}
    names |= {group: _with_unit(group, names, unit) for group, unit in file.units.items()}
    pattern = re.sub(r"\(\?P<(\w+)>", lambda match: f"(?P<{names.get(match[1], match[1])}>", file.pattern)
    begins = re.sub(r"\?P<\w+>", "?:", file.begins or file.pattern)
    return TextFormat(
        name=file.name,
        title=file.description,
        begins=begins,
        pattern=pattern,
        continues=file.multiline,
        levels=file.levels,
        constants=file.constants,
        empty=("", *file.empty),
        samples=tuple(Sample(sample.lines, sample.records) for sample in file.samples),
        priority=PRIORITY,
        origin=origin,
    )


def _with_unit(group: str, names: Mapping[str, str], unit: str) -> str:
    """A name for a number in this unit, which says it."""
    is_duration = names.get(group) == "duration_ms" or field_names.duration(field_names.normal(group)) is not None
    return f"duration_{unit}" if is_duration else f"{group}_{unit}"
