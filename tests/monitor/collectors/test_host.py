"""What the host's collector tells, against psutil and against folders made to look like /proc and /sys/fs/cgroup."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil
import pytest

from monitor.collectors import _cgroup, _processes, host, own
from monitor.limits import Limit

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.sample import Sample

_NAMED = {
    "cpu_usage_percent",
    "load_average",
    "memory_usage_bytes",
    "memory_usage_percent",
    "swap_usage_bytes",
    "disk_usage_percent",
    "disk_free_bytes",
    "disk_inodes_free",
    "network_io_bytes_total",
    "network_errors_total",
    "network_drops_total",
    "processes",
    "open_descriptors",
    "program_cpu_percent",
    "program_memory_bytes",
}


def _values(samples: list[Sample]) -> dict[str, float]:
    """Values by name and labels, as Prometheus writes a series, without the host."""
    return {
        sample.series.name
        + "".join(f",{name}={value}" for name, value in sample.series.labels if name != "host"): sample.value
        for sample in samples
    }


def _collected(*, per_core: bool = True) -> list[Sample]:
    """The second collection, which knows what was spent since the first."""
    collector = host.Collector(
        host.Settings(name="host", kind="host", host="h1", processes_every=1e-6, per_core=per_core)
    )
    collector.collect(Limit(5))
    sum(range(300_000))
    return collector.collect(Limit(5))


def test_all_of_the_host_is_told() -> None:
    """Each name that pages ask for is there, labelled with the host, and no series twice."""
    samples = _collected()
    told = [sample.series for sample in samples]
    assert (set(), {"h1"}) == (_NAMED - {series.name for series in told}, {dict(s.labels)["host"] for s in told})
    assert len(told) == len({series[:2] for series in told})


def test_shares_of_the_processor_are_whole() -> None:
    """Modes of all cores together are 100 %, and `used` is what is not idle."""
    values = _values(_collected(per_core=False))
    modes = {key.rpartition("=")[2]: value for key, value in values.items() if key.startswith("cpu_usage")}
    used = modes.pop("used")
    assert sum(modes.values()) == pytest.approx(100)
    assert used == pytest.approx(100 - modes["idle"] - modes.get("iowait", 0.0))


def test_the_root_has_its_free_bytes() -> None:
    """As psutil tells them."""
    values = _values(_collected())
    key = next(key for key in values if key.startswith("disk_total_bytes") and key.endswith("mount=/"))
    assert values[key] == psutil.disk_usage("/").total


def test_programs_are_processes_of_one_name(tmp_path: Path) -> None:
    """Names may have spaces and brackets; time is that since the last look; what ended meanwhile is passed over."""

    def write(pid: int, name: str, ticks: int, pages: int) -> None:
        (tmp_path / str(pid)).mkdir(exist_ok=True)
        fields = ["S", *["0"] * 10, str(ticks), "0", *["0"] * 8, str(pages)]
        (tmp_path / str(pid) / "stat").write_text(f"{pid} ({name}) {' '.join(fields)}\n", encoding="utf-8")

    write(1, "a (b) c", 100, 10)
    write(2, "web", 0, 5)
    write(3, "web", 0, 6)
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "stat").touch()
    (tmp_path / "4").mkdir()
    programs = _processes.Programs(2, 0.0, tmp_path)
    first = _values(programs.samples())
    write(2, "web", 50, 5)
    write(3, "other", 900, 6)
    programs._looked -= 10
    second = _values(programs.samples())
    page, tick = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
    assert {
        "processes,state=sleeping": 3,
        "program_memory_bytes,program=web": 11 * page,
        "program_memory_bytes,program=a (b) c": 10 * page,
    } == first
    assert second["program_cpu_percent,program=web"] == pytest.approx(100 * 50 / tick / 10, rel=0.1)
    assert "program_cpu_percent,program=other" not in second


_SECOND = {
    "cgroup.controllers": "cpu memory\n",
    "memory.max": "1000000\n",
    "memory.current": "600000\n",
    "memory.stat": "anon 1\ninactive_file 100000\n",
    "cpu.max": "150000 100000\n",
    "cpu.stat": "usage_usec 2500000\nthrottled_usec 500000\n",
}
_FIRST = {
    "memory/memory.limit_in_bytes": "1000000\n",
    "memory/memory.usage_in_bytes": "600000\n",
    "memory/memory.stat": "total_inactive_file 100000\n",
    "cpu/cpu.cfs_quota_us": "150000\n",
    "cpu/cpu.cfs_period_us": "100000\n",
    "cpu/cpu.stat": "throttled_time 500000000\n",
    "cpuacct/cpuacct.usage": "2500000000\n",
}
_LIMITED = {
    "container_memory_limit_bytes": 1_000_000,
    "container_memory_usage_bytes": 500_000,
    "container_memory_usage_percent": 50,
    "container_cpu_limit_cores": 1.5,
    "container_cpu_usage_seconds_total": 2.5,
    "container_cpu_throttled_seconds_total": 0.5,
}
_FREE_SECOND = _SECOND | {"memory.max": "max\n", "cpu.max": "max 100000\n"}
_FREE_FIRST = _FIRST | {"memory/memory.limit_in_bytes": "9223372036854771712\n", "cpu/cpu.cfs_quota_us": "-1\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [(_SECOND, _LIMITED), (_FIRST, _LIMITED), (_FREE_SECOND, {}), (_FREE_FIRST, {}), ({}, {})],
    ids=["second", "first", "second without limits", "first without limits", "none"],
)
def test_limits_of_a_container(files: dict[str, str], expected: dict[str, float], tmp_path: Path) -> None:
    """Both versions of cgroups, with limits and without."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert expected == _values(_cgroup.samples(tmp_path))


def test_longtail_itself() -> None:
    """Under the names of Prometheus' client libraries."""
    samples = list(own.Collector(own.Settings(name="longtail", kind="own")).collect(Limit(5)))
    assert {"process_cpu_seconds_total", "process_resident_memory_bytes"} <= {sample.series.name for sample in samples}
    assert {"longtail"} == {dict(sample.series.labels)["job"] for sample in samples}
