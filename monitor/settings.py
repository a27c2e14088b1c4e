"""From the tables of the settings file to the typed settings of each kind.

`[[probe]]`, `[[scrape]]`, `[[collector]]` and `[[channel]]` are lists of tables; `ingest.settings` keeps them as they
are, because only the kind knows which keys are right. In every text `${NAME}` is the environment's variable of that
name, and `<key>_file` names a file that holds the value of `key`, as container secrets do. No sentence of an error
repeats a value: it may be a password.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from ingest.errors import SettingsError
from monitor import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from pydantic_core import ErrorDetails

    from monitor.kinds import NamedSettings

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FILE = "_file"
Table = TypeVar("Table", bound=BaseModel)


def typed(
    package: ModuleType,
    tables: Sequence[Mapping[str, Any]],
    *,
    table: str,
    kind: str | None = None,
    file: Path | None = None,
) -> list[NamedSettings]:
    """The settings of each of `tables`, in their order, each of the class of its kind.

    `table` is what they are called in the settings (`probe`), `kind` what they are where they do not say it, `file` the
    settings file, where relative paths start. Raises `SettingsError`, one sentence about the first mistake.
    """
    folder = file.parent if file else Path()
    found = [
        _one(package, values, f"[[{table}]] {_label(values, place)}", kind, folder)
        for place, values in enumerate(tables, start=1)
    ]
    names = [settings.name for settings in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        sentence = f"Two tables [[{table}]] have the name {twice!r}: give one of them another."
        raise SettingsError(sentence)
    return found


def _label(values: Mapping[str, Any], place: int) -> str:
    name = values.get("name", values.get("kind"))
    return repr(name) if isinstance(name, str) else str(place)


def _one(
    package: ModuleType, values: Mapping[str, Any], where: str, default_kind: str | None, folder: Path
) -> NamedSettings:
    kind = values.get("kind", default_kind)
    module = kinds.load(package, _known(package, kind, where))
    settings: type[NamedSettings] = module.Settings
    given = {"name": kind, **_resolved(values, settings, where, folder), "kind": kind}
    for key, value in given.items():
        if _is_path(settings, key) and isinstance(value, str):
            given[key] = folder / Path(value).expanduser()
    return checked(settings, given, where)


def literal(package: ModuleType, values: Mapping[str, Any], where: str) -> NamedSettings:
    """The settings of a table that Longtail made itself: its texts are meant as they are. Raises `SettingsError`."""
    settings: type[NamedSettings] = kinds.load(package, values["kind"]).Settings
    return checked(settings, values, where)


def checked(settings: type[Table], given: Mapping[str, Any], where: str) -> Table:
    """The settings of a table that is of no kind. Raises `SettingsError`, one sentence about the first mistake."""
    try:
        return settings(**given)
    except ValidationError as error:
        problems = error.errors(include_input=False)
        first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
        raise SettingsError(_sentence(first, settings, where)) from None


def _known(package: ModuleType, kind: object, where: str) -> str:
    known = kinds.names(package)
    if isinstance(kind, str) and kind in known:
        return kind
    if kind is None:
        sentence = f"{where} has no kind: add one of {', '.join(known)}."
        raise SettingsError(sentence)
    sentence = f"{where} has the kind {kind!r}, which is none: {_nearest(str(kind), known, 'the kinds are')}"
    raise SettingsError(sentence)


def _nearest(word: str, known: Sequence[str], all_are: str) -> str:
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"{all_are} {', '.join(known)}."


def _resolved(values: Mapping[str, Any], settings: type[NamedSettings], where: str, folder: Path) -> dict[str, Any]:
    """The values with `${NAME}` and `<key>_file` put in place."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        of_file = key.removesuffix(_FILE)
        if key.endswith(_FILE) and key not in settings.model_fields and of_file in settings.model_fields:
            if of_file in values:
                sentence = f"{where} has both {of_file} and {key}: remove one of them."
                raise SettingsError(sentence)
            found[of_file] = _content(_expanded(value, where), key, where, folder)
        else:
            found[key] = _expanded(value, where)
    return found


def _expanded(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        return {key: _expanded(inner, where) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_expanded(inner, where) for inner in value]
    return VARIABLE.sub(lambda found: _variable(found[1], where), value) if isinstance(value, str) else value


def _variable(name: str, where: str) -> str:
    value = os.environ.get(name)
    if value is None:
        sentence = (
            f"{where} needs the environment's variable {name}, which is not set: set it, or take ${{{name}}} out."
        )
        raise SettingsError(sentence)
    return value


def _content(path: Any, key: str, where: str, folder: Path) -> str:
    try:
        return (folder / Path(path).expanduser()).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a path of UTF-8 text"
        sentence = f"{where}: {key} cannot be read ({reason}): correct the path or the permissions."
        raise SettingsError(sentence) from None


def _is_path(settings: type[NamedSettings], key: str) -> bool:
    field = settings.model_fields.get(key)
    return field is not None and Path in (field.annotation, *getattr(field.annotation, "__args__", ()))


def _sentence(problem: ErrorDetails, settings: type[BaseModel], where: str) -> str:
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = [field.alias or name for name, field in settings.model_fields.items()]
        key = str(problem["loc"][-1])
        return f"{path} in {where} is not a setting: {_nearest(key, known, 'the settings are')}"
    if problem["type"] == "missing":
        return f"{where} has no {path}: add it ({settings.model_fields[str(problem['loc'][0])].description})"
    reason = str(problem["msg"]).removeprefix("Value error, ").replace("Input should be", "it must be").rstrip(".")
    return f"{where}: {path} is wrong: {reason}." if path else f"{where}: {reason}."
