"""Links, patterns, folders that come and go, permissions."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tests.ingest.lab import append, line, lines, names

if TYPE_CHECKING:
    import pytest

    from tests.ingest.lab import Lab


def test_symlink_retargeted(lab: Lab) -> None:
    """A link that points to another file from now on: the first one's rest is read, then the second from its start."""
    lab.settings = lab.settings.model_copy(update={"follow_links": True})
    away = lab.logs.parent / "away"
    away.mkdir()
    (away / "1.log").write_bytes(lines(range(10)))
    (away / "2.log").write_bytes(lines(range(100, 110)))
    lab["current.log"].symlink_to(away / "1.log")
    lab.start()
    lab.wait_for(lambda: len(lab.messages()) == 10)
    append(away / "1.log", lines(range(10, 15)))
    lab["current.log"].unlink()
    lab["current.log"].symlink_to(away / "2.log")
    lab.wait_for_messages(names([*range(15), *range(100, 110)]))


def test_hard_link_and_symlink_beside(lab: Lab) -> None:
    """A file with three names is one stream."""
    lab["app.log"].write_bytes(lines(range(10)))
    os.link(lab["app.log"], lab["same.log"])
    lab["current.log"].symlink_to("app.log")
    lab.run()
    append(lab["same.log"], line(10))
    lab.run()
    assert names(range(11)) == lab.messages()
    assert ["app.log"] == [row.path for row in lab.ledger()]
    lab["app.log"].unlink()
    append(lab["same.log"], line(11))
    lab.run()
    assert [("same.log", 12, None)] == [(row.path, row.lines, row.gap) for row in lab.ledger()]


def test_two_patterns_matching_one_file(lab: Lab) -> None:
    """A file that folder, pattern and name all give is read once."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.roots = (str(lab.logs), f"{lab.logs}/*.log", f"{lab.logs}/a*", str(lab["app.log"]))
    lab.run()
    assert names(range(10)) == lab.messages()


def test_circle_of_links(lab: Lab) -> None:
    """A link to the folder above does not send the scan round and round."""
    (lab.logs / "sub").mkdir()
    (lab.logs / "sub" / "up").symlink_to(lab.logs)
    (lab.logs / "sub" / "app.log").write_bytes(line(0))
    lab.run()
    assert ["0"] == lab.messages()


def test_folder_moved_away_and_back(lab: Lab) -> None:
    """A folder that comes back is known again; nothing is read twice, and no gap stays."""
    folder = lab.logs / "service"
    folder.mkdir()
    (folder / "app.log").write_bytes(lines(range(10)))
    lab["other.log"].write_bytes(line("other"))
    lab.run()
    away = lab.logs.parent / "away"
    folder.rename(away)
    lab.run()
    assert "missing" == lab.states()["service/app.log"]
    away.rename(folder)
    append(folder / "app.log", line(10))
    lab.run()
    assert names(range(11)) == lab.messages("service/app.log")
    assert [("service/app.log", "live", None), ("other.log", "live", None)] == sorted(
        ((row.path, row.state, row.gap) for row in lab.ledger()), reverse=True
    )


def test_folder_copied_and_swapped(lab: Lab) -> None:
    """Restored from a backup, with other inodes: the content tells who is who."""
    folder = lab.logs / "service"
    folder.mkdir()
    (folder / "app.log").write_bytes(lines(range(100)))
    lab.run()
    shutil.copytree(folder, lab.logs.parent / "backup")
    shutil.rmtree(folder)
    lab["filler.log"].write_bytes(line("filler"))
    shutil.copytree(lab.logs.parent / "backup", folder)
    lab.run()
    assert names(range(100)) == lab.messages("app.log")


def test_root_unmounted_and_back(lab: Lab) -> None:
    """A root that is not there is unknown, not deleted: nothing is called missing, a sentence says what waits."""
    lab["app.log"].write_bytes(lines(range(10)))
    service = lab.start()
    lab.wait_for(lambda: len(lab.messages()) == 10)
    away = lab.logs.parent / "away"
    lab.logs.rename(away)
    lab.wait_for(lambda: any("not there now" in problem for problem in service.status.problems))
    lab.wait_for_scans(2)
    assert {"app.log": "live"} == lab.states()
    append(away / "app.log", lines(range(10, 20)))
    away.rename(lab.logs)
    lab.wait_for_messages(names(range(20)))
    assert [None] == [row.gap for row in lab.ledger()]


def test_permission_taken_and_given(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is a problem with a sentence, the others go on, and it is read when it may be."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab["other.log"].write_bytes(line("a"))
    lab.run()
    real_open = os.open

    def refuse(path: str, *arguments: int) -> int:
        if str(path).endswith("app.log"):
            raise PermissionError(13, "Permission denied", path)
        return real_open(path, *arguments)

    append(lab["app.log"], line(10))
    append(lab["other.log"], line("b"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        summary = lab.run()
    assert [f"{lab['app.log']} cannot be read (Permission denied): its lines wait until it can."] == summary.problems
    assert ("live", ["a", "b"]) == (lab.states()["app.log"], lab.messages("other.log"))
    lab.run()
    assert names(range(11)) == lab.messages("app.log")
