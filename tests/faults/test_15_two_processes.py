"""Two processes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests import patience
from tests.ingest.lab import append, line, lines, names

if TYPE_CHECKING:
    from tests.ingest.lab import Lab

ROOT = Path(__file__).parents[2]


def test_two_on_one_warehouse(lab: Lab) -> None:
    """The second process says that the first one has the warehouse, and leaves everything as it is."""
    lab["app.log"].write_bytes(lines(range(10)))
    lab.run()
    program = (
        "import sys; from pathlib import Path; from sql.warehouse import Warehouse; from sql.errors import *\n"
        "try: Warehouse.open(Path(sys.argv[1]))\n"
        "except WarehouseBusyError as error: print(error)"
    )
    command = [sys.executable, "-c", program, str(lab.warehouse_path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=patience.seconds(60))
    assert result.stdout.startswith(f"{lab.warehouse_path} is in use by process ")
    assert names(range(10)) == lab.messages()


def test_two_warehouses_on_the_same_logs(lab: Lab, tmp_path: Path) -> None:
    """Two services that follow the same files, each into its own warehouse, both have every line once."""
    from tests.ingest.lab import Lab as OtherLab  # noqa: PLC0415 (a second one, only here)

    (tmp_path / "second").mkdir()
    second = OtherLab(tmp_path / "second")
    second.roots = lab.roots
    lab.start()
    second.start()
    for number in range(30):
        append(lab["app.log"], line(number))
        if number % 10 == 9:
            lab["app.log"].rename(lab[f"app.log.{number}"])
    lab.wait_for_messages(names(range(30)))
    second.wait_for_messages(names(range(30)))
    second.close()
