"""A program that logs at a steady rate, in a process of its own; markers among its lines say when they were written.

`python -m tests.bench.writer FILE RATE SECONDS` makes its lines first, prints a line once it begins, and at the end one
object: how many lines, how many markers, and the most seconds that a line was written late.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from dashboard.demo.bulk import write_lines

LOGGER = "bench.marker"
"""The logger of markers; the message is the monotonic clock's nanoseconds just before the line was written."""

_TICK_SECONDS = 0.01
_MARK_SECONDS = 0.05
_MOST_TEXTS = 100_000


def write(path: Path, rate: int, seconds: float) -> dict[str, float]:
    """Append `rate` lines a second for `seconds`, with the time that it is, every tick's lines at once."""
    made = texts(min(_MOST_TEXTS, max(1, int(rate * seconds))))
    lines = markers = 0
    latest = 0.0
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    with path.open("ab", buffering=0) as file:
        begun = time.monotonic()
        while (elapsed := time.monotonic() - begun) < seconds:
            due = int(elapsed * rate)
            latest = max(latest, (due - lines) / rate)
            stamp = now()
            block = b"".join(line(stamp, made[at % len(made)]) for at in range(lines, due))
            lines = due
            if elapsed >= markers * _MARK_SECONDS:
                block += _marker(stamp)
                markers += 1
            file.write(block)
            time.sleep(_TICK_SECONDS)
    return {"lines": lines + markers, "markers": markers, "late_seconds": latest}


def now() -> bytes:
    """The time as the lines have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").encode()


def line(stamp: bytes, text: bytes) -> bytes:
    """One line, with its end."""
    return b'{"timestamp":"%b"%b' % (stamp, text)


def texts(lines: int) -> list[bytes]:
    """What follows the timestamp in so many lines of the shop's layout."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.log"
        write_lines(path, lines)
        with path.open("rb") as file:
            return [b"," + whole.partition(b",")[2] for whole in file]


def _marker(stamp: bytes) -> bytes:
    return b'{"timestamp":"%b","level":"INFO","logger":"%b","service":"bench","message":"%d"}\n' % (
        stamp,
        LOGGER.encode(),
        time.monotonic_ns(),
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(write(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))) + "\n")
