"""Rotation by rename: logrotate, the standard library, loguru; names that come round again."""

from __future__ import annotations

import logging
import logging.handlers
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import append, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


def _shift(lab: Lab, keep: int = 5) -> None:
    for number in range(keep, 0, -1):
        older = lab[f"app.log.{number}"]
        if older.exists():
            older.rename(lab[f"app.log.{number + 1}"])
    lab["app.log"].rename(lab["app.log.1"])


def test_rename_with_create(lab: Lab) -> None:
    """The rest of a renamed file is read, and the new file from its start."""
    lab["app.log"].write_bytes(lines(range(50)))
    lab.run()
    append(lab["app.log"], lines(range(50, 60)))
    lab["app.log"].rename(lab["app.log.1"])
    lab["app.log"].write_bytes(lines(range(60, 70)))
    lab.run()
    assert names(range(60)) == lab.messages("app.log.1")
    assert names(range(60, 70)) == lab.messages("app.log")
    assert {"app.log.1": "drained", "app.log": "live"} == lab.states()


def test_shift_of_many_generations(lab: Lab) -> None:
    """`.1 .2 .3` move on at each rotation; each stream follows its file."""
    for generation in range(4):
        append(lab["app.log"], lines(range(generation * 10, generation * 10 + 5)))
        lab.run()
        append(lab["app.log"], lines(range(generation * 10 + 5, generation * 10 + 10)))
        _shift(lab)
    lab["app.log"].write_bytes(line("last"))
    lab.run()
    expected = {f"app.log.{4 - g}": names(range(g * 10, g * 10 + 10)) for g in range(4)} | {"app.log": ["last"]}
    assert expected == {row.path: lab.messages("/" + row.path) for row in lab.ledger()}


def test_rotation_while_following(lab: Lab) -> None:
    """The running service follows twenty rotations in a row without a line lost or doubled."""
    lab["app.log"].touch()
    lab.start()
    for generation in range(20):
        append(lab["app.log"], lines(range(generation * 50, generation * 50 + 50)))
        _shift(lab, keep=30)
        lab["app.log"].touch()
    lab.wait_for_messages(names(range(1000)))
    assert [None] * len(lab.ledger()) == [row.gap for row in lab.ledger()]


def test_names_recycled(lab: Lab) -> None:
    """A name that a deleted file had is given to a new one: a new stream, without the old one's offset."""
    lab["app.log.1"].write_bytes(lines(range(100)))
    lab.run()
    lab["app.log.1"].unlink()
    lab["filler.log"].write_bytes(line("filler"))
    lab["app.log.1"].write_bytes(lines(range(200, 320)))
    lab.run()
    assert ["filler", *names([*range(100), *range(200, 320)])] == sorted(
        lab.messages(), key=lambda m: (m.isdigit(), int(m) if m.isdigit() else 0)
    )


@pytest.mark.parametrize("handler", ["size", "time"])
def test_handlers_of_the_standard_library(lab: Lab, handler: str) -> None:
    """What RotatingFileHandler and TimedRotatingFileHandler write while we follow is read once."""
    if handler == "size":
        target: logging.FileHandler = logging.handlers.RotatingFileHandler(
            lab["app.log"], maxBytes=3000, backupCount=100
        )
    else:
        target = logging.handlers.TimedRotatingFileHandler(lab["app.log"], when="S", backupCount=100)
    target.setFormatter(logging.Formatter('{"message": "%(message)s"}'))
    lab.start()
    for number in range(500):
        if handler == "time" and number == 250:
            target.rolloverAt = 0  # type: ignore[attr-defined]
        target.emit(logging.makeLogRecord({"msg": str(number)}))
    target.close()
    lab.wait_for_messages(names(range(500)))


def test_loguru_rotates_and_compresses(lab: Lab) -> None:
    """The rotation of loguru renames with a date and zips the old file in one go."""
    from loguru import logger  # noqa: PLC0415 (it starts with a handler of its own, only here)

    logger.remove()
    lab.start()
    sink = logger.add(lab["app.log"], format='{{"message": "{message}"}}', rotation="4 KB", compression="zip")
    for number in range(600):
        logger.info(str(number))
    logger.remove(sink)
    lab.wait_for_messages(names(range(600)))
    lab.wait_for(lambda: {"live", "finished"} == set(lab.states().values()))
    assert [None] * len(lab.ledger()) == [row.gap for row in lab.ledger()]
