"""The user's own log formats: TOML files that the setting `formats` names.

A file says which records have its schema and where they keep each column, or has the pattern of a text format
(`user_text_formats`); docs/formats.md has examples. If a file has a
mistake, a sentence names the file and the key. This file is left out, the others work.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import duckdb
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictStr, ValidationError

from ingest.errors import FormatError
from ingest.formats import field_names, user_text_formats
from ingest.formats.format_keys import Column, Level, SampleTable, Table, Unit, one_of
from ingest.formats.log_format import Condition, Format, Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.user_text_formats import TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails

    from ingest.formats.log_format import Record

SCHEMES = (
    "any",
    "syslog",
    "pino",
    "python",
    "monolog",
    "logback",
    "otel",
    "dotnet",
    "zap",
    "slog",
    "appinsights",
    "mysql",
    "windows",
    "npm",
)
TIME_UNITS = ("s", "ms", "us", "ns", "ticks")
PRIORITY = 0
_MOST_PARTS = 4


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _checked_path(path: str) -> str:
    if not path or path == "/" or ".." in f".{path}.":
        sentence = "it must be a dotted path (request.id) or a JSON pointer (/request/id)"
        raise ValueError(sentence)
    return path


def _as_text(value: Any) -> Any:
    """A value in a log, as text in DuckDB's form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else value


def _checked_time_format(value: str) -> str:
    if value in TIME_UNITS:
        return value
    if "%" not in value:
        sentence = f"it must be a strptime pattern such as %d.%m.%Y %H:%M:%S, or one of {', '.join(TIME_UNITS)}"
        raise ValueError(sentence)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"select strptime('', '{value.replace(chr(39), chr(39) * 2)}') limit 0")
    except duckdb.Error as error:
        sentence = f"it is not a strptime pattern ({str(error).splitlines()[0].split(': ', 1)[-1]})"
        raise ValueError(sentence) from error
    return value


_Path = Annotated[StrictStr, AfterValidator(_checked_path)]
_Paths = Annotated[tuple[_Path, ...], BeforeValidator(_listed), Field(min_length=1)]
_Value = Annotated[StrictStr, BeforeValidator(_as_text)]
_Values = Annotated[tuple[_Value, ...], BeforeValidator(_listed), Field(min_length=1)]


class _Match(Table):
    keys: tuple[_Path, ...] = ()
    values: dict[_Path, _Values] = Field(default_factory=dict)


