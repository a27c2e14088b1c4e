"""A process that is killed while it sends to a receiver in trouble: all is told, and repeats are told apart."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.notify import outbox
from tests import warehouses
from tests.monitor.notify import sinks
from tests.monitor.notify.given import notification
from tests.monitor.notify.sinks import Said
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.monitor.notify.sinks import Got

_KEYS = [f"k{number:02}" for number in range(30)]
_KILLS = 4


class _Moody:
    """A receiver that refuses, asks for patience or hangs at random, and remembers what it took."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.taken: list[tuple[str, bool]] = []

    def __call__(self, got: Got) -> Said:
        with self._lock:
            mood = self._random.random()
            if mood < 0.65:
                self.taken.append((got.headers["Idempotency-Key"], json.loads(got.body).get("possible_repeat", False)))
                return Said(200)
        if mood < 0.7:
            return Said(hang=True)
        return Said(500 if mood < 0.85 else 429, "", {"Retry-After": "0"})

    @property
    def has_all(self) -> bool:
        """Whether every key has come."""
        return {key for key, _ in self.taken} == set(_KEYS)


@contextmanager
def _life(path: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that sends, killed at the end."""
    command = [sys.executable, "-m", "tests.monitor.notify.killed", str(path), url]
    with subprocess.Popen(command) as process:
        try:
            yield process
        finally:
            process.kill()


def test_all_is_told(tmp_path: Path) -> None:
    """Each key arrives; it arrives again at most once for each kill, and then says so."""
    path, moody, chosen = tmp_path / "w.duckdb", _Moody(18), random.Random(7)
    with warehouses.in_file(path) as warehouse, warehouse.transaction() as cursor:
        outbox.add(cursor, [notification(key=key) for key in _KEYS])
    with sinks.http(judge=moody) as sink:
        for _ in range(_KILLS):
            target = len(sink.got) + chosen.randrange(1, 8)
            with _life(path, sink.url):
                wait_for(lambda n=target: len(sink.got) >= n or moody.has_all, "it sends")  # type: ignore[misc] # a default
        with _life(path, sink.url):
            wait_for(lambda: moody.has_all, "all have arrived", 120.0)
    with warehouses.in_file(path) as warehouse, warehouse.reader() as cursor:
        (left,) = (
            cursor.execute("select count(*) from notifications where state in ('failed', 'refused')").fetchone() or ()
        )
    times = Counter(key for key, _ in moody.taken)
    again = [flag for place, (key, flag) in enumerate(moody.taken) if key in {k for k, _ in moody.taken[:place]}]
    assert (_KEYS, 0, len(again)) == (sorted(times), left, sum(again))
    assert len(again) <= _KILLS
