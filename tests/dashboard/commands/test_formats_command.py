"""`longtail formats`: what is known, what a file's lines become, and the user's own formats end to end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import command_line
from ingest.formats import registry
from ingest.formats.text_registry import built_in
from tests.dashboard.support import LOG, longtail

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

OWN = """
name = "till"
description = "A till's journal"
duration_unit = "ticks"
time_format = "us"
[match]
keys = ["case.no"]
[fields]
ts = "when"
level = "weight"
request_id = "case.no"
trace_id = ["case.parent.no", "case.root"]
duration_ms = "case.took"
[levels]
loud = "ERROR"
[[samples]]
lines = '{"when":1767607200000000,"weight":"loud","case":{"no":"V-7","took":15000}}'
records = [{ ts = "2026-01-05T10:00:00Z", level = "ERROR", request_id = "V-7", duration_ms = 1.5 }]
"""
OWN_LINES = (
    '{"when":1767607200000000,"weight":"loud","case":{"no":"V-7","took":15000,"parent":{"no":"V-1"}}}\n'
    '{"when":1767607201000000,"weight":"warn","case":{"no":"V-8","took":20,"root":"V-0"},"lane":3}\n'
)

BUILT_IN = sorted([*(item.name for item in registry()), *(item.name for item in built_in().formats)])
"""The names of all formats that come with Longtail."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command in a folder of its own: status, standard output, standard error."""
    for name in [name for name in os.environ if name.startswith("LONGTAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        status = command_line.run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def _detected(run: Run, *arguments: object) -> Any:
    status, out, err = run("formats", "detect", *arguments, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def _configure(own: str = OWN) -> Path:
    """A config in a folder of its own that names the user's format beside it."""
    folder = Path("etc")
    folder.mkdir()
    (folder / "till.toml").write_text(own, encoding="utf-8")
    config = folder / "longtail.toml"
    config.write_text('formats = ["till.toml"]\nwarehouse = "w.duckdb"\n', encoding="utf-8")
    return config


def test_list(run: Run) -> None:
    """The list has every built-in format with what it is recognised by."""
    status, out, err = run("formats", "--json")
    listed = json.loads(out)
    assert (0, "", BUILT_IN) == (
        status,
        err,
        [item["name"] for item in listed],
    )
    assert [] == [item["name"] for item in listed if not item["recognised_by"] or item["from"] != "built in"]


def test_list_as_table(run: Run) -> None:
    """Off a terminal the list is a plain table, one line a format."""
    status, out, _ = run("formats")
    rows = [[cell.strip() for cell in line.split("|")[1:5]] for line in out.splitlines() if line.startswith("|")]
    assert (0, ["name", "description", "recognised by", "from"], len(BUILT_IN)) == (
        status,
        rows[0],
        len(rows) - 1,
    )


def test_own_format_comes_first(run: Run) -> None:
    """The user's format heads the list and says its file; its samples hold, so the status is 0."""
    status, out, err = run("formats", "--json", "--config", _configure())
    expected = {
        "name": "till",
        "description": "A till's journal",
        "kind": "JSON",
        "recognised_by": "case.no",
        "from": "etc/till.toml",
        "samples": 1,
    }
    assert (0, "", expected) == (status, err, json.loads(out)[0])


def test_failing_sample_is_said(run: Run) -> None:
    """A sample that is not as it says ends with status 1 and a sentence; so does `check`."""
    config = _configure(OWN.replace('loud = "ERROR"', 'loud = "INFO"'))
    sentence = "Sample 1 of till (etc/till.toml): level of record 1 was expected to be 'ERROR', and is 'INFO'."
    status, _, err = run("formats", "--config", config)
    assert (1, f"{sentence}\n") == (status, err)
    status, out, _ = run("check", "--json", "--port", 0, "--config", config)
    assert (1, [("failed", sentence)]) == (status, _findings(out))


def _findings(out: str) -> list[tuple[str, str]]:
    return [(found["verdict"], found["detail"]) for found in json.loads(out) if found["check"] == "formats"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (OWN, ("ok", "etc/till.toml: till, 1 sample as expected.")),
        (
            OWN.partition("[[samples]]")[0],
            ("look", "etc/till.toml has no samples: add some, so that it can be checked."),
        ),
        ("nam = 1", ("failed", "etc/till.toml has no name: docs/formats.md has an example.")),
    ],
)
def test_check(run: Run, own: str, expected: tuple[str, str]) -> None:
    """`check` has a finding for each of the user's formats."""
    _, out, _ = run("check", "--json", "--port", 0, "--config", _configure(own))
    assert [expected] == _findings(out)


def test_own_format_end_to_end(run: Run) -> None:
    """`ingest` reads a weird schema as the user's file says: own level words, ticks, microseconds, nested ids."""
    config = _configure()
    Path("till.log").write_text(OWN_LINES, encoding="utf-8")
    assert 0 == run("ingest", "till.log", "--config", config)[0]
    query = "select ts, level, request_id, trace_id, duration_ms, attributes->'lane' as lane from logs order by ts"
    status, out, _ = run("sql", query, "--config", config, "--format", "json")
    first = {"ts": "2026-01-05T10:00:00Z", "level": "ERROR", "request_id": "V-7", "trace_id": "V-1"}
    second = {"ts": "2026-01-05T10:00:01Z", "level": "WARNING", "request_id": "V-8", "trace_id": "V-0"}
    assert (0, [first | {"duration_ms": 1.5, "lane": None}, second | {"duration_ms": 0.002, "lane": 3}]) == (
        status,
        json.loads(out),
    )


@pytest.mark.usefixtures("run")
def test_broken_own_format_does_not_stop_ingest(tmp_path: Path) -> None:
    """A broken format is said on standard error by name; the lines are read all the same."""
    config = _configure("name = ")
    Path("till.log").write_text(OWN_LINES, encoding="utf-8")
    ended = longtail("ingest", "till.log", "--config", config, "--json", cwd=tmp_path)
    said = [line.partition(" is not valid TOML")[0] for line in ended.stderr.splitlines()]
    assert (0, 2, ["A log format is left out. etc/till.toml"]) == (
        ended.returncode,
        json.loads(ended.stdout)["rows"],
        said,
    )


def test_detect_tells_columns_attributes_and_rejects(run: Run) -> None:
    """What is seen: counts, formats, where each column comes from, what is left over, why lines are rejected."""
    Path("app.log").write_text(
        OWN_LINES + "oops\n" + '{"level":"info","msg":"x","k":1}\n[1]\nnope\n\n', encoding="utf-8"
    )
    found = _detected(run, "app.log", "--config", _configure())
    counts = {
        name: found[name] for name in ("lines", "rows", "rejected", "rejected_share", "blank", "more_lines_follow")
    }
    assert {
        "lines": 7,
        "rows": 3,
        "rejected": 3,
        "rejected_share": 0.4286,
        "blank": 1,
        "more_lines_follow": False,
    } == counts
    own, general = found["formats"]
    assert ("till", 2, 2, {"case": 1, "lane": 1}) == (own["format"], own["lines"], own["records"], own["attributes"])
    assert {
        "records": 2,
        "from": [{"path": "/case/took", "records": 2, "why": "the format's place", "unit": "ticks"}],
    } == own["columns"]["duration_ms"]
    trace = own["columns"]["trace_id"]
    assert [("/case/parent/no", 1), ("/case/root", 1)] == [(item["path"], item["records"]) for item in trace["from"]]
    assert (None, ["ts", "level", "message"]) == (general["format"], list(general["columns"]))
    assert [("not JSON", 2, 3), ("JSON but not an object: array", 1, 5)] == [
        (item["reason"], item["lines"], item["first_line"]) for item in found["rejects"]
    ]
    assert ["V-7", "V-8", None] == [record["request_id"] for record in found["records"]]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("app.log", bytes),
        ("app.log.1", bytes),
        ("app.log.2.gz", gzip.compress),
        ("app_2026-11-20.log.bz2", bz2.compress),
    ],
)
def test_detect_reads_what_ingest_reads(run: Run, name: str, pack: Callable[[bytes], bytes]) -> None:
    """Plain, rotated and compressed files give the same records, of the same source."""
    Path(name).write_bytes(pack(LOG.encode()))
    found = _detected(run, name)
    assert (5, "app", "line 0") == (found["rows"], found["records"][0]["source"], found["records"][0]["message"])


