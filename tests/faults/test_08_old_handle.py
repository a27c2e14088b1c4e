"""Programs that go on writing to a file after it was renamed or unlinked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ingest.lab import line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


def test_appended_after_the_rename(lab: Lab) -> None:
    """What comes through the old handle after the rename is read, also after the file was called drained."""
    with lab["app.log"].open("ab", buffering=0) as writer:
        writer.write(lines(range(10)))
        lab.run()
        lab["app.log"].rename(lab["app.log.1"])
        lab["app.log"].write_bytes(line("new"))
        lab.run()
        assert "drained" == lab.states()["app.log.1"]
        writer.write(lines(range(10, 20)))
        lab.run()
        writer.write(lines(range(20, 30)))
    lab.run()
    assert names(range(30)) == lab.messages("app.log.1")
    assert ["new"] == lab.messages("app.log")


def test_appended_after_the_unlink(lab: Lab) -> None:
    """While we follow, also what comes after the name is gone."""
    with lab["app.log"].open("ab", buffering=0) as writer:
        writer.write(lines(range(10)))
        lab.start()
        lab.wait_for(lambda: len(lab.messages()) == 10)
        lab["app.log"].unlink()
        for number in range(10, 15):
            writer.write(line(number))
            lab.wait_for(lambda number=number: len(lab.messages()) == number + 1)  # type: ignore[misc]
    assert names(range(15)) == lab.messages()
    assert [None] == [row.gap for row in lab.ledger()]


def test_moved_out_of_sight(lab: Lab) -> None:
    """A file that was moved to where nobody looks is read to its end through the open handle."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.start()
    lab.wait_for(lambda: len(lab.messages()) == 10)
    away = lab.logs.parent / "away.log"
    with lab["app.log"].open("ab", buffering=0) as writer:
        lab["app.log"].rename(away)
        writer.write(lines(range(10, 20)))
    lab.wait_for_messages(names(range(20)))
