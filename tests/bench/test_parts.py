"""The benchmark's parts run, small, and give the figures that they name; how large these are is nobody's promise."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import pytest

from monitor.rules import finding
from tests.bench import __main__ as command
from tests.bench import beside, contender, disturbed, ingest, machine, rules, watch

if TYPE_CHECKING:
    from pathlib import Path


def measured(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> dict[str, Any]:
    """The figures of one part, with a single run."""
    assert command.main([*arguments, "--runs", "1", "--dir", str(folder), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_ingest_measures_every_contender_that_is_installed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each gives positive figures and ratios; whose package is missing is named instead."""
    figures = measured(capsys, tmp_path, "ingest", "--lines", "2000")["ingest"]
    contenders = {item["name"]: item for item in figures["contenders"]}
    assert sorted([*contenders, *figures["missing"]]) == sorted(contender.names())
    assert {"longtail", "plain_duckdb", "gzip_6", "zstd_3"} <= set(contenders)
    assert contenders["plain_duckdb"]["speed_ratios"]["plain_duckdb"] == 1
    assert contenders["gzip_6"]["size_ratio"] == 1
    assert [
        (name, key)
        for name, item in contenders.items()
        for key, value in item.items()
        if isinstance(value, float) and value <= 0
    ] == []
    assert list(tmp_path.iterdir()) == []


