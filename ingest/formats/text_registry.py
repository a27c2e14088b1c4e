"""The registry of text formats: every module in `text/` with `FORMATS`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from ingest.formats import text

if TYPE_CHECKING:
    from ingest.formats.text_format import TextFormat


@cache
def text_formats() -> tuple[TextFormat, ...]:
    """All built-in text formats, in the order in which they are tried."""
    found: list[TextFormat] = []
    for module in pkgutil.iter_modules(text.__path__):
        found += importlib.import_module(f"{text.__name__}.{module.name}").FORMATS
    return tuple(sorted(found, key=lambda item: (item.priority, item.name)))
