"""What the container around this process may use, and uses: its cgroup, version 1 or 2. Nothing without a limit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60
"""Version 1 says the largest multiple of a page where there is no limit."""


def samples(root: Path = ROOT) -> list[Sample]:
    """Limits and use of memory and processor time."""
    is_second = (root / "cgroup.controllers").exists()
    return list(_second(root) if is_second else _first(root))


def _second(root: Path) -> Iterator[Sample]:
    limit = _number(root / "memory.max")
    used = _number(root / "memory.current")
    inactive = _table(root / "memory.stat").get("inactive_file", 0.0)
    yield from _memory(limit, used, inactive)
    quota, _, period = _text(root / "cpu.max").partition(" ")
    cores = float(quota) / float(period) if quota.isdigit() and period.isdigit() and float(period) else None
    times = _table(root / "cpu.stat")
    yield from _cpu(cores, times.get("usage_usec", 0.0) / 1e6, times.get("throttled_usec", 0.0) / 1e6)


def _first(root: Path) -> Iterator[Sample]:
    memory, cpu = root / "memory", root / "cpu"
    limit = _number(memory / "memory.limit_in_bytes")
    inactive = _table(memory / "memory.stat").get("total_inactive_file", 0.0)
    yield from _memory(
        None if limit is None or limit >= _UNLIMITED else limit, _number(memory / "memory.usage_in_bytes"), inactive
    )
    quota, period = _number(cpu / "cpu.cfs_quota_us"), _number(cpu / "cpu.cfs_period_us")
    cores = quota / period if quota is not None and period and quota > 0 else None
    used = (_number(root / "cpuacct" / "cpuacct.usage") or 0.0) / 1e9
    yield from _cpu(cores, used, _table(cpu / "cpu.stat").get("throttled_time", 0.0) / 1e9)


def _memory(limit: float | None, used: float | None, inactive: float) -> Iterator[Sample]:
    """The working set, as Kubernetes counts it: what is used without the file cache that can go at once."""
    if limit is not None and used is not None:
        working = max(0.0, used - inactive)
        yield gauge("container_memory_limit_bytes", limit)
        yield gauge("container_memory_usage_bytes", working)
        yield gauge("container_memory_usage_percent", 100 * working / limit if limit else 0.0)


def _cpu(cores: float | None, used: float, throttled: float) -> Iterator[Sample]:
    if cores is not None:
        yield gauge("container_cpu_limit_cores", cores)
        yield counter("container_cpu_usage_seconds_total", used)
        yield counter("container_cpu_throttled_seconds_total", throttled)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _number(path: Path) -> float | None:
    """None where the file is not there or says `max`."""
    try:
        return float(_text(path))
    except ValueError:
        return None


def _table(path: Path) -> dict[str, float]:
    rows = (line.split() for line in _text(path).splitlines())
    return {row[0]: float(row[1]) for row in rows if len(row) == len(("name", "value")) and row[1].isdigit()}
