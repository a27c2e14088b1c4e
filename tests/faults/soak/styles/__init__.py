"""How programs write and rotate their logs, one module each, found by being there.

A style has `open_log(folder, random)`, which gives a `Log` in a folder of its own. It may say `ROOTS` (what is to be
read of that folder, where a scan of it would not take the names), `NEEDS` (programs by the package that brings them)
and `SHARE` (how many times as many lines it writes as the others).
"""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path


class Log(Protocol):
    """A log that is written to."""

    def write(self, messages: Sequence[str]) -> None:
        """Write one record for each message, and rotate where it is time."""

    def close(self) -> None:
        """Finish: after this, no file changes any more."""


class Style(Protocol):
    """A module of this package."""

    def open_log(self, folder: Path, random: random.Random) -> Log:
        """Begin to write in `folder`."""


def names() -> list[str]:
    """The styles that there are."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__))


def style(name: str) -> Style:
    """The style of that name."""
    module: Style = importlib.import_module(f"{__name__}.{name}")
    return module


def share(name: str) -> int:
    """How many times as many lines as others it writes."""
    return int(getattr(style(name), "SHARE", 1))


def roots(name: str, folder: Path) -> list[str]:
    """What is to be read of the folder that this style writes to."""
    return [str(folder / pattern) for pattern in getattr(style(name), "ROOTS", ("",))]


def missing(name: str) -> str | None:
    """The sentence on a program that this style needs and that is not installed, None where all are."""
    needs: dict[str, str] = getattr(style(name), "NEEDS", {})
    for program, package in needs.items():
        if shutil.which(program) is None:
            return f"The style {name} needs {program}: install the package {package}, or leave the style out."
    return None
