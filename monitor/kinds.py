"""Kinds of things that watch: each is one module of a package, found by being there.

A package (`monitor.probes`, `monitor.collectors`, `monitor.notify.channels`) holds one module for each kind; a module
whose name begins with `_` is none. The kind's name is the module's, with `-` for `_`: `file_age.py` is the kind
`file-age`. Each has a class `Settings`, made from `NamedSettings`, whose fields are the keys that a table of that kind
may have. A module is imported only when its kind is configured, so a driver that nobody needs costs nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from types import ModuleType

_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)?\s*")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_. -]{0,62}[A-Za-z0-9])?")


def seconds_of(value: Any) -> Any:
    """Seconds of `30`, `"30s"`, `"5m"`, `"1h30m"`; what is no text is given back as it is.

    Raises `ValueError`, a sentence without its subject.
    """
    if not isinstance(value, str):
        return value
    parts, end = list(_PART.finditer(value)), 0
    for part in parts:
        if part.start() != end or (part[2] is None and len(parts) > 1):
            break
        end = part.end()
    if not value or end != len(value):
        sentence = 'it must be a duration such as "30s", "5m" or "2h", or a number of seconds'
        raise ValueError(sentence)
    return sum(float(part[1]) * _UNITS[part[2] or ""] for part in parts)


def told(seconds: float) -> str:
    """A duration for people, in its largest units that say enough: `40 s`, `12 min`, `3 h`, `5 d`."""
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        sentence = "it must be a name of up to 64 letters, digits, spaces and _ . - inside"
        raise ValueError(sentence)
    return name


Duration = Annotated[float, BeforeValidator(seconds_of), Field(gt=0)]
"""Seconds, written `"30s"`, `"5m"`, `"2h"` or as a number."""


class NamedSettings(BaseModel):
    """What every table of every kind has."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, AfterValidator(_checked_name)] = Field(
        description="What it is called on pages and in links; unique among its like, the kind where nothing is said."
    )
    kind: str = Field(description="What it is.")


class KindSettings(NamedSettings):
    """What every table of what runs again and again may have; kinds add their own fields to it."""

    every: Duration = Field(default=30.0, description="How often it runs.")
    timeout: Duration = Field(default=10.0, description="What one run may take; then it is ended.")


def names(package: ModuleType) -> list[str]:
    """The kinds that a package has, in the order of their names. Imports none of them."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__) if not module.ispkg)
    return sorted(name.replace("_", "-") for name in found if not name.startswith("_"))


def load(package: ModuleType, kind: str) -> ModuleType:
    """The module of a kind that `names` tells.

    Raises `SettingsError` where it cannot be imported or has no class `Settings`: the kind is broken, others work.
    """
    path = f"{package.__name__}.{kind.replace('-', '_')}"
    try:
        module = importlib.import_module(path)
    except ImportError as error:
        sentence = f"The kind {kind!r} cannot be used ({error}): install what it needs, or take its tables out."
        raise SettingsError(sentence) from error
    if not (isinstance(getattr(module, "Settings", None), type) and issubclass(module.Settings, NamedSettings)):
        sentence = f"The kind {kind!r} has no class Settings made from KindSettings: add it to {path}."
        raise SettingsError(sentence)
    return module