class _File(Table):
    name: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    description: StrictStr
    match: _Match
    fields: dict[Column, _Paths] = Field(default_factory=dict)
    silent: tuple[Column, ...] = ()
    duration_unit: Unit | None = None
    units: dict[_Path, Unit] = Field(default_factory=dict)
    levels: dict[str, Level] = Field(default_factory=dict)
    level_scheme: Annotated[str, one_of("scheme", SCHEMES)] = "any"
    default_level: Level | None = None
    time_format: Annotated[StrictStr, AfterValidator(_checked_time_format)] | None = None
    samples: tuple[SampleTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The schemas and text formats that could be read, and a sentence for each file with a mistake."""

    formats: tuple[Format, ...]
    problems: tuple[str, ...]
    texts: tuple[TextFormat, ...] = ()

    @property
    def all(self) -> tuple[Format | TextFormat, ...]:
        """All formats, by name."""
        return tuple(sorted((*self.formats, *self.texts), key=lambda item: item.name))


def load(paths: Sequence[str | Path]) -> Loaded:
    """Read the files, and the .toml files in the folders, that `paths` name."""
    found: dict[str, Format | TextFormat] = {}
    problems = [
        f"The folder {path} has no format (*.toml): correct the setting formats."
        for path in map(Path, paths)
        if path.is_dir() and not any(path.glob("*.toml"))
    ]
    for path in _files(paths):
        try:
            schema = read(path)
            if schema.name in found:
                sentence = f"name in {path} is {schema.name!r}, as in {found[schema.name].origin}: give it another."
                raise FormatError(sentence)  # noqa: TRY301 (one handler collects the sentences)
        except FormatError as error:
            problems.append(str(error))
        else:
            found[schema.name] = schema
    return Loaded(
        tuple(item for item in found.values() if isinstance(item, Format)),
        tuple(problems),
        tuple(item for item in found.values() if isinstance(item, TextFormat)),
    )


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from sorted(path.glob("*.toml")) if path.is_dir() else [path]


def read(path: Path) -> Format | TextFormat:
    """The schema, or text format, in the file at `path`. Raises `FormatError`, one sentence."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        sentence = f"{path} is not valid TOML ({error}): correct it there, docs/formats.md has an example."
        raise FormatError(sentence) from error
    except OSError as error:
        sentence = f"The format file {path} cannot be read ({error.strerror}): correct the setting formats."
        raise FormatError(sentence) from error
    model = TextFile if "pattern" in values else _File
    try:
        file = model.model_validate(values)
    except ValidationError as error:
        raise FormatError(_sentence(path, model, error.errors()[0])) from error
    if isinstance(file, TextFile):
        reason = user_text_formats.problem(file)
        if reason:
            sentence = f"In {path} {reason}."
            raise FormatError(sentence)
        return user_text_formats.text_format(file, str(path))
    if not file.match.keys and not file.match.values:
        sentence = f"match in {path} is empty: name keys that every record of this schema has."
        raise FormatError(sentence)
    return _format(file, str(path))


def _format(file: _File, origin: str) -> Format:
    paths = {column: tuple(pointers(listed)) for column, listed in file.fields.items()}
    units = dict.fromkeys(paths.get("duration_ms", ()), file.duration_unit) if file.duration_unit else {}
    units |= {pointer: unit for path, unit in file.units.items() for pointer in pointers([path])}
    conditions = [Condition(tuple(pointers([key]))) for key in file.match.keys]
    conditions += [Condition(tuple(pointers([key])), values) for key, values in file.match.values.items()]
    return Format(
        name=file.name,
        title=file.description,
        signs=", ".join(
            [*file.match.keys, *(f"{key} = {' or '.join(found)}" for key, found in file.match.values.items())]
        ),
        matches=lambda record: all(_holds(condition, record) for condition in conditions),
        samples=tuple(Sample(sample.lines, sample.records) for sample in file.samples),
        paths=paths,
        silent=frozenset(file.silent),
        level_scheme=file.level_scheme,
        levels=file.levels,
        default_level=file.default_level,
        duration_unit=file.duration_unit or "ms",
        units={pointer: unit for pointer, unit in units.items() if unit},
        time_format=file.time_format,
        decided_by=tuple(item for item in conditions if item.values or any("/" in key[1:] for key in item.pointers)),
        origin=origin,
        priority=PRIORITY,
    )


def pointers(paths: Sequence[str]) -> Iterator[str]:
    """JSON pointers; a dotted path means nested objects, and also keys that contain the dots."""
    for path in paths:
        if path.startswith("/"):
            yield path
        else:
            parts = [field_names.pointer(part)[1:] for part in path.split(".")]
            yield from dict.fromkeys(f"/{grouped}" for grouped in _grouped(parts))


def _grouped(parts: list[str]) -> Iterator[str]:
    if len(parts) > _MOST_PARTS:
        yield from (".".join(parts), "/".join(parts))
        return
    for bits in range(2 ** (len(parts) - 1)):
        joints = ["/" if bits >> index & 1 else "." for index in range(len(parts) - 1)]
        yield parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))


_NOTHING = object()


def _holds(condition: Condition, record: Record) -> bool:
    found = [value for item in condition.pointers if (value := _at(record, item)) is not _NOTHING]
    return any(_as_text(value) in condition.values for value in found) if condition.values else bool(found)


def _at(value: Any, pointer: str) -> Any:
    for key in field_names.keys(pointer):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return value


def _sentence(path: Path, model: type[BaseModel], problem: ErrorDetails) -> str:
    """One sentence about the first mistake: file, key, value and what it may be."""
    location = [str(part) for part in problem["loc"] if part != "[key]"]
    key = ".".join(location)
    match problem["type"]:
        case "extra_forbidden":
            return f"{key} in {path} is not a key of a format: {_known(model, location)}"
        case "missing":
            return f"{path} has no {key}: docs/formats.md has an example."
        case "value_error":
            reason = str(problem["msg"]).removeprefix("Value error, ")
            end = "" if reason.endswith("?") else "."
            if problem["loc"][-1] == "[key]":
                return f"{key} in {path} {reason.removeprefix('it ')}{end}"
            return f"{key} in {path} is {problem['input']!r}: {reason}{end}"
        case "string_pattern_mismatch":
            return f"{key} in {path} is {problem['input']!r}: it must be small letters, digits and _, a letter first."
        case _:
            reason = str(problem["msg"]).replace("Input should be", "it must be").replace("dictionary", "table")
            return f"{key} in {path} is {problem['input']!r}: {reason.replace('tuple', 'list')}."


_INNER: dict[str, type[BaseModel]] = {"match": _Match, "samples": SampleTable}


def _known(model: type[BaseModel], location: list[str]) -> str:
    known = list((_INNER[location[0]] if len(location) > 1 else model).model_fields)
    nearest = difflib.get_close_matches(location[-1], known, n=1, cutoff=0.5)
    return f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(known)}."