def test_detect_says_exactly_what_ingest_stores(run: Run) -> None:
    """The first records are those that `ingest` stores, in every column."""
    Path("app.log").write_text(LOG, encoding="utf-8")
    shown = _detected(run, "app.log")["records"]
    run("ingest", "app.log", "--warehouse", "w.duckdb")
    _, out, _ = run(
        "sql", "select * from logs order by line_number limit 3", "--warehouse", "w.duckdb", "--format", "json"
    )
    assert json.loads(out) == shown


def test_detect_stops_after_the_lines_asked_for(run: Run) -> None:
    """`--lines` looks at so many lines, and says that there are more."""
    Path("app.log").write_text(LOG, encoding="utf-8")
    found = _detected(run, "app.log", "--lines", 2)
    assert (2, 2, True) == (found["lines"], found["rows"], found["more_lines_follow"])


def test_detect_sees_a_record_that_spans_more_lines_than_asked_for(run: Run) -> None:
    """A pretty-printed record is seen whole, however few lines were asked for."""
    Path("app.json").write_text(json.dumps({"msg": "x", "level": "info"}, indent=1) + "\n", encoding="utf-8")
    found = _detected(run, "app.json", "--lines", 1)
    assert (4, 1, 0) == (found["lines"], found["rows"], found["rejected"])


