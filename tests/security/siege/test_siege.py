"""The siege's own parts: what it sends can be repeated, and what it looks for is found."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from tests.dashboard.support import longtail
from tests.security.siege import lines, requests, statements, sums
from tests.security.siege.findings import Findings
from tests.security.siege.writers import Writer

if TYPE_CHECKING:
    from pathlib import Path

_MANY = 300


def test_the_same_seed_sends_the_same() -> None:
    """Statements, requests and lines depend on the seed alone, but for the time of day within lines."""

    def drawn(seed: int) -> list[object]:
        chance = random.Random(seed)
        texts: list[object] = [statements.hostile(chance) for _ in range(_MANY)]
        return [*texts, *(requests.hostile(chance, "localhost:1") for _ in range(_MANY))]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_a_hostile_line_is_one_line() -> None:
    """None is empty or holds the end of a line, else the sums could not be right; all kinds come."""
    chance = random.Random(1)
    drawn = [lines.hostile(chance) for _ in range(_MANY)]
    assert [line for line in drawn if not line or b"\n" in line or b"\r" in line] == []
    assert max(map(len, drawn)) > 1 << 20


def _sums(tmp_path: Path, *, written: int, good: int) -> list[str]:
    """What is found where `written` lines are told of a log with three, two of them good."""
    logs = tmp_path / "logs"
    logs.mkdir()
    text = b"\n".join((lines.good(0, "w"), b"no record", lines.good(1, "w"), b""))
    (logs / "w.log").write_bytes(text)
    longtail("ingest", logs, "--warehouse", tmp_path / "w.duckdb", cwd=tmp_path)
    writer = Writer(logs, "w", "1")
    writer.written, writer.good = written, good
    findings = Findings(tmp_path / "findings.jsonl", 7)
    sums.compare(tmp_path / "w.duckdb", [writer], findings)
    return findings.told()


def test_right_sums(tmp_path: Path) -> None:
    """Nothing is found where all is there."""
    assert _sums(tmp_path, written=3, good=2) == []


def test_a_line_too_few(tmp_path: Path) -> None:
    """A line that was written and is not there is found, and kept with its seed."""
    assert _sums(tmp_path, written=4, good=2) == ["lines lost or doubled: 1"]
    (kept,) = (tmp_path / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(kept)["seed"], json.loads(kept)["item"]) == (7, "w")


def test_what_the_server_may_not_say(tmp_path: Path) -> None:
    """A traceback or a restart in its output is found; sentences are not."""
    output = tmp_path / "serve.stderr"
    found = []
    for said in ("Longtail is at x", "Traceback (most recent call last):", "Longtail was ended by SIGSEGV and …"):
        output.write_text(f"{said}\n", encoding="utf-8")
        findings = Findings(tmp_path / "findings.jsonl", 1)
        sums.judge_output(output, findings)
        found.append(findings.is_empty)
    assert found == [True, False, False]
