"""The machine and the versions that figures were taken with."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

_PACKAGES = {
    "duckdb": "DuckDB",
    "polars": "Polars",
    "pyarrow": "PyArrow",
    "streamlit": "Streamlit",
    "chdb-core": "chdb",
}


def about() -> dict[str, Any]:
    """Cores, processor, memory, system and versions; `machine` says all of it in one phrase."""
    versions = {"python": platform.python_version()} | {
        name: version for name in _PACKAGES if (version := _version(name)) is not None
    }
    cores, memory = os.cpu_count(), psutil.virtual_memory().total
    names = ", ".join(f"{_PACKAGES.get(name, 'Python')} {version}" for name, version in versions.items())
    phrase = (
        f"{cores} cores ({_processor()}), {memory / 1e9:,.0f} GB, {platform.system()} {platform.release()}; {names}"
    )
    return {"machine": phrase, "cores": cores, "memory_bytes": memory, "processor": _processor(), "versions": versions}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    """The model's name, where the system tells it."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    told = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(told, platform.processor() or platform.machine())
