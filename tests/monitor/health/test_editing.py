"""Probes that are changed while they run: the settings file says it, the scheduler does it, the history goes on."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from ingest.settings import load
from monitor.health.editing import ProbeEditing
from monitor.health.probing import Probing, summary
from monitor.outcome import Outcome, Status
from monitor.service import Watching
from tests import warehouses
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.settings import Settings
    from sql.warehouse import Warehouse


@pytest.fixture
def port() -> Iterator[int]:
    """A port that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Longtail was started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _watching(warehouse: Warehouse, fixed: tuple[dict[str, Any], ...] = ()) -> tuple[Watching, ProbeEditing, Settings]:
    settings = load()
    probing = Probing(warehouse, settings, fixed=fixed)
    return Watching(warehouse, settings, print, [probing]), ProbeEditing(probing, settings), settings


def _tcp(port: int, **more: Any) -> dict[str, Any]:
    return {"name": "door", "kind": "tcp", "host": "127.0.0.1", "port": port, "every": "1h", **more}


def _status(watching: Watching, name: str) -> Status | None:
    found = None if watching.probing is None else watching.probing.status(name)
    return None if found is None else found.status


def test_a_probe_is_made_changed_paused_and_deleted(folder: Path, warehouse: Warehouse, port: int) -> None:
    """Each is in the file and in what runs at once; what was stored of it stays, and goes on under its name."""
    watching, editing, _ = _watching(warehouse)
    watching.start()
    try:
        editing.save(_tcp(port))
        wait_for(lambda: _status(watching, "door") is Status.HEALTHY, "it is healthy")
        editing.save(_tcp(1, failures=1), "door")
        wait_for(lambda: _status(watching, "door") is Status.UNHEALTHY, "it is not")
        editing.pause("door", paused=True)
        assert (Status.UNKNOWN, True) == (_status(watching, "door"), load().probe[0]["paused"])
        editing.pause("door", paused=False)
        wait_for(lambda: _status(watching, "door") is Status.UNHEALTHY, "it is asked again")
        editing.remove("door")
        assert (None, (), "") == (_status(watching, "door"), load().probe, (folder / "longtail.toml").read_text())
        editing.save(_tcp(port))
        wait_for(lambda: _status(watching, "door") is Status.HEALTHY, "it is there again")
    finally:
        watching.stop()
    with warehouse.reader() as cursor:
        changes = cursor.execute("select status from probe_changes order by ts").fetchall()
        reasons = cursor.execute("select reason from probe_results where status = 'unknown'").fetchall()
    assert ["healthy", "unhealthy", "unknown", "unhealthy", "healthy"] == [status for (status,) in changes]
    assert [("It is paused.",)] == reasons


def test_others_go_on(folder: Path, warehouse: Warehouse, port: int) -> None:
    """What is changed by hand in the file comes with it; what nothing changed is not begun anew."""
    (folder / "longtail.toml").write_text('[[probe]]\nname = "root"\nkind = "disk"\nevery = "1h"\n')
    watching, editing, _ = _watching(warehouse, ({"name": "fixed", "kind": "disk", "every": "1h"},))
    before = {} if watching.probing is None else dict(watching.probing._by_name)
    told: list[tuple[list[str], list[str]]] = []
    assert watching.probing is not None
    watching.probing.on_change = lambda gone, jobs: told.append((list(gone), [job.name for job in jobs]))
    with (folder / "longtail.toml").open("a") as file:
        file.write('[[probe]]\nname = "by hand"\nkind = "disk"\npaused = true\n')
    editing.save(_tcp(port))
    names = [probe.name for probe in watching.probing.probes]
    assert (["root", "by hand", "door", "fixed"], [([], ["probe door"])]) == (
        names,
        [([name for name in gone if name != "probe by hand"], jobs) for gone, jobs in told],
    )
    assert before["root"] == watching.probing._by_name["root"]


def test_a_late_answer_of_what_was_is_nothing(folder: Path, warehouse: Warehouse, port: int) -> None:
    """A run that began before the change, or the deletion, says nothing about the probe after it."""
    (folder / "longtail.toml").write_text(f'[[probe]]\nname = "door"\nkind = "tcp"\nhost = "h"\nport = {port}\n')
    watching, editing, _ = _watching(warehouse)
    assert watching.probing is not None
    (job, _) = watching.probing.jobs()
    old = watching.probing.probes[0]
    editing.save({**_tcp(port), "host": "other"}, "door")
    editing.remove("door")
    watching.probing.add(old, Outcome(Status.HEALTHY, "Late."), datetime.now(UTC))
    assert ("probe door", None) == (job.name, watching.probing.take())


