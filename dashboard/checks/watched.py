"""What is probed: the settings of each probe are right, and what it needs is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict
from ingest.errors import SettingsError
from monitor.health.probing import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 17
NAME = "probes"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding where there are probes; `longtail probes` runs them."""
    if not subject.settings.probe:
        return
    try:
        found = settings_of(subject.settings)
    except SettingsError as error:
        yield Finding(NAME, Verdict.FAILED, str(error))
        return
    counted = f"{len(found)} probes are" if len(found) > 1 else "1 probe is"
    yield Finding(NAME, Verdict.OK, f"{counted} set up; `longtail probes` runs them.")