def test_detect_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input, no more of it than was asked for."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(LOG.encode())))
    found = _detected(run, "-", "--lines", 3)
    assert (3, True, "line 0") == (found["rows"], found["more_lines_follow"], found["records"][0]["message"])


def test_detect_as_text(run: Run) -> None:
    """For people: a sentence, a table for each format, the rejects and first records; nothing paints the screen."""
    Path("app.log").write_text(LOG + "\x1b[31mred\n", encoding="utf-8")
    status, out, _ = run("formats", "detect", "app.log")
    expected = "6 lines of app.log: 5 records, 1 rejected (16.7% of the lines), 0 without a record."
    assert (0, expected, False) == (status, out.splitlines()[0], "\x1b" in out)
    assert ["1 × not JSON, first in line 6: \\x1b[31mred"] == [line for line in out.splitlines() if "×" in line]
    assert ["record 1", "record 2", "record 3"] == [line for line in out.splitlines() if line.startswith("record ")]


def test_detect_names_the_line_of_the_settings(run: Run) -> None:
    """A column that the settings give says by which line; a guess says the line that takes it back."""
    Path("access.log").write_text('{"evtTime":"2026-11-26T10:00:00Z","lb":{"respTimeMs":5},"whom":"ada"}\n', "utf-8")
    Path("longtail.toml").write_text('[keys."acc*"]\nwhom = "user_id"\n', encoding="utf-8")
    columns = _detected(run, "access.log")["formats"][0]["columns"]
    told = {name: [(item["why"], item.get("correction")) for item in columns[name]["from"]] for name in columns}
    lines = ['keys.access.evtTime = "attribute"', 'keys.access."/lb/respTimeMs" = "attribute"']
    assert {
        "ts": [("its words: time", lines[0])],
        "user_id": [('the setting keys."acc*".whom = "user_id"', None)],
        "duration_ms": [("its words: response time", lines[1])],
    } == told
    _, out, _ = run("formats", "detect", "access.log")
    assert lines == [line for line in out.splitlines() if line.startswith("keys.")]
    Path("longtail.toml").write_text("\n".join(lines), encoding="utf-8")
    assert ["ts"] == list(_detected(run, "access.log")["formats"][0]["columns"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope.log"], "does not exist: name a folder, a file or a pattern of log files."),
        (["."], ". is a folder: name one of the files in it."),
        (["/dev/null"], "/dev/null is not a regular file: use - and a pipe to look at its lines."),
        ([], "Missing argument 'FILE': see `longtail formats detect --help`."),
        (["x", "--lines", "0"], "see `longtail formats detect --help`."),
    ],
)
def test_detect_refuses_in_one_sentence(run: Run, arguments: list[str], sentence: str) -> None:
    """What cannot be looked at is one sentence, and status 2."""
    status, out, err = run("formats", "detect", *arguments)
    assert (2, "", 1, sentence) == (status, out, err.count("\n"), err.strip()[-len(sentence) :])


def test_propose(run: Run) -> None:
    """The file that is printed is a format that reads the lines; without a pattern one sentence says so."""
    lines = [f"<{level}> [2026-11-26 10:00:{n}] order {n}" for n, level in enumerate(["INFO", "WARN"] * 20, 10)]
    Path("till.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, out, err = run("formats", "propose", "till.log")
    assert (0, "It fits 40 of the 40 rejected lines that were looked at.\n") == (status, err)
    Path("till.toml").write_text(out, encoding="utf-8")
    Path("longtail.toml").write_text('formats = ["till.toml"]\n', encoding="utf-8")
    assert 0 == run("formats")[0]
    assert {"till_text": 40} == _detected(run, "till.log")["text_formats"]
    status, out, err = run("formats", "propose", "till.log")
    assert (1, "", "The lines of till.log are all in known formats.\n") == (status, out, err)


def test_detect_an_empty_file(run: Run) -> None:
    """A file without a line is no error."""
    Path("app.log").touch()
    status, out, _ = run("formats", "detect", "app.log")
    assert (0, "0 lines of app.log: 0 records, 0 rejected, 0 without a record.\n") == (status, out)
