"""The registry of log schemas: every module in `schemas/` that has a `FORMAT` is one.

A module that cannot be imported, or whose `FORMAT` is none, is reported by name and left out; the rest works.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from ingest.formats import schemas
from ingest.formats.log_format import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.formats.log_format import Record

_log = logging.getLogger(__name__)


@cache
def registry() -> tuple[Format, ...]:
    """All built-in schemas, those to be asked first in front."""
    return load(sorted(module.name for module in pkgutil.iter_modules(schemas.__path__)), schemas.__name__)


def load(names: Iterable[str], package: str) -> tuple[Format, ...]:
    """The schemas of the named modules of `package`; a broken one is logged and left out."""
    found: list[Format] = []
    for name in names:
        try:
            candidate = importlib.import_module(f"{package}.{name}").FORMAT
            if not isinstance(candidate, Format):
                sentence = f"FORMAT is a {type(candidate).__name__}"
                raise TypeError(sentence)  # noqa: TRY301 (one handler names the module, whatever is wrong with it)
        except Exception as error:  # noqa: BLE001 (a module in a folder may fail in any way)
            _log.warning("The log format %s.%s is left out: %s.", package, name, error)
        else:
            found.append(candidate)
    return tuple(sorted(found, key=lambda item: (item.priority, item.name)))


def detect(record: Record, own: Sequence[Format] = ()) -> Format | None:
    """The schema of a record, the user's `own` before the built-in ones; None where it is none in particular."""
    for candidate in (*own, *registry()):
        try:
            if candidate.matches(record):
                return candidate
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _log.warning("The log format %s could not judge a record: %r.", candidate.name, error)
    return None
