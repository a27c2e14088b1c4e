"""Whether the warehouse answers, and how far reading is behind."""

from __future__ import annotations

import time
from typing import ClassVar

from pydantic import Field

from monitor import asking_warehouse, outcome

EXAMPLE = """\
kind = "warehouse"
"""


class Settings(outcome.ProbeSettings):
    """Longtail's own warehouse."""

    needs_warehouse: ClassVar[bool] = True
    lag_bytes: int | None = Field(default=256_000_000, gt=0, description="With more bytes left to read it is degraded.")
    latency_ms: float | None = Field(default=100.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """The warehouse."""
        return "the warehouse"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Sum the ledger up."""
    started = time.monotonic()
    (row,) = asking_warehouse.rows(context, "probe_warehouse")
    latency = 1000 * (time.monotonic() - started)
    details = {key: row[key] for key in ("files", "lag_bytes", "broken")}
    if settings.lag_bytes is not None and row["lag_bytes"] > settings.lag_bytes:
        sentence = f"It answers; {row['lag_bytes'] / 1e6:.0f} MB are left to read."
        return outcome.Outcome(outcome.Status.DEGRADED, sentence, details, latency)
    if row["broken"]:
        sentence = f"It answers; {row['broken']} of {row['files']} files cannot be read to their end."
        return outcome.Outcome(outcome.Status.DEGRADED, sentence, details, latency)
    return outcome.Outcome(outcome.Status.HEALTHY, "It answers, and all files are read.", details, latency)