def test_profile_names_every_step(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The steps that every log goes through take time, and no step takes less than none."""
    steps = measured(capsys, tmp_path, "profile", "--profile-lines", "2000")["profile"]["steps"]
    assert {"cut into lines", "JSON to columns and attributes", "hourly rollup"} <= {
        step for step, seconds in steps.items() if seconds > 0
    }
    assert [step for step, seconds in steps.items() if seconds < 0] == []


def test_a_missing_package_stands_in_the_note() -> None:
    """A table without ClickHouse's engine says so, and has no ratio to it."""
    item = {
        "name": "longtail",
        "lines_per_second": 1000.0,
        "megabytes_per_second": 0.5,
        "cpu_seconds_per_million_lines": 5.0,
        "peak_memory_bytes": 1e6,
        "bytes_on_disk": 1e6,
        "share_of_raw": 0.1,
        "size_ratio": 0.8,
        "speed_ratios": {"plain_duckdb": 1.25, "chdb_json": None, "gzip_6": 3.0},
        "load_seconds": 0.5,
    }
    figures = {"lines": 10, "raw_bytes": 4170, "runs": 1, "missing": ["chdb_json", "chdb_typed"], "contenders": [item]}
    table = ingest.markdown(figures, machine.about())
    assert "| longtail | 1,000 | 0 | 5.0 | 1 MB | 1.0 MB | 0.100 | 0.80 | 1.25 | – | 3.00 | 0.5 s |" in table
    assert "Not measured: chdb_json, chdb_typed (chdb is not installed)." in table


def test_a_contender_that_fails_fails_the_run(tmp_path: Path) -> None:
    """What it wrote stands in the error."""
    with pytest.raises(RuntimeError, match=r"(?s)gzip_6 failed with status 1: .*No such file"):
        contender.run("gzip_6", tmp_path / "nothing.log", tmp_path)


def test_a_contender_that_loses_lines_has_no_figures(tmp_path: Path) -> None:
    """Fewer lines stored than written is an error, not a speed."""
    log = tmp_path / "app.log"
    log.write_bytes(b'{"timestamp":"2026-11-16T00:00:00Z","level":"INFO","message":"one"}\n')
    with pytest.raises(RuntimeError, match="plain_duckdb stored 1 of 2 lines"):
        ingest._run("plain_duckdb", log, 2)


def test_queries_measures_what_is_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The named question over all its windows and filters, on a generated warehouse."""
    few = ("--only", "overview: headline", "--cases", "3")
    figures = measured(capsys, tmp_path, "queries", "--rows", "2000", *few)["queries"]
    queries = {query["name"]: query for query in figures["queries"]}
    assert list(queries) == ["overview: headline", "overview: headline_series"]
    assert [(query["samples"], query["p50_ms"] > 0) for query in queries.values()] == [(3, True), (3, True)]
    assert figures["rows"] > 1000


def test_beside_measures_ours_and_theirs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Every pair has our times; the other side's too where its engine is installed, with the same numbers."""
    figures = measured(capsys, tmp_path, "beside", "--rows", "3000", "--ids", "3")["beside"]
    questions = figures["questions"]
    assert len({item["name"] for item in questions}) == 7
    assert [item for item in questions if not 0 < item["ours_p50_ms"] <= item["ours_p95_ms"]] == []
    assert {"theirs_p50_ms" in item for item in questions} == {figures["rival"] is not None}
    assert [item["name"] for item in questions if not item.get("agree", True)] == []
    assert beside.markdown(figures, machine.about()).count("\n| ") == len(questions)


def test_freshness_sees_every_marker(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A server, a writer and a page: each marker was seen, none before it was written."""
    arguments = ("freshness", "--rates", "200,400", "--write-seconds", "1", "--pages", "1")
    rates = measured(capsys, tmp_path, *arguments)["freshness"]["rates"]
    assert [rate["lines_per_second"] for rate in rates] == [200, 400]
    for rate in rates:
        assert 0 < rate["p50_seconds"] <= rate["p99_seconds"] <= rate["most_seconds"]
        assert rate["lines"] > rate["markers"] > 0
        assert rate["cpu_share"] > 0


def test_growth_measures_each_size(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two warehouses, one file, many files."""
    sizes = ("--sizes", "1000,3000", "--into", "500", "--asking", "header: data_range")
    files = ("--one-file", "1", "--many-files", "3", "--many-size", "0.1")
    figures = measured(capsys, tmp_path, "growth", *sizes, *files)["growth"]
    small, large = figures["sizes"]
    one, many = figures["memory"]
    assert 500 < small["rows"] < large["rows"]
    assert [item["slowest"] for item in (small, large)] == ["header: data_range"] * 2
    assert (one["what"], many["what"]) == ("one file", "3 files")
    assert [item for item in (one, many) if min(item["lines"], item["lines_per_second"]) <= 0] == []
    assert [item for item in (small, large, one, many) if item["peak_memory_bytes"] < 50e6] == []


def test_idle_watches_every_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """All files are watched while CPU and memory are taken."""
    figures = measured(capsys, tmp_path, "idle", "--files", "3", "--idle-seconds", "0.5")["idle"]
    assert figures["files_watched"] == 3
    assert 0 <= figures["cpu_share"] < 2
    assert figures["resident_bytes"] >= figures["proportional_bytes"] > 50e6


def test_rules_are_evaluated_and_replayed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that reads requests: its share of a core, and a day of it."""
    monkeypatch.setattr(disturbed, "_QUESTIONS", ("overview: headline",))
    monkeypatch.setattr(disturbed, "_LINES", 300)
    few = ("--rows", "30000", "--rule-series", "2", "--disturbed", "1", "--replay-days", "1", "--replay-step", "3600")
    figures = measured(capsys, tmp_path, "rules", *few, "--rule", "high_error_rate")["rules"]
    one = figures["rules"]["high_error_rate"]
    assert (figures["rows"] >= 3000, one["every"], one["replay_said"][2:10]) == (True, 30.0, " moments")
    assert 0 < one["evaluation_cpu"] / one["every"] == figures["share"]
    assert [one for name in ("pages", "reading") for one in figures["disturbed"][name].values() if one <= 0] == []
    shipped = list(finding.read([finding.BUILT_IN]))
    assert len({made.name for made in (*shipped, *rules._made())}) == 50
    assert "| `high_error_rate` |" in rules.markdown(figures, machine.about())


def test_every_part_has_a_table() -> None:
    """Each part is named in the help and in docs/benchmarks.md."""
    document = (contender.ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert [part for part in command.PARTS if f"tests.bench {part}" not in document] == []
    assert [part for part in command.PARTS if f"- `{part}`:" not in str(command.__doc__)] == []


def test_charts_of_samples_have_times(tmp_path: Path) -> None:
    """Each chart and range, over rows of every table; the table names them all."""
    charts = watch._charts(Namespace(dir=tmp_path, sample_series=2, runs=1, probes=1))
    expected = {"samples_raw": 23_040, "sample_minutes": 86_400, "sample_hours": 19_200, "probe_hours": 288_000}
    assert expected == charts["rows"]
    assert [] == [chart for chart, told in charts["times"].items() if min(one["ms"] for one in told.values()) <= 0]
    span = {"cpu_share": 0.01, "resident_bytes": 1e6}
    figures = {
        "probes": 1,
        "scrapes": 1,
        "series": 1000,
        "idle": span,
        "watching": span,
        "more": span,
        "charts": charts,
    }
    table = watch.markdown(figures, machine.about())
    assert ("| watching | 1.00% of a core | 1 MB |" in table, "samples_raw 23,040" in table) == (True, True)
