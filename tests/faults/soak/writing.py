"""The program that logs: numbered lines at a rate, steadily or in bursts, through one style."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from tests.faults.soak import styles

if TYPE_CHECKING:
    from pathlib import Path

_TICK = 0.02
_LONGEST_SILENCE = 5.0


def write(name: str, folder: Path, lines_per_second: float, seconds: float, seed: int) -> None:
    """Write for so long into `folder/<name>`; then the number of lines goes to `<name>.count` beside `folder`."""
    chance = random.Random(seed)
    place = folder / name
    place.mkdir()
    log = styles.style(name).open_log(place, chance)
    started, number = time.monotonic(), 0
    while (elapsed := time.monotonic() - started) < seconds:
        due = int(elapsed * lines_per_second)
        log.write([f"{name}-{line}" for line in range(number, due)])
        number = max(number, due)
        burst = chance.random() < _TICK / _LONGEST_SILENCE
        time.sleep(chance.uniform(0, _LONGEST_SILENCE) if burst else _TICK)
    log.close()
    (folder.parent / f"{name}.count").write_text(str(number), encoding="utf-8")
