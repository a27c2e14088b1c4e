"""The run itself: a world by a script, receivers with moods, and lives that end at any moment."""

from __future__ import annotations

import random
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.rules import finding
from tests.faults.alerts.compare import SENDER_DOMAIN, Happened, compare, is_quiet
from tests.faults.alerts.lives import Lives
from tests.faults.alerts.script import Script
from tests.faults.alerts.sinks import HOOK, MAIL, Sinks
from tests.faults.alerts.world import World
from tests.patience import seconds as patient

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULES = Path(__file__).parent / "rules"
_LAST_SECONDS = 30.0
_READ_SECONDS = 5.0
"""In which the last lines are read."""
_LAST_LIVES = 10
"""How often it may live on at the end until all is told."""


class Run:
    """One in a folder."""

    def __init__(self, folder: Path, seed: int, *, longest: float, whole_share: float) -> None:
        self._folder = folder
        self._seed = seed
        self._chance = random.Random(seed)
        self._longest = longest
        self._whole_share = whole_share
        self._logs = folder / "logs"
        self._logs.mkdir()
        self._warehouse = folder / "warehouse.duckdb"
        self.counts: Counter[str] = Counter()

    def run(self, seconds: float) -> list[str]:
        """Let the script happen, kill all the while, then let it catch up; what is wrong."""
        script = Script(self._seed, seconds)
        world = World(script, self._logs)
        lives = Lives(self._folder, self._environment(), self._logs, lambda: world.now)
        with Sinks(self._seed + 1, lives.kill_now) as sinks:
            self._write_settings(script, world, sinks)
            world.start()
            try:
                while world.now < seconds:
                    whole = self._chance.random() < self._whole_share
                    longest = self._chance.choice((self._longest / 4, self._longest))
                    lives.live(patient(self._chance.uniform(0.5, longest)), whole=whole)
                    self.counts["life of the server" if whole else "life of reading and watching"] += 1
                sinks.is_kind = True
                is_over = self._catch_up(lives)
                world.stop_writing()
                lives.live(patient(_READ_SECONDS), whole=False, number=signal.SIGTERM)
            finally:
                world.stop()
            self.counts |= {"kill": lives.kills, "phase": sum(len(subject.phases) for subject in script.subjects)}
            self.counts |= {f"answer “{mood}”": count for mood, count in Counter(sinks.moods).items()}
            happened = Happened(script, world, sinks.taken, lives.spans, lives.kills)
            late = [] if is_over else ["after the last change not all was told and sent in time"]
            return late + compare(happened, self._warehouse)

    def told(self) -> str:
        """What was done, in a sentence."""
        done = ", ".join(f"{number} × {what}" for what, number in sorted(self.counts.items()))
        return f"{done}, seed {self._seed}"

    def _catch_up(self, lives: Lives) -> bool:
        for _ in range(_LAST_LIVES):
            lives.live(patient(_LAST_SECONDS), whole=False, number=signal.SIGTERM)
            if is_quiet(self._warehouse):
                return True
        return False

    def _environment(self) -> dict[str, str]:
        return {"LONGTAIL_CONFIG": str(self._folder / "longtail.toml"), "PYTHONFAULTHANDLER": "1"}

    def _write_settings(self, script: Script, world: World, sinks: Sinks) -> None:
        shutil.copytree(_RULES, self._folder / "rules")
        lines = [*self._head(), *_watched(script, world), *_channels(sinks)]
        (self._folder / "longtail.toml").write_text("\n".join(lines), encoding="utf-8")

    def _head(self) -> Iterator[str]:
        yield f'warehouse = "{self._warehouse}"'
        yield 'rules = ["rules"]'
        for path in sorted(finding.BUILT_IN.glob("*.sql")):
            yield f"rule.{path.stem}.enabled = false"


def _watched(script: Script, world: World) -> Iterator[str]:
    for site in script.of("site"):
        yield f'[[probe]]\nname = "{site.name}"\nkind = "http"\nurl = "{world.url}/{site.name}"'
        yield 'every = "2s"\ntimeout = "1900ms"\nfailures = 1'
    yield f'[[scrape]]\nname = "jobs"\nurl = "{world.url}/metrics"\nevery = "2s"\ntimeout = "1900ms"'


def _channels(sinks: Sinks) -> Iterator[str]:
    yield f'[[channel]]\nname = "{HOOK}"\nkind = "webhook"\nurl = "{sinks.hook_url}"\ntimeout = "1s"'
    yield f'[[channel]]\nname = "{MAIL}"\nkind = "email"\nhost = "127.0.0.1"\nport = {sinks.mail_port}'
    yield f'security = "none"\nsender = "longtail@{SENDER_DOMAIN}"\nto = ["ops@{SENDER_DOMAIN}"]\ntimeout = "1s"'
    yield f'[[route]]\nchannels = ["{HOOK}", "{MAIL}"]\ngroup_by = ["rule"]'
    yield 'group_wait = "1s"\ngroup_interval = "3s"\nrepeat_interval = "4h"'
