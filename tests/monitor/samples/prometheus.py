"""A real Prometheus on this machine, over samples that a test gives it or over what it scrapes."""

from __future__ import annotations

import json
import math
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests import patience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STARTS_WITHIN = 30.0


def program(name: str) -> str:
    """Where the program is. Raises `FileNotFoundError` where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str, query: str, at: float) -> dict[tuple[tuple[str, str], ...], float]:
    """The values of an instant query by labels; `at` is in seconds since 1970."""
    text = urllib.parse.urlencode({"query": query, "time": repr(at)})
    with urllib.request.urlopen(f"{url}/api/v1/query?{text}", timeout=patience.seconds(20)) as told:  # noqa: S310 (loopback)
        result: list[dict[str, Any]] = json.load(told)["data"]["result"]
    return {tuple(sorted(one["metric"].items())): float(one["value"][1]) for one in result}


def backfill(folder: Path, samples: Mapping[str, list[tuple[float, float]]]) -> None:
    """Make a database in `folder` that has these samples, by the text of their series."""
    lines = [
        f"{series} {value!r} {ts!r}" for series, told in samples.items() for ts, value in told if not math.isnan(value)
    ]
    source = folder / "samples.txt"
    source.write_text("\n".join([*lines, "# EOF", ""]), encoding="utf-8")
    command = [program("promtool"), "tsdb", "create-blocks-from", "openmetrics", str(source), str(folder / "data")]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def running(folder: Path, config: str = "") -> Iterator[str]:
    """Prometheus over `folder`, for as long as the context lasts; its address."""
    port = free_port()
    settings = folder / "prometheus.yml"
    settings.write_text(config, encoding="utf-8")
    command = [
        program("prometheus"),
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--storage.tsdb.retention.time=100y",
    ]
    url = f"http://127.0.0.1:{port}"
    with (folder / "prometheus.log").open("wb") as log, subprocess.Popen(command, stderr=log, stdout=log) as process:
        try:
            _wait(url, process, folder / "prometheus.log")
            yield url
        finally:
            process.terminate()
            process.wait(patience.seconds(20))


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + patience.seconds(_STARTS_WITHIN)
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/-/ready", timeout=2):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(log.read_text(encoding="utf-8"))
