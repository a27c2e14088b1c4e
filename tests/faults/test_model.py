"""Generated histories of a log folder, against a model of what was written.

The oracle: every line that was written stands in the warehouse once. A line may be missing only where its bytes were
destroyed before they could be read, and then the ledger reports a gap, unless not one whole line of its file was there
at any scan; a line may stand twice only where the ledger counts at least as many possible duplicates. The lines of one
stream stand in the order in which they were written.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sql.errors import DiskFullError
from tests.generated import rounds
from tests.ingest.lab import Lab, append, copytruncate, line, pack

if TYPE_CHECKING:
    from ingest.service import IngestService

NAMES = st.sampled_from(["app", "access"])
COUNTS = st.integers(min_value=1, max_value=40)


class LogFolder(RuleBasedStateMachine):
    """Programs that write and rotate `app.log` and `access.log`, and a service that follows or is down."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._lab = Lab(self._folder, in_memory=True, chunk_bytes=64 * 1024)
        self._service: IngestService | None = None
        self._number = 0
        self._written: set[str] = set()
        self._contents: dict[Path, list[str]] = {}
        self._halves: list[tuple[Path, str, bytes]] = []
        self._endangered: set[str] = set()
        self._unseen: set[str] = set()
        self._seen_files: set[Path] = set()
        self._dates = 0
        self._random = random.Random(0)

    @initialize(header=st.booleans())
    def begin(self, header: bool) -> None:  # noqa: FBT001 (hypothesis passes by name)
        """Whether every new file starts with the same line."""
        self._header = line("header") * 3 if header else b""

    def _live(self, name: str) -> Path:
        return self._lab[f"{name}.log"]

    def _put(self, path: Path, data: bytes, messages: list[str]) -> None:
        if path not in self._contents:
            self._contents[path] = []
            append(path, self._header)
        append(path, data)
        self._contents[path] += messages
        self._written.update(messages)

    def _next_line(self) -> tuple[str, bytes]:
        self._number += 1
        message = f"{self._number}-{'x' * self._random.randrange(60)}"
        return message, line(message)

    # what programs do

    @rule(name=NAMES, count=COUNTS)
    def write(self, name: str, count: int) -> None:
        """Append lines."""
        self._finish_halves(self._live(name))
        new = [self._next_line() for _ in range(count)]
        self._put(self._live(name), b"".join(data for _, data in new), [message for message, _ in new])

    @rule(name=NAMES, part=st.floats(min_value=0.01, max_value=0.99))
    def write_half(self, name: str, part: float) -> None:
        """Append the first part of a line; the rest comes later, through the same handle."""
        self._finish_halves(self._live(name))
        message, data = self._next_line()
        cut = max(1, int(len(data) * part))
        self._put(self._live(name), data[:cut], [])
        self._halves.append((self._live(name), message, data[cut:]))

    def _finish_halves(self, path: Path) -> None:
        for half in [half for half in self._halves if half[0] == path]:
            self._halves.remove(half)
            self._put(path, half[2], [half[1]])

    def _moved(self, path: Path, target: Path) -> None:
        self._contents[target] = self._contents.pop(path)
        if path in self._seen_files:
            self._seen_files.remove(path)
            self._seen_files.add(target)
        self._halves = [(target if where == path else where, *rest) for where, *rest in self._halves]  # type: ignore[misc]

    @rule(name=NAMES)
    def rotate_by_shifting(self, name: str) -> None:
        """`app.log` becomes `app.log.1`, that becomes `app.log.2`, and so on."""
        if self._live(name) in self._contents:
            known = [path for path in self._contents if path.name.startswith(f"{name}.log.")]
            for path in sorted(known, key=lambda path: int(path.name.split(".")[2]), reverse=True):
                parts = path.name.split(".")
                parts[2] = str(int(parts[2]) + 1)
                path.rename(path.with_name(".".join(parts)))
                self._moved(path, path.with_name(".".join(parts)))
            self._live(name).rename(self._lab[f"{name}.log.1"])
            self._moved(self._live(name), self._lab[f"{name}.log.1"])

    @rule(name=NAMES)
    def rotate_by_date(self, name: str) -> None:
        """`app.log` becomes `app.2026-01-01_00-00-07_000001.log`."""
        if self._live(name) in self._contents:
            self._dates += 1
            target = self._lab[f"{name}.2026-01-01_00-00-{self._dates % 60:02}_{self._dates:06}.log"]
            self._live(name).rename(target)
            self._moved(self._live(name), target)

    @rule(name=NAMES)
    def rotate_by_copytruncate(self, name: str) -> None:
        """Copy, then truncate."""
        if self._live(name) in self._contents:
            self._finish_halves(self._live(name))
            self._dates += 1
            target = self._lab[f"{name}.log-20260101{self._dates % 24:02}{self._dates % 60:02}.{self._dates}"]
            copytruncate(self._live(name), target)
            self._moved(self._live(name), target)

    @rule(compression=st.sampled_from(["gz", "zip", "bz2", "xz", "zst"]), pick=st.randoms(use_true_random=False))
    def compress(self, compression: str, pick: random.Random) -> None:
        """Pack a rotated file and remove it."""
        rotated = [path for path in sorted(self._contents) if path.suffix == ".log" or path.suffix[1:].isdigit()]
        rotated = [path for path in rotated if path.name not in {"app.log", "access.log"}]
        if rotated:
            path = pick.choice(rotated)
            self._finish_halves(path)
            self._moved(path, pack(path, compression))

    @rule(name=NAMES)
    def truncate(self, name: str) -> None:
        """Throw away what is in the live file."""
        if self._live(name) in self._contents:
            self._finish_halves(self._live(name))
            self._endanger(self._live(name))
            with self._live(name).open("wb"):
                pass

    @rule(pick=st.randoms(use_true_random=False))
    def delete(self, pick: random.Random) -> None:
        """Remove any file."""
        if self._contents:
            path = pick.choice(sorted(self._contents))
            self._halves = [half for half in self._halves if half[0] != path]
            self._endanger(path)
            path.unlink()

    def _endanger(self, path: Path) -> None:
        destroyed = set(self._contents.pop(path)) - set(self._lab.messages())
        self._endangered.update(destroyed)
        if path not in self._seen_files:
            self._unseen.update(destroyed)
        self._seen_files.discard(path)

    # what the service does

    @rule()
    def scan(self) -> None:
        """The service looks once and reads all it finds."""
        self._scan(follows=True)

    def _scan(self, *, follows: bool) -> None:
        """A service that follows leaves what may be a copy in the making alone for ten seconds."""
        if self._service is None:
            self._service = self._lab.new_service()
            self._service._open()
        self._service._look(live_first=follows)
        self._seen_files = {path for path, messages in self._contents.items() if messages}
        self._service._drain(None)

    @precondition(lambda self: self._service is not None)
    @rule()
    def restart(self) -> None:
        """The service ends and another process goes on."""
        assert self._service is not None
        self._service._close()
        self._service = None

    @rule(step=st.sampled_from(["read", "inside"]))
    def kill(self, step: str) -> None:
        """The process dies after reading, or inside of a transaction."""
        service = self._service or self._lab.new_service()
        if self._service is None:
            service._open()
        service._look(live_first=True)
        batch = service._next_batch()
        if batch is not None and step == "inside":
            real = self._lab.warehouse.transaction

            def failing(*_: object) -> object:
                raise DiskFullError("killed")

            self._lab.warehouse.transaction = failing  # type: ignore[assignment, method-assign]
            try:
                assert service._writing is not None
                service._writing.submit(batch)
                service._settle()
            except DiskFullError:
                pass
            finally:
                self._lab.warehouse.transaction = real  # type: ignore[method-assign]
        service._close()
        self._service = None

    # what must hold

    @invariant()
    def nothing_unwritten_is_stored(self) -> None:
        """No line is torn, none is invented, none is doubled without a flag."""
        stored = Counter(message for message in self._lab.messages() if message != "header")
        flagged = sum(row.possible_duplicates for row in self._lab.ledger())
        assert set(stored) <= self._written
        assert sum(stored.values()) - len(stored) <= flagged
        assert [] == self._lab.rejects()

    def teardown(self) -> None:
        """At the end every line that was not destroyed is there, in order, and the ledger knows of the others."""
        try:
            self._finish_all()
        finally:
            if self._service is not None:
                self._service._close()
            self._lab.close()
            shutil.rmtree(self._folder)

    def _finish_all(self) -> None:
        for path, _, _ in list(self._halves):
            self._finish_halves(path)
        self._scan(follows=True)
        self._scan(follows=False)
        stored = self._lab.messages()
        missing = self._written - set(stored)
        rows = self._lab.ledger()
        assert missing <= self._endangered
        assert missing <= self._unseen or any(row.gap for row in rows)
        assert all(row.lines == row.rows + row.rejected + row.blank for row in rows)
        for row in rows:
            query = "select message from logs join files f using (file_id) where f.path = $p order by line_number"
            with self._lab.warehouse.reader() as cursor:
                found = cursor.execute(query, {"p": str(self._lab[row.path])}).fetchall()
            if row.state != "missing" and sum(other.path == row.path for other in rows) == 1:
                numbers = [int(message.split("-")[0]) for (message,) in found if message != "header"]
                assert numbers == sorted(numbers)
        self.nothing_unwritten_is_stored()


def test_histories_against_the_model() -> None:
    """No generated history loses, tears or doubles a line without the ledger saying so."""
    run_state_machine_as_test(
        LogFolder,
        settings=settings(
            max_examples=rounds(20, 40),
            stateful_step_count=30,
            deadline=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
