"""Rules made, changed and deleted while they are evaluated: files, settings and what runs are the same."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings, load
from monitor.rules import finding
from monitor.rules.alerting import SETTLED, Alerting
from monitor.rules.making.editing import RuleEditing
from monitor.service import Watching
from sql.warehouse import MEMORY
from tests import patience, warehouses
from tests.monitor.rules.given import START, VALUES, moment, write_samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitor.scheduler import Job
    from sql.warehouse import Warehouse

_SETTINGS = """\
warehouse = "w.duckdb"
# what we bear
[rule.high_error_rate] # the shop's
threshold = 0.02 # said by Ann
"""
_HEADER = "-- title: Too high\n-- every: 10s\n-- when: value > $limit\n-- parameters: limit = 5, window = 20s\n"
TEXT = f"{_HEADER}{VALUES}\n"


class _World:
    """A server's rules over a warehouse in memory, at a time that the test sets."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        (folder / "longtail.toml").write_text(_SETTINGS)
        self.warehouse, self.folder, self.now = warehouse, folder, START + SETTLED
        self.jobs: list[tuple[list[str], list[str]]] = []
        self.start()

    def start(self) -> None:
        """Start it (again)."""
        self.settings = load(self.folder / "longtail.toml")
        self.alerting = Alerting(self.warehouse, self.settings, lambda: self.now)
        self.alerting.on_configure = self._configured
        self.edits = RuleEditing(self.alerting, self.settings, self.warehouse)

    def _configured(self, removed: Sequence[str], jobs: Sequence[Job]) -> None:
        self.jobs.append((list(removed), [job.name for job in jobs]))

    def store(self) -> None:
        """Store what waits."""
        batch = self.alerting.take()
        if batch is not None:
            with self.warehouse.transaction() as cursor:
                self.alerting.store(cursor, batch)

    def evaluate(self, second: float, name: str = "too_high") -> None:
        """Evaluate a rule so many seconds after the start, and store what became of it."""
        self.now = moment(second) + SETTLED
        self.alerting.evaluate(name)
        self.store()

    def events(self) -> list[tuple[Any, ...]]:
        """Host, state and reason of all changes of the rule, in their order."""
        with self.warehouse.reader() as cursor:
            return cursor.execute(
                "select labels['host'], state, reason from alert_events order by recorded_at, ts, labels['host']"
            ).fetchall()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[_World]:
    """One where the load of `a` is 9 and that of `b` is 7 for five minutes."""
    with warehouses.in_memory() as target:
        write_samples(target, [(n, host, value) for n in range(0, 300, 10) for host, value in (("a", 9.0), ("b", 7.0))])
        yield _World(tmp_path, target)


def test_a_rule_is_made(world: _World) -> None:
    """It is a file that only its owner reads, it is evaluated at once, and a new start reads the same."""
    world.edits.save("too_high", TEXT, is_new=True)
    path = world.folder / "rules" / "too_high.sql"
    assert (TEXT, 0o600, 0o700) == (
        path.read_text(),
        stat.S_IMODE(path.stat().st_mode),
        stat.S_IMODE(path.parent.stat().st_mode),
    )
    assert [([], ["rule too_high"])] == world.jobs
    world.evaluate(0)
    world.evaluate(20)
    assert [("a", "firing", ""), ("b", "firing", "")] == world.events()
    made = world.alerting.rules["too_high"]
    world.start()
    world.evaluate(30)
    assert (made, 2) == (world.alerting.rules["too_high"], len(world.events()))


def test_a_changed_rule_keeps_what_still_holds(world: _World) -> None:
    """With a higher limit one alert goes on firing and the other is resolved; a title alone changes nothing."""
    world.edits.save("too_high", TEXT)
    world.evaluate(0)
    world.evaluate(20)
    world.edits.save("too_high", TEXT.replace("Too high", "Far too high"))
    world.evaluate(40)
    assert 2 == len(world.events())
    world.edits.save("too_high", TEXT.replace("limit = 5", "limit = 8"))
    world.evaluate(60)
    assert [("b", "inactive", "rule changed")] == world.events()[2:]
    assert [([], ["rule too_high"])] * 3 == world.jobs


