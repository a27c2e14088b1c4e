"""Files that are stored twice: a proof across files, which the ledger of a single file cannot give."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict
from dashboard.server import remote
from ingest.store.copies import doubled
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 35
NAME = "doubled"
_SHOWN = 20


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each doubled file, with the command that takes it away."""
    settings = subject.settings
    if not settings.warehouse.exists():
        return
    try:
        found = doubled.find(partial(remote.rows, settings))
    except LongtailError as error:
        yield Finding(NAME, Verdict.FAILED, str(error))
        return
    for one in found[:_SHOWN]:
        yield Finding(NAME, Verdict.FAILED, str(one))
    if len(found) > _SHOWN:
        yield Finding(NAME, Verdict.FAILED, f"{len(found) - _SHOWN:,} more files are stored twice.")
    if not found:
        yield Finding(NAME, Verdict.OK, "No file's lines also stand in another file.")
