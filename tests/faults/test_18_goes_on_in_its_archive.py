"""While a server follows, a log whose file was packed goes on in the archive: its state is told by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import lines, names, packed

if TYPE_CHECKING:
    from tests.ingest.lab import Lab


@pytest.mark.parametrize("name", ["app.log.1.gz", "orders_000001.log.gz", "archive/host-7.xz"])
def test_packed_beside_it_and_removed(lab: Lab, name: str) -> None:
    """The archive is known as a copy first, and is the stream's file once the original is gone."""
    lab["app.log"].write_bytes(lines(range(500)))
    lab.start()
    lab.wait_for_messages(names(range(500)))
    lab[name].parent.mkdir(exist_ok=True)
    lab[name].write_bytes(packed(lab["app.log"].read_bytes(), name.rpartition(".")[2]))
    lab.wait_for_scans(2)
    lab["app.log"].unlink()
    lab.wait_for(lambda: lab.states() == {name: "finished"})
    lab.stop()
    assert names(range(500)) == lab.messages()
