"""The registry of log schemas: every module in `schemas/` with a `FORMAT`.

A module that cannot be imported, or whose `FORMAT` is not a schema, is logged and left out. The others work.
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
    """All built-in schemas, in the order in which they are tried."""
    return load(sorted(module.name for module in pkgutil.iter_modules(schemas.__path__)), schemas.__name__)


def load(names: Iterable[str], package: str) -> tuple[Format, ...]:
    """The schemas in the named modules of `package`. A broken one is logged and left out."""
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
    """The schema of a record; the user's `own` schemas go before the built-in ones. None if it has no known schema."""
    for candidate in (*own, *registry()):
        try:
            if candidate.matches(record):
                return candidate
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _log.warning("The log format %s could not judge a record: %r.", candidate.name, error)
    return None
