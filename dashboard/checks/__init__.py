"""What `longtail check` looks at: one module each, found by being there, whose `check` gives findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.settings import Settings


class Verdict(StrEnum):
    """How a finding stands: `look` is worth a thought and fails nothing."""

    OK = "ok"
    LOOK = "look"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check, in a sentence."""

    check: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: the settings, and the paths to read."""

    settings: Settings
    log_paths: tuple[str, ...]
