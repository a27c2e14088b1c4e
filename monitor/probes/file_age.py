"""Whether a file is still written: a backup, an export, the schedule of celerybeat."""

from __future__ import annotations

import glob
import time
from pathlib import Path

from pydantic import Field

from monitor import kinds, outcome

EXAMPLE = """\
name = "celerybeat"
kind = "file-age"
path = "/var/lib/celery/celerybeat-schedule"
older = "10m"
"""


class Settings(outcome.ProbeSettings):
    """A file, or the newest of several."""

    path: Path = Field(description="The file; with `*` the newest that matches.")
    older: kinds.Duration = Field(description="From this age on it is unhealthy.")
    least_bytes: int = Field(default=0, ge=0, description="A smaller file is unhealthy.")
    failures: int = Field(default=1, ge=1, description="Bad results in a row until its status becomes worse.")

    @property
    def target(self) -> str:
        """The file."""
        return str(self.path)


def probe(settings: Settings, _context: outcome.Context) -> outcome.Outcome:
    """Look at the newest file."""
    found = []
    given = str(settings.path)
    for name in [given] if settings.path.exists() else glob.glob(given):  # noqa: PTH207 (a path with `*` is no Path)
        try:
            found.append(Path(name).stat())
        except FileNotFoundError:
            continue
        except OSError as error:
            sentence = f"{name} cannot be asked: {error.strerror}."
            raise outcome.CannotAskError(sentence) from error
    if not found:
        sentence = "There is no such file."
        raise outcome.ProbeError(sentence)
    newest = max(found, key=lambda state: state.st_mtime)
    age = max(0.0, time.time() - newest.st_mtime)
    details = {"age_seconds": round(age, 1), "bytes": newest.st_size}
    if newest.st_size < settings.least_bytes:
        sentence = f"It has {newest.st_size} bytes; it needs {settings.least_bytes}."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, **details)
    status = outcome.Status.UNHEALTHY if age >= settings.older else outcome.Status.HEALTHY
    return outcome.measured(status, f"It was written {kinds.told(age)} ago.", **details)
