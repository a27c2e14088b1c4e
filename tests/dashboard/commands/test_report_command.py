"""`longtail report`, with and without a running server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.support import longtail, make_logs, serving, wait_for

if TYPE_CHECKING:
    from pathlib import Path

WINDOW = ("--from", "2026-11-20T10:00:00Z", "--to", "2026-11-20T11:01:00+01:00", "--title", "Five lines")


def _report(folder: Path, name: str, *more: str) -> bytes:
    target = ("--warehouse", folder / "longtail.duckdb", "-o", folder / name)
    done = longtail("report", *WINDOW, *target, *more, cwd=folder)
    assert (0, True) == (done.returncode, name in done.stderr), done.stderr
    return (folder / name).read_bytes()


def _facts(content: bytes) -> dict[str, object]:
    """The report without the time it was made."""
    said: dict[str, object] = json.loads(content)
    assert said.pop("generated_at")
    return said


def test_same_report_with_and_without_a_server(tmp_path: Path) -> None:
    """The server that owns the warehouse makes the report that the command makes alone."""
    make_logs(tmp_path / "logs")
    with serving(tmp_path) as server:
        wait_for(lambda: b'"rows":5' in server.get("/api/v1/files").body.replace(b" ", b""), "the records")
        served = _facts(_report(tmp_path, "served.json"))
        assert _report(tmp_path, "served.pdf").startswith(b"%PDF-")
        server.stop()
    alone = _facts(_report(tmp_path, "alone.json"))
    assert served == alone
    assert "Five lines" == alone["incident"]["title"]  # type: ignore[index] # a report


def test_format_is_what_the_name_says(tmp_path: Path) -> None:
    """The ending of the file decides where no format is named."""
    longtail("ingest", make_logs(tmp_path / "logs"), "--warehouse", tmp_path / "longtail.duckdb", cwd=tmp_path)
    starts = {name: _report(tmp_path, name)[:4] for name in ("r.html", "r.pdf", "r.md", "r.zip", "r")}
    assert {"r.html": b"<!do", "r.pdf": b"%PDF", "r.md": b"# Fi", "r.zip": b"PK\x03\x04", "r": b"<!do"} == starts


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "A report needs a window or an incident"),
        (("--from", "noon", "--to", "2026-11-20"), "--from is 'noon': it must be a time"),
        (("--from", "2026-11-20", "--to", "2026-11-20"), "The window is empty"),
        (("--incident", "nope"), "There is no incident 'nope'"),
    ],
)
def test_wrong_requests_end_with_one_sentence(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Exit status 2, one sentence, no file."""
    longtail("ingest", make_logs(tmp_path / "logs"), "--warehouse", tmp_path / "longtail.duckdb", cwd=tmp_path)
    target = ("--warehouse", tmp_path / "longtail.duckdb", "-o", tmp_path / "r.html")
    done = longtail("report", *arguments, *target, cwd=tmp_path)
    assert (2, True, False) == (done.returncode, said in done.stderr, (tmp_path / "r.html").exists())
