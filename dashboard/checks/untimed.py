"""Streams whose records lack a time, with the line of the settings that gives it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict
from dashboard.reads.untimed import UntimedStream
from dashboard.server import remote
from sql import catalog
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 37
NAME = "times"
_SHOWN = 20
_OF_ALL = {"services": None, "sources": None}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each stream that was read in the last days."""
    settings = subject.settings
    if not settings.warehouse.exists():
        return
    try:
        rows = remote.rows(settings, catalog.query("untimed_streams").body, _OF_ALL)
    except LongtailError as error:
        yield Finding(NAME, Verdict.FAILED, str(error))
        return
    for row in rows[:_SHOWN]:
        yield Finding(NAME, Verdict.LOOK, UntimedStream.of(row).sentence)
    if len(rows) > _SHOWN:
        yield Finding(NAME, Verdict.LOOK, f"{len(rows) - _SHOWN:,} more streams have records without a time.")
    if not rows:
        yield Finding(NAME, Verdict.OK, "The newest records of every stream have a time of their own.")