def test_paused_from_the_start(folder: Path, warehouse: Warehouse) -> None:
    """It is not run, and says so; the whole does not suffer."""
    (folder / "longtail.toml").write_text('[[probe]]\nkind = "disk"\npaused = true\n[[probe]]\nkind = "system"\n')
    watching, _, _ = _watching(warehouse)
    assert watching.probing is not None
    watching.probing.add(watching.probing.probes[1], Outcome(Status.HEALTHY, "Fine."), datetime.now(UTC))
    names = [job.name for job in watching.probing.jobs()]
    found = watching.probing.statuses()
    assert (["probe system", "tidy probes"], "It is paused.", Status.HEALTHY) == (
        names,
        found[0].last and found[0].last.reason,
        summary(found),
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"kind": "tcp", "host": "h", "prot": 1}, "prot in [[probe]] 'tcp' is not a setting: did you mean port?"),
        ({"kind": "tcp", "host": "h", "port": "x"}, "[[probe]] 'tcp': port is wrong: it must be a valid integer, "),
        ({"name": "root", "kind": "disk"}, "Two tables [[probe]] have the name 'root': give one of them another."),
        ({"kind": "none"}, "[[probe]] 'none' has the kind 'none', which is none: "),
        (
            {"kind": "redis", "url": "redis://:s3cret-word@h"},
            "url holds a secret in clear: write ${NAME} in its place, with NAME set in Longtail's environment, or name",
        ),
        (
            {"kind": "redis", "url": "redis://:${NO_SUCH_ONE}@h"},
            "[[probe]] 'redis' needs the environment's variable NO_SUCH_ONE, which is not set: ",
        ),
    ],
)
def test_what_is_wrong_is_not_written(table: dict[str, Any], sentence: str, folder: Path, warehouse: Warehouse) -> None:
    """The sentence is that of the file, without the secret, and the file stays as it is."""
    text = '[[probe]]\nname = "root"\nkind = "disk"\n'
    (folder / "longtail.toml").write_text(text)
    watching, editing, _ = _watching(warehouse)
    with pytest.raises(SettingsError) as caught:
        editing.save(table)
    told = str(caught.value)
    assert (sentence, False, text, 1) == (
        told[: len(sentence)],
        "s3cret" in told,
        (folder / "longtail.toml").read_text(),
        0 if watching.probing is None else len(watching.probing.probes),
    )


def test_a_secret_of_the_file_stays(folder: Path, warehouse: Warehouse) -> None:
    """What somebody wrote there in clear is not refused when something else changes."""
    text = '[[probe]]\nname = "cache"\nkind = "redis"\nurl = "redis://:s3cret-word@h"\n'
    (folder / "longtail.toml").write_text(text)
    _, editing, _ = _watching(warehouse)
    editing.save({**(editing.table("cache") or {}), "every": "5m"}, "cache")
    assert text + 'every = "5m"\n' == (folder / "longtail.toml").read_text()


def test_what_a_status_page_shows_stays(folder: Path, warehouse: Warehouse, port: int) -> None:
    """Without it Longtail would not start again."""
    page = '[[status_page]]\nname = "shop"\ntitle = "Shop"\nprobes = ["root"]\n'
    (folder / "longtail.toml").write_text(f'[[probe]]\nname = "root"\nkind = "disk"\n\n{page}')
    _, editing, _ = _watching(warehouse)
    sentence = r"The status page 'shop' shows 'root': take it out of \[\[status_page\]\] first\."
    with pytest.raises(SettingsError, match=sentence):
        editing.remove("root")
    with pytest.raises(SettingsError, match=sentence):
        editing.save(_tcp(port), "root")
    assert editing.table("root") is not None


def test_probes_of_the_environment(folder: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are changed there: the file says nothing of them."""
    monkeypatch.setenv("LONGTAIL_PROBE", '[{"kind": "disk"}]')
    _, editing, _ = _watching(warehouse)
    with pytest.raises(SettingsError, match="The environment's LONGTAIL_PROBE says what is probed"):
        editing.remove("disk")
    assert [] == list(folder.iterdir())


def test_a_file_that_cannot_be_written(folder: Path, warehouse: Warehouse, port: int) -> None:
    """One sentence, and what runs stays what it was."""
    watching, editing, _ = _watching(warehouse)
    editing.path = folder / "no" / "longtail.toml"
    with pytest.raises(SettingsError, match=r"longtail\.toml cannot be written"):
        editing.save(_tcp(port))
    assert [] == list(watching.probing.probes if watching.probing else [None])
