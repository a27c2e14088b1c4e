"""Longtail itself: what this process takes, under the names that Prometheus' client libraries use."""

from __future__ import annotations

import platform
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
from pydantic import Field

from monitor.kinds import Duration, KindSettings
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit


EXAMPLE = 'kind = "own"\nevery = "15s"\n'


class Settings(KindSettings):
    """How often Longtail measures itself."""

    every: Duration = Field(default=15.0, description="How often it is measured.")


class Collector:
    """Measures this process."""

    def __init__(self, settings: Settings) -> None:
        self._process = psutil.Process()
        self._of = {"job": settings.name, "instance": platform.node()}

    def collect(self, _limit: Limit) -> Iterator[Sample]:
        """Processor time, memory, threads and descriptors."""
        of = self._of
        with self._process.oneshot():
            cpu, memory = self._process.cpu_times(), self._process.memory_info()
            yield counter("process_cpu_seconds_total", cpu.user + cpu.system, **of)
            yield gauge("process_resident_memory_bytes", memory.rss, **of)
            yield gauge("process_virtual_memory_bytes", memory.vms, **of)
            yield gauge("process_start_time_seconds", self._process.create_time(), **of)
            yield gauge("process_threads", self._process.num_threads(), **of)
            with suppress(AttributeError, psutil.Error):  # where the system does not number them
                yield gauge("process_open_fds", self._process.num_fds(), **of)
