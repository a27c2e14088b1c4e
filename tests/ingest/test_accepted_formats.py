"""Formats that are accepted from rejected lines: the records are those that the file would have given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest import accepted_formats, sample_check
from ingest.accepted_formats import FormatOrder
from ingest.errors import FormatError
from ingest.formats import user_formats
from ingest.formats.proposals import propose
from ingest.settings import Settings
from tests.ingest.lab import Lab, append, line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MESSAGE = "replace(message, '**************', '[redacted]')"
_COLUMNS = f"ts, level, {_MESSAGE}, error_type, attributes, line_number, byte_offset, record_index"
_ROWS = f"select {_COLUMNS} from logs order by file_id, line_number"
_SUMS = "select sum(lines), sum(row_lines), sum(rejected), sum(blank), sum(rows), sum(flagged) from files"
_ROLLUP = "select sum(n) from hourly_rollup"


def _line(number: int) -> str:
    level = ("INFO", "ERROR", "WARN")[number % 3]
    return f"<{level}> [2026-11-26 10:00:{number % 60:02}] {('sold', 'failed to sell')[number % 2]} order {number}"


LINES = [
    *(
        text
        for number in range(40)
        for text in ([_line(number), "  at step two"] if number % 8 == 1 else [_line(number)])
    ),
    _line(40) + " password=hunter2hunter2",
    _line(41),
    "prose that nothing knows",
]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Lab]:
    """A lab whose lines become rows as they do for users; its warehouse is where formats are accepted, too."""
    laboratory = Lab(tmp_path, real_writer=True, warehouse=tmp_path / "warehouse.duckdb")
    yield laboratory
    laboratory.close()


def _order(real: Lab) -> FormatOrder:
    raw = [bytes(row[0]).decode() for row in real.query("select raw from rejects order by line_number")]  # type: ignore[call-overload]
    proposal = propose(raw)
    assert proposal is not None
    return FormatOrder("till", None, proposal, "ada")


def test_as_if_read_with_it(real: Lab, tmp_path: Path) -> None:
    """All is as in a warehouse that knew the format from the start; secrets stay hidden."""
    data = "\n".join(LINES).encode() + b"\n" + line("json")
    real["till.log"].write_bytes(data)
    real.run()
    assert len(LINES) == len(real.rejects())
    accepted = real.new_service().accept(_order(real))
    second = tmp_path / "second"
    second.mkdir()
    other = Lab(second, real_writer=True, formats=(str(accepted.path),))
    other["till.log"].write_bytes(data)
    other.run()
    for question in (_ROWS, _SUMS, _ROLLUP, "select line_number, raw from rejects"):
        assert other.query(question) == real.query(question)
    assert 42 == accepted.rows
    assert accepted.path == tmp_path / "formats" / "till_text.toml"
    other.close()


def test_what_comes_later(real: Lab) -> None:
    """The lines that are written afterwards are records at once, also after a restart."""
    real["till.log"].write_text("\n".join(LINES[:30]) + "\n")
    service = real.start()
    real.wait_for(lambda: len(real.rejects()) > 20)
    service.accept(_order(real))
    append(real["till.log"], f"{_line(50)}\n{_line(51)}\n".encode())
    real.wait_for(lambda: any("order 50" in message for message in real.messages()))
    real.stop()
    append(real["till.log"], f"{_line(52)}\n{_line(53)}\n".encode())
    real.run()
    assert [] == real.rejects()
    assert real.query("select sum(lines), sum(row_lines) + sum(rejected) + sum(blank) from files") == [(34, 34)]


def test_file_passes_its_own_samples(real: Lab) -> None:
    """The file that is written has samples, and they are as it says; a second one gets another name."""
    real["till.log"].write_text("\n".join(LINES) + "\n")
    real.run()
    order = _order(real)
    paths = [accepted_formats.write(order, real.settings)]
    settings = real.settings.model_copy(update={"formats": (str(paths[0]),)})
    (schema,) = user_formats.load([str(paths[0])]).texts
    assert ([], 3) == (sample_check.failures(schema, settings), len(schema.samples[0].records))
    with pytest.raises(FormatError, match="does not read its own lines"):
        accepted_formats.write(order, real.settings)
    assert "till_text_2" == accepted_formats.free_name("till", real.settings)


@pytest.mark.parametrize(
    ("source", "name"), [("7 till/ä", "lines_7_till_text"), ("", "lines_text"), ("App-X", "app_x_text")]
)
def test_names(source: str, name: str, tmp_path: Path) -> None:
    """Whatever a stream is called, the name is one of a format."""
    assert name == accepted_formats.free_name(source, Settings(warehouse=tmp_path / "w.duckdb"))
