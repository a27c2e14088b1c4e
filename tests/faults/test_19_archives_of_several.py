"""A `.tar` or `.zip` of several logs: each file inside is a log of its own, known by its content like any other."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import lines, names

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.lab import Lab

KINDS = ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz", "zip"]
ORDERS, PAYMENTS = lines(range(300)), lines(range(1000, 1400))


def bundle(target: Path, members: dict[str, bytes]) -> None:
    """Write an archive of several files, of the kind that its name tells."""
    if target.name.endswith(".zip"):
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return
    packer = {"tar": "w", "gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}[target.suffix[1:]]
    with tarfile.open(target, packer) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("read", [False, True])
def test_read_on_in_the_archive(lab: Lab, kind: str, *, read: bool) -> None:
    """Logs that are packed together and removed go on in the archive, also where it has a name no log has."""
    lab["orders.log.1"].write_bytes(ORDERS)
    lab["payments.log.1"].write_bytes(PAYMENTS[: len(PAYMENTS) // 2])
    lab.run()
    whole = PAYMENTS if read else PAYMENTS[: len(PAYMENTS) // 2]
    bundle(lab[f"november.{kind}"], {"var/orders.log.1": ORDERS, "var/payments.log.1": whole})
    lab["orders.log.1"].unlink()
    lab["payments.log.1"].unlink()
    for _ in range(2):
        lab.reopen()
        lab.run()
        expected = [*names(range(300)), *names(range(1000, 1400 if read else 1200))]
        assert expected == sorted(lab.messages(), key=int)
        assert [(f"november.{kind}", "finished", None, 0)] * 2 == [
            (row.path, row.state, row.gap, row.possible_duplicates) for row in lab.ledger()
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_named_archive(lab: Lab, kind: str) -> None:
    """An archive that is named is read: each file with a log's name is a stream of its own source, and no other is."""
    target = lab[f"november.{kind}"]
    bundle(target, {"orders.log.1": ORDERS, "release/tool": b"\0" * 900, "payments.log.1": PAYMENTS.rstrip(b"\n")})
    lab.roots = (str(target),)
    for _ in range(2):
        lab.reopen()
        lab.run()
        assert [*names(range(300)), *names(range(1000, 1400))] == lab.messages()
        assert [("orders", "finished"), ("payments", "finished")] == lab.query(
            "select source, state from files order by file_id"
        )
    assert [] == lab.rejects()


@pytest.mark.parametrize("kind", KINDS)
def test_copies_in_an_archive(lab: Lab, kind: str) -> None:
    """What is packed and stays is not read a second time."""
    lab["orders.log"].write_bytes(ORDERS)
    lab["payments.log"].write_bytes(PAYMENTS)
    bundle(lab[f"backup.{kind}"], {"orders.log": ORDERS, "payments.log": PAYMENTS})
    lab.roots = (str(lab.logs), str(lab[f"backup.{kind}"]))
    for _ in range(2):
        lab.reopen()
        lab.run()
        assert [*names(range(300)), *names(range(1000, 1400))] == lab.messages()
        assert {"orders.log", "payments.log"} == set(lab.states())


@pytest.mark.parametrize("kind", KINDS)
def test_unpacked_again(lab: Lab, kind: str) -> None:
    """Logs that were read in an archive go on in the files that are unpacked from it, under any name."""
    target = lab[f"november.{kind}"]
    bundle(target, {"orders.log.1": ORDERS, "payments.log.1": PAYMENTS})
    lab.roots = (str(lab.logs), str(target))
    lab.run()
    target.unlink()
    lab["anything.json"].write_bytes(PAYMENTS + lines(range(1400, 1500)))
    lab["archive.log"].write_bytes(ORDERS)
    lab.roots = (str(lab.logs),)
    lab.reopen()
    lab.run()
    assert [*names(range(300)), *names(range(1000, 1500))] == lab.messages()
    assert ["archive.log", "anything.json"] == [row.path for row in lab.ledger()]


def test_cut_short(lab: Lab) -> None:
    """What can be seen of a damaged `.tar` is read, and a sentence says that it is damaged."""
    whole = lab["whole.tar"]
    bundle(whole, {"orders.log.1": ORDERS, "payments.log.1": PAYMENTS})
    target = lab["november.tar"]
    target.write_bytes(whole.read_bytes()[: len(ORDERS) + 3000])
    whole.unlink()
    lab.roots = (str(target),)
    summary = lab.run()
    assert names(range(300)) == lab.messages()[:300]
    assert any(f"{target} ends too early" in problem for problem in summary.problems)
    assert ["finished", "broken"] == [row.state for row in lab.ledger()]


def test_services_by_their_folders(lab: Lab) -> None:
    """The known layout holds inside of an archive too."""
    target = lab["november.tar.gz"]
    bundle(target, {"billing/app.log.1": ORDERS, "shipping/app.log.1": PAYMENTS})
    lab.roots = (str(target),)
    lab.run()
    assert [("app", "billing"), ("app", "shipping")] == lab.query("select source, service from files order by file_id")


def test_names_of_any_bytes(lab: Lab) -> None:
    """A name inside that is no UTF-8, or holds a terminal's escapes, is told safely and opened again."""
    target = lab["november.tar"]
    bundle(target, {"caf\udce9.log": ORDERS, "a\x1b[31m/b.log": PAYMENTS})
    lab.roots = (str(target),)
    for _ in range(2):
        lab.reopen()
        lab.run()
        assert 700 == len(lab.messages())
    assert [("tar/0/caf\\xe9.log",), ("tar/1/a\\x1b[31m/b.log",)] == lab.query(
        "select compression from files order by file_id"
    )


def test_archive_inside_of_an_archive(lab: Lab) -> None:
    """It is not read, and a sentence says what to do."""
    inner = lab["inner.tar"]
    bundle(inner, {"orders.log": ORDERS})
    target = lab["november.tar.gz"]
    bundle(target, {"inner.tar": inner.read_bytes(), "payments.log": PAYMENTS})
    inner.unlink()
    lab.roots = (str(target),)
    summary = lab.run()
    assert names(range(1000, 1400)) == lab.messages()
    assert [f"{target} holds inner.tar, which holds several files: unpack it."] == summary.problems


def test_a_zip_that_is_known_as_one_log(lab: Lab) -> None:
    """It stays one log where a warehouse knows it as one: nothing is read again."""
    target = lab["november.zip"]
    bundle(target, {"all.log": ORDERS + PAYMENTS})
    lab.run()
    bundle(target, {"orders.log.1": ORDERS, "payments.log.1": PAYMENTS})
    lab.reopen()
    lab.run()
    assert [*names(range(300)), *names(range(1000, 1400))] == lab.messages()
    assert ["finished"] == [row.state for row in lab.ledger()]