def test_what_is_changed_and_not_evaluated_is_changed_after_a_start(world: _World) -> None:
    """The process may die between the change and the first evaluation of it."""
    world.edits.save("too_high", TEXT)
    world.evaluate(0)
    world.evaluate(20)
    world.edits.save("too_high", TEXT.replace("limit = 5", "limit = 8"))
    for run in world.alerting._runs.values():
        run.stored_at = float("-inf")
    world.store()
    world.start()
    world.evaluate(60)
    assert [("b", "inactive", "rule changed")] == world.events()[2:]


def test_an_evaluation_that_is_under_way_counts_no_more(world: _World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is changed while its old query runs: what the old one found is not taken."""
    world.edits.save("too_high", TEXT)
    world.evaluate(0)
    run = world.alerting._runs["too_high"]
    monkeypatch.setattr(
        run, "evaluated", lambda grid, real=run.evaluated: (world.edits.save("too_high", _higher()), real(grid))[1]
    )
    world.evaluate(20)
    assert [] == world.events()
    world.evaluate(40)
    assert [("a", "firing", "")] == world.events()


def _higher() -> str:
    return TEXT.replace("limit = 5", "limit = 8")


def test_a_deleted_rule(world: _World) -> None:
    """Its file is gone, its alerts are resolved and told, and a new one of its name begins anew."""
    told: list[tuple[str, str]] = []
    world.edits.save("too_high", TEXT)
    world.alerting.on_store.append(
        lambda _, changes: told.extend((rule.name, change.reason) for rule, change in changes)
    )
    world.evaluate(0)
    world.evaluate(20)
    world.edits.remove("too_high")
    world.store()
    assert [("a", "inactive", "rule removed"), ("b", "inactive", "rule removed")] == world.events()[2:]
    assert ([("too_high", "")] * 2 + [("too_high", "rule removed")] * 2, False) == (
        told,
        (world.folder / "rules" / "too_high.sql").exists(),
    )
    assert (["rule too_high"], []) == world.jobs[-1]
    world.edits.save("too_high", TEXT, is_new=True)
    world.evaluate(40)
    assert [("a", "firing", ""), ("b", "firing", "")] == world.events()[4:]


def test_values_in_the_settings(world: _World) -> None:
    """They are written beside what stands there; what a rule has anyway is taken out; a start reads the same."""
    world.edits.set_values("HighErrorRate", {"enabled": False, "for": "10m"})
    assert f'{_SETTINGS}enabled = false\nfor = "10m"\n' == (world.folder / "longtail.toml").read_text()
    assert (["rule high_error_rate"], []) == world.jobs[-1]
    world.edits.set_values("disk_space_low", {"threshold": 80.0})
    world.edits.set_values("high_error_rate", {"enabled": True, "for": None, "threshold": 0.05})
    rules = world.alerting.rules
    assert (80.0, 0.05, 300.0, True) == (
        rules["disk_space_low"].parameters["threshold"],
        rules["high_error_rate"].parameters["threshold"],
        rules["high_error_rate"].pending,
        rules["high_error_rate"].enabled,
    )
    world.start()
    assert rules == world.alerting.rules
    assert {"disk_space_low": {"threshold": 80.0}} == world.settings.rule


def test_a_copy_takes_the_place_of_a_shipped_rule(world: _World) -> None:
    """And gives it back when it is deleted, with its values in the settings gone."""
    shipped = (finding.BUILT_IN / "high_error_rate.sql").read_text()
    world.edits.save("high_error_rate", shipped.replace("High error rate", "Our error rate"))
    rule = world.alerting.rules["high_error_rate"]
    assert ("Our error rate", 0.02) == (rule.title, rule.parameters["threshold"])
    world.edits.remove("high_error_rate")
    rule = world.alerting.rules["high_error_rate"]
    assert ("High error rate", 0.05, {}) == (rule.title, rule.parameters["threshold"], world.edits.values(rule.name))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("../evil", TEXT, "the name '../evil' is wrong"),
        ("too_high", TEXT.replace("-- when", "-- wenn"), "line 3: `wenn` is no key of a rule's header: did you mean"),
        ("too_high", TEXT.replace("samples", "no_such"), "The query of too_high fails: "),
        ("too_high", f"{_HEADER}drop table logs", "The query of too_high fails: "),
        ("too_high", f"{_HEADER}select 1 as many", "The query of too_high fails: "),
        ("HighErrorRate", TEXT, "is another name of the rule high_error_rate"),
        ("high_error_rate", TEXT, "threshold in [rule.high_error_rate] is not a setting of this rule"),
    ],
)
def test_what_is_wrong_is_not_written(world: _World, name: str, text: str, sentence: str) -> None:
    """One sentence, and nothing is there that was not before."""
    with pytest.raises(SettingsError) as raised:
        world.edits.save(name, text)
    assert (True, False, []) == (sentence in str(raised.value), (world.folder / "rules").exists(), world.jobs)


def test_what_cannot_be(world: _World) -> None:
    """A name that is taken, a shipped rule's end, values that a rule has not, and those of the environment."""
    world.edits.save("too_high", TEXT)
    with pytest.raises(SettingsError, match="There is a rule too_high already"):
        world.edits.save("too_high", TEXT, is_new=True)
    with pytest.raises(SettingsError, match=r"own rules, which cannot be deleted: switch it off"):
        world.edits.remove("disk_space_low")
    with pytest.raises(SettingsError, match="did you mean limit"):
        world.edits.set_values("too_high", {"limits": 1.0})
    before = (world.folder / "longtail.toml").read_text()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LONGTAIL_RULE", '{"disk_space_low": {"threshold": 70}}')
        with pytest.raises(SettingsError, match="The environment's LONGTAIL_RULE gives rules their values"):
            world.edits.set_values("too_high", {"limit": 1.0})
    assert before == (world.folder / "longtail.toml").read_text()


def test_files_of_people_stay_where_they_are(tmp_path: Path) -> None:
    """A rule in a folder of the setting is changed there, with its permissions; new ones go into the first folder."""
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "too_high.sql").write_text(TEXT)
    (ours / "too_high.sql").chmod(0o644)
    settings = Settings(warehouse=tmp_path / "w.duckdb", rules=(str(ours),))
    with warehouses.in_memory() as target:
        edits = RuleEditing(Alerting(target, settings), settings, target)
        edits.save("too_high", _higher())
        edits.save("other", TEXT)
    changed = ours / "too_high.sql"
    assert (_higher(), 0o644, True, False) == (
        changed.read_text(),
        stat.S_IMODE(changed.stat().st_mode),
        (ours / "other.sql").exists(),
        (tmp_path / "rules").exists(),
    )


