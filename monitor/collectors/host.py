"""The host: processor, memory, disks, network, processes, and the limits of the container around this process.

What psutil tells of the whole machine, and in a container what its cgroup allows (versions 1 and 2 of the interface:
Documentation/admin-guide/cgroup-v1 and cgroup-v2 of Linux).
"""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from pydantic import Field

from monitor.collectors import _cgroup, _processes
from monitor.kinds import Duration, KindSettings
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit

EXAMPLE = 'kind = "host"\nevery = "10s"\n'
_FILE_NUMBERS = Path("/proc/sys/fs/file-nr")
_SOCKETS = (Path("/proc/net/sockstat"), Path("/proc/net/sockstat6"))
_CPU_MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
_IDLE = ("idle", "iowait")


class Settings(KindSettings):
    """What of the host is measured."""

    every: Duration = Field(default=10.0, description="How often it is measured.")
    host: str = Field(
        default="", description="The label `host` of its samples; the machine's name where nothing is said."
    )
    per_core: bool = Field(default=True, description="Whether each core is measured beside all together.")
    processes: int = Field(
        default=10,
        ge=0,
        le=100,
        description="How many programs are told, those that take most processor time and most memory.",
    )
    processes_every: Duration = Field(default=30.0, description="How often the programs are looked through.")


class Collector:
    """Measures; shares of the processor are those since the collection before."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._host = settings.host or platform.node()
        self._times: dict[str, dict[str, float]] = {}
        self._programs = _processes.Programs(settings.processes, settings.processes_every)

    def collect(self, _limit: Limit) -> list[Sample]:
        """All of the host."""
        samples = [
            *self._cpu(),
            *_load(),
            *_memory(),
            *_disks(),
            *_disk_io(),
            *_network(),
            *_descriptors(),
            *_sockets(),
        ]
        samples += self._programs.samples()
        samples += _cgroup.samples()
        return [sample.labelled(host=self._host) for sample in samples]

    def _cpu(self) -> Iterator[Sample]:
        """`cpu_usage_percent` by mode since the last time; nothing the first time."""
        times = {"all": psutil.cpu_times()}
        if self._settings.per_core:
            times |= {str(core): told for core, told in enumerate(psutil.cpu_times(percpu=True))}
        for cpu, told in times.items():
            now = {mode: getattr(told, mode) for mode in _CPU_MODES if hasattr(told, mode)}
            before = self._times.get(cpu)
            self._times[cpu] = now
            if before is not None:
                yield from _shares(cpu, before, now)
        yield gauge("cpu_cores", len(self._times) - 1 or psutil.cpu_count() or 1)


def _shares(cpu: str, before: dict[str, float], now: dict[str, float]) -> Iterator[Sample]:
    spent = {mode: max(0.0, seconds - before.get(mode, 0.0)) for mode, seconds in now.items()}
    total = sum(spent.values())
    if total <= 0:
        return
    for mode, seconds in spent.items():
        yield gauge("cpu_usage_percent", 100 * seconds / total, cpu=cpu, mode=mode)
    used = sum(seconds for mode, seconds in spent.items() if mode not in _IDLE)
    yield gauge("cpu_usage_percent", 100 * used / total, cpu=cpu, mode="used")


def _load() -> Iterator[Sample]:
    for period, value in zip(("1m", "5m", "15m"), psutil.getloadavg(), strict=True):
        yield gauge("load_average", value, period=period)


def _memory() -> Iterator[Sample]:
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    for state in ("total", "used", "available", "free", "buffers", "cached"):
        if hasattr(memory, state):
            yield gauge("memory_usage_bytes", getattr(memory, state), state=state)
    yield gauge("memory_usage_percent", memory.percent)
    for state in ("total", "used", "free"):
        yield gauge("swap_usage_bytes", getattr(swap, state), state=state)
    yield gauge("swap_usage_percent", swap.percent)


def mounts() -> dict[str, str]:
    """Device by mount point: each device once, where it is mounted nearest to the root; the root always."""
    found = {"/": ""} if Path("/").exists() else {}
    devices: set[str] = set()
    for part in sorted(psutil.disk_partitions(all=False), key=lambda part: len(part.mountpoint)):
        if part.device in devices or "squashfs" in part.fstype or not Path(part.mountpoint).is_dir():
            continue
        devices.add(part.device)
        found[part.mountpoint] = part.device
    return found


def _disks() -> Iterator[Sample]:
    for mount, device in mounts().items():
        with suppress(OSError):
            usage = psutil.disk_usage(mount)
            of = {"mount": mount, "device": device}
            yield gauge("disk_usage_percent", usage.percent, **of)
            yield gauge("disk_used_bytes", usage.used, **of)
            yield gauge("disk_free_bytes", usage.free, **of)
            yield gauge("disk_total_bytes", usage.total, **of)
            yield from _inodes(mount, of)


def _inodes(mount: str, of: dict[str, str]) -> Iterator[Sample]:
    """None where the file system has no fixed number of them (btrfs)."""
    if not hasattr(os, "statvfs"):
        return
    told = os.statvfs(mount)
    if told.f_files:
        yield gauge("disk_inodes_free", told.f_favail, **of)
        yield gauge("disk_inodes_usage_percent", 100 * (told.f_files - told.f_ffree) / told.f_files, **of)


def _disk_io() -> Iterator[Sample]:
    for device, io in (psutil.disk_io_counters(perdisk=True) or {}).items():
        if device.startswith(("loop", "ram", "zram")):
            continue
        for direction in ("read", "write"):
            yield counter("disk_io_bytes_total", getattr(io, f"{direction}_bytes"), device=device, direction=direction)
            yield counter(
                "disk_io_operations_total", getattr(io, f"{direction}_count"), device=device, direction=direction
            )
        if hasattr(io, "busy_time"):
            yield counter("disk_io_busy_seconds_total", io.busy_time / 1000, device=device)


def _network() -> Iterator[Sample]:
    for interface, io in psutil.net_io_counters(pernic=True).items():
        if interface == "lo" or interface.startswith("veth"):
            continue
        for direction, side in (("receive", "recv"), ("transmit", "sent")):
            of = {"interface": interface, "direction": direction}
            yield counter("network_io_bytes_total", getattr(io, f"bytes_{side}"), **of)
            yield counter("network_packets_total", getattr(io, f"packets_{side}"), **of)
            short = "in" if side == "recv" else "out"
            yield counter("network_errors_total", getattr(io, f"err{short}"), **of)
            yield counter("network_drops_total", getattr(io, f"drop{short}"), **of)


def _descriptors() -> Iterator[Sample]:
    with suppress(OSError, ValueError):
        allocated, _, most = _FILE_NUMBERS.read_text(encoding="ascii").split()
        yield gauge("open_descriptors", float(allocated))
        yield gauge("open_descriptors_limit", float(most))


def _sockets() -> Iterator[Sample]:
    """TCP connections that are not closed."""
    found = 0
    for path in _SOCKETS:
        with suppress(OSError, ValueError, StopIteration):
            line = next(line for line in path.read_text(encoding="ascii").splitlines() if line.startswith("TCP"))
            found += int(line.split()[2])
    yield gauge("active_connections", found)
