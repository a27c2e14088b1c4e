"""The user's own log formats: each file is sound, and its samples become the records that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict
from ingest import sample_check
from ingest.formats import user_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 15
NAME = "formats"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each file, and for each sample that is not as it says."""
    loaded = user_formats.load(subject.settings.format_paths)
    for problem in loaded.problems:
        yield Finding(NAME, Verdict.FAILED, problem)
    for schema in loaded.all:
        failures = sample_check.failures(schema, subject.settings)
        for sentence in failures:
            yield Finding(NAME, Verdict.FAILED, sentence)
        if not schema.samples:
            yield Finding(NAME, Verdict.LOOK, f"{schema.origin} has no samples: add some, so that it can be checked.")
        elif not failures:
            yield Finding(
                NAME, Verdict.OK, f"{schema.origin}: {schema.name}, {_count(len(schema.samples))} as expected."
            )


def _count(number: int) -> str:
    return f"{number} {'sample' if number == 1 else 'samples'}"