def test_a_warehouse_in_memory_has_no_place_for_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written where nothing would be read; a folder of the setting is."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(warehouse=MEMORY)
    with warehouses.in_memory() as target:
        edits = RuleEditing(Alerting(target, settings), settings, target)
        with pytest.raises(SettingsError, match="name a folder that is there in `rules`"):
            edits.save("too_high", TEXT)
    assert [] == list(tmp_path.iterdir())


def test_what_runs_takes_it_over(tmp_path: Path) -> None:
    """Without a restart: a rule is evaluated soon after it was made, and no more after it was deleted."""
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    with warehouses.in_memory() as target:
        alerting = Alerting(target, settings)
        watching = Watching(target, settings, print, [alerting])
        edits = RuleEditing(alerting, settings, target)
        watching.start()
        try:
            edits.save("too_high", TEXT)
            patience.wait_for(lambda: _evaluated(alerting), "the evaluation of a rule that was made")
            edits.remove("too_high")
            assert (False, False) == (
                "rule too_high" in watching.scheduler._states,
                "too_high" in [one.rule.name for one in alerting.standings()],
            )
        finally:
            watching.stop()


def _evaluated(alerting: Alerting) -> bool:
    return any(one.rule.name == "too_high" and one.evaluated_to is not None for one in alerting.standings())
