"""The command: what it prints where, how it ends, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from dashboard import command_line
from sql.warehouse import Warehouse
from tests import patience
from tests.dashboard.support import DEADLINE_SECONDS, LOG, command, environment, longtail, make_logs, make_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

WAREHOUSE = Path("w.duckdb")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command in a folder of its own: status, standard output, standard error."""
    for name in [name for name in os.environ if name.startswith("LONGTAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        status = command_line.run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


def _sql(run: Run, query: str, *options: object) -> tuple[int, str, str]:
    return run("sql", query, "--warehouse", WAREHOUSE, *options)


# how it is called


def test_version(run: Run) -> None:
    """--version names program and version."""
    status, out, _ = run("--version")
    assert (status, out.split()[0]) == (0, "longtail")


def test_no_command_prints_help(run: Run) -> None:
    """Without a command it says what there is."""
    status, out, _ = run()
    assert (status, out.startswith("Usage: longtail")) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["nope"], "see `longtail --help`."),
        (["--nope"], "see `longtail --help`."),
        (["sql"], "see `longtail sql --help`."),
        (["files", "extra"], "see `longtail files --help`."),
        (["sql", "select 1", "--limit", "x"], "see `longtail sql --help`."),
        (["sql", "select 1", "--limit", "-1"], "see `longtail sql --help`."),
        (["serve", "logs", "--port", "x"], "see `longtail serve --help`."),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: list[str], remedy: str) -> None:
    """A usage error is one sentence on standard error that says where to look, and status 2."""
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n"), err.strip().split(": ")[-1]) == (2, "", 1, remedy)


def test_unknown_format_lists_the_formats(run: Run) -> None:
    """A format that is none is answered with those that are."""
    status, out, err = _sql(run, "select 1", "--format", "xml")
    formats = [name for name in ("table", "json", "ndjson", "csv", "parquet") if f"'{name}'" in err]
    assert (status, out, err.count("\n"), formats) == (2, "", 1, ["table", "json", "ndjson", "csv", "parquet"])


def test_misspelt_setting(run: Run) -> None:
    """A config with a misspelt key ends every command with one sentence."""
    Path("longtail.toml").write_text("warehose = 'x'", encoding="utf-8")
    expected = "warehose in longtail.toml is not a setting: did you mean warehouse?\n"
    assert run("files") == (2, "", expected)


def test_debug_shows_the_traceback(run: Run) -> None:
    """--debug shows where an error comes from, and the sentence last."""
    status, _, err = run("--debug", "files", "--config", "nope.toml")
    lines = err.splitlines()
    assert (status, lines[0], lines[-1].split(":")[0]) == (
        2,
        "Traceback (most recent call last):",
        "There is no settings file nope.toml",
    )


# sql


def test_sql_without_a_warehouse(run: Run) -> None:
    """A warehouse that is not there is said, and none is made."""
    expected = (
        "There is no warehouse w.duckdb: create it with `longtail ingest LOGS`, or name another with --warehouse.\n"
    )
    assert (_sql(run, "select 1"), WAREHOUSE.exists()) == ((2, "", expected), False)


def test_sql_json(run: Run) -> None:
    """JSON: times with Z, attributes as an object, nulls."""
    make_warehouse(WAREHOUSE)
    status, out, err = _sql(run, "select ts, level, attributes from logs order by ts", "--format", "json")
    expected = [
        {"ts": "2026-11-20T10:00:00Z", "level": "INFO", "attributes": {"a": {"b": 1}}},
        {"ts": "2026-11-20T10:00:01.500000Z", "level": "ERROR", "attributes": None},
    ]
    assert (status, json.loads(out), err) == (0, expected, "")


def test_sql_ndjson(run: Run) -> None:
    """One object per line."""
    make_warehouse(WAREHOUSE)
    _, out, _ = _sql(run, "select line_number as n from logs order by n", "--format", "ndjson")
    assert out == '{"n": 1}\n{"n": 2}\n'


def test_sql_csv(run: Run) -> None:
    """CSV is exact, a formula stays the text that it is."""
    make_warehouse(WAREHOUSE)
    _, out, _ = _sql(run, "select line_number as n, message from logs order by n", "--format", "csv")
    assert out == 'n,message\r\n1,first\r\n2,"=1+1"\r\n'


def test_sql_csv_for_spreadsheets(run: Run) -> None:
    """--spreadsheet takes the danger out of a formula."""
    make_warehouse(WAREHOUSE)
    _, out, _ = _sql(run, "select message from logs where line_number = 2", "--format", "csv", "--spreadsheet")
    assert out == 'message\r\n"\'=1+1"\r\n'


def test_sql_table(run: Run) -> None:
    """A table has its names, right-aligned numbers and its rows; escape sequences are text."""
    make_warehouse(WAREHOUSE)
    _, out, _ = _sql(run, r"select line_number as n, message || chr(27) || '[31m' as m from logs order by n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line.startswith("|")]
    assert rows == [["n", "m"], ["1", r"first\x1b[31m"], ["2", r"=1+1\x1b[31m"]]


def test_sql_table_without_rows_has_its_names(run: Run) -> None:
    """An empty answer still says what it would hold."""
    make_warehouse(WAREHOUSE)
    _, out, _ = _sql(run, "select line_number as n from logs where false")
    assert [line for line in out.splitlines() if line.startswith("|")] == ["|n|"]


def test_sql_gives_all_rows_and_limit_cuts(run: Run) -> None:
    """Without --limit nothing is cut, whatever the settings say of pages."""
    make_warehouse(WAREHOUSE)
    Path("longtail.toml").write_text("query_max_rows = 10", encoding="utf-8")
    _, everything, _ = _sql(run, "select range as r from range(150000)", "--format", "csv")
    _, some, _ = _sql(run, "select range as r from range(150000)", "--format", "csv", "--limit", 3)
    assert (len(everything.splitlines()), some.split()) == (150_001, ["r", "0", "1", "2"])


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.ndjson", "x.jsonl"])
def test_sql_writes_a_file_in_the_format_of_its_name(run: Run, name: str) -> None:
    """-o FILE decides the format where --format does not, and leaves nothing but the file."""
    make_warehouse(WAREHOUSE)
    before = set(Path().iterdir())
    status, out, err = _sql(run, "select 1 as a", "-o", name)
    expected = {"x.csv": "a\r\n1\r\n", "x.json": '[\n{"a": 1}\n]\n', "x.ndjson": '{"a": 1}\n', "x.jsonl": '{"a": 1}\n'}
    written = Path(name).read_bytes().decode()
    new = set(Path().iterdir()) - before
    assert (status, out, written, new) == (0, "", expected[name], {Path(name)})
    assert err.startswith(f"1 row in {name}, ")


def test_sql_parquet(run: Run) -> None:
    """Parquet has the columns with their types."""
    make_warehouse(WAREHOUSE)
    _sql(run, "select line_number, ts from logs order by 1", "-o", "x.parquet")
    table = pq.read_table("x.parquet")
    assert (table.column_names, table.to_pydict()["line_number"]) == (["line_number", "ts"], [1, 2])


def test_a_failed_query_leaves_the_file_that_was_there(run: Run) -> None:
    """A result file is replaced by a whole one or not at all."""
    make_warehouse(WAREHOUSE)
    Path("x.csv").write_text("before", encoding="utf-8")
    status, _, _ = _sql(run, "select error('no')", "-o", "x.csv")
    assert (status, Path("x.csv").read_text(encoding="utf-8")) == (2, "before")


def test_output_that_cannot_be_written(run: Run) -> None:
    """A folder that is not there is said in one sentence."""
    make_warehouse(WAREHOUSE)
    expected = "no/x.csv cannot be written (No such file or directory): choose another file with -o.\n"
    assert _sql(run, "select 1", "-o", "no/x.csv") == (2, "", expected)


def test_sql_from_standard_input(tmp_path: Path) -> None:
    """A query of - is read from standard input."""
    make_warehouse(tmp_path / WAREHOUSE)
    done = longtail("sql", "-", "--warehouse", WAREHOUSE, "--format", "csv", cwd=tmp_path, stdin="select 1 as a;\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "a\n1\n", "")


@pytest.mark.parametrize(
    "query",
    [
        "drop table logs",
        "delete from logs",
        "select 1; select 2",
        "attach 'x.db' as x",
        "copy logs to 'x.csv'",
        "select * from read_csv('/etc/passwd')",
        "selec 1",
        "select no_such_column from logs",
        "",
    ],
)
def test_a_bad_query_is_one_sentence(run: Run, query: str) -> None:
    """What is refused or wrong ends with status 2 and one line, and nothing has changed."""
    make_warehouse(WAREHOUSE)
    status, out, err = _sql(run, query)
    _, left, _ = _sql(run, "select count(*) as n from logs", "--format", "csv")
    assert (status, out, err.count("\n"), left.split()) == (2, "", 1, ["n", "2"])


def test_a_slow_query_is_stopped(run: Run) -> None:
    """--timeout ends a query that takes too long, with one sentence."""
    make_warehouse(WAREHOUSE)
    status, out, err = _sql(run, "select count(*) from range(1000000) a, range(1000000) b", "--timeout", "0.2")
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_the_reader_of_the_output_may_leave(tmp_path: Path) -> None:
    """`longtail sql … | head` ends quietly."""
    make_warehouse(tmp_path / WAREHOUSE)
    query = "select range as r from range(2000000)"
    arguments = command("sql", query, "--warehouse", WAREHOUSE, "--format", "csv")
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment(), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        assert (first, process.wait(patience.seconds(DEADLINE_SECONDS)), err) == (b"r\r\n", 0, b"")


def test_parquet_through_a_pipe(tmp_path: Path) -> None:
    """Parquet may go to standard output."""
    make_warehouse(tmp_path / WAREHOUSE)
    query = "select line_number as n from logs order by 1"
    arguments = command("sql", query, "--warehouse", WAREHOUSE, "--format", "parquet")
    done = subprocess.run(arguments, cwd=tmp_path, env=environment(), capture_output=True, check=True)
    assert pq.read_table(io.BytesIO(done.stdout)).to_pydict() == {"n": [1, 2]}


# files, rejects


def test_files_json(run: Run) -> None:
    """The ledger has at least the fields that scripts rely on."""
    make_warehouse(WAREHOUSE)
    _, out, _ = run("files", "--warehouse", WAREHOUSE, "--json")
    names = [
        "file_id",
        "path",
        "state",
        "size",
        "bytes_read",
        "lines",
        "rows",
        "rejected",
        "blank",
        "first_ts",
        "last_ts",
        "lag_bytes",
        "gap",
        "redacted",
        "flagged",
        "dropped_rows",
        "dropped_lines",
        "dropped_rejects",
    ]
    entries = [{name: entry[name] for name in names} for entry in json.loads(out)]
    times = ("2026-11-20T10:00:00Z", "2026-11-20T10:00:01.500000Z")
    values = (1, "/logs/app.log", "live", 100, 90, 4, 2, 1, 1, *times, 10, None, 0, 0, 0, 0, 0)
    assert entries == [dict(zip(names, values, strict=True))]


def test_files_table(run: Run) -> None:
    """The ledger as a table has a line for each file."""
    make_warehouse(WAREHOUSE)
    _, out, _ = run("files", "--warehouse", WAREHOUSE)
    assert [line.split("|")[3].strip() for line in out.splitlines() if line.startswith("|")] == [
        "path",
        "/logs/app.log",
    ]


def test_rejects_json(run: Run) -> None:
    """A reject has its place, its reason and its raw text; bytes that are no UTF-8 are exact beside it."""
    make_warehouse(WAREHOUSE)
    _, out, _ = run("rejects", "--warehouse", WAREHOUSE, "--json")
    expected = {
        "file_id": 1,
        "path": "/logs/app.log",
        "line_number": 3,
        "byte_offset": 60,
        "reason": "no JSON",
        "raw": "\ufffdbad",
        "raw_base64": "/2JhZA==",
        "rejected_at": "2026-11-20T11:00:00Z",
    }
    assert json.loads(out) == [expected]


def test_rejects_limit(run: Run) -> None:
    """--limit 0 gives none."""
    make_warehouse(WAREHOUSE)
    assert run("rejects", "--warehouse", WAREHOUSE, "--json", "--limit", 0) == (0, "[]\n", "")


# ingest


def test_ingest_json(run: Run) -> None:
    """One object with the counters of this run; standard output has nothing else."""
    make_logs(Path("logs"))
    status, out, _ = run("ingest", "logs", "--warehouse", WAREHOUSE, "--json")
    told = json.loads(out)
    assert (status, told.pop("seconds") >= 0, told) == (
        0,
        True,
        {
            "files": 1,
            "bytes": len(LOG) + 19,
            "lines": 7,
            "rows": 5,
            "rejected": 1,
            "blank": 1,
            "already_read_bytes": 0,
            "warehouse": "w.duckdb",
        },
    )


def test_ingest_again_adds_nothing(run: Run) -> None:
    """What was read is not read again."""
    make_logs(Path("logs"))
    run("ingest", "logs", "--warehouse", WAREHOUSE)
    _, out, _ = run("ingest", "logs", "--warehouse", WAREHOUSE, "--json")
    told = json.loads(out)
    assert (told["lines"], told["rows"], told["already_read_bytes"]) == (0, 0, len(LOG) + 19)


def test_ingest_strict(run: Run) -> None:
    """--strict ends with status 1 where a line was rejected, without it with 0."""
    make_logs(Path("logs"))
    strict, _, _ = run("ingest", "logs", "--warehouse", WAREHOUSE, "--strict")
    Path("logs/app_2026-11-20.log").unlink()
    Path("logs/app_2026-11-21.log").write_text(LOG, encoding="utf-8")
    sound, _, _ = run("ingest", "logs", "--warehouse", WAREHOUSE, "--strict")
    assert (strict, sound) == (1, 0)


def test_ingest_tells_people_in_a_sentence(run: Run) -> None:
    """Without --json the counters are a sentence."""
    make_logs(Path("logs"))
    _, out, _ = run("ingest", "logs", "--warehouse", WAREHOUSE)
    assert (out.startswith("7 lines of 1 file ("), "5 records, 1 rejected, 1 without a record" in out) == (True, True)


@pytest.mark.parametrize("given", [None, "50MB"])
def test_ingest_of_lines_that_need_more_memory(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str | None
) -> None:
    """Where nothing was said of memory, they get more of it; where something was, a sentence names the setting."""
    Path("logs").mkdir()
    records = [{"message": letter * 15_000_000, "n": number} for number, letter in enumerate("abcdefgh")]
    Path("logs/app.log").write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    monkeypatch.setattr("dashboard.commands.ingest.MEMORY_LIMIT", "50MB")
    if given is not None:
        monkeypatch.setenv("LONGTAIL_MEMORY_LIMIT", given)
    Path("logs/app.log.1").write_text('{"message": "short"}\n' * 1000, encoding="utf-8")
    status, out, told = run("ingest", "logs", "--warehouse", WAREHOUSE, "--json")
    if given is not None:
        assert (status, "raise memory_limit" in told) == (2, True)
        return
    assert (status, "need more memory than 50MB" in told) == (0, True)
    size = sum(path.stat().st_size for path in Path("logs").iterdir())
    counters = json.loads(out)
    counted = {name: counters[name] for name in ("files", "bytes", "lines", "rows", "already_read_bytes")}
    assert counted == {"files": 2, "bytes": size, "lines": 1008, "rows": 1008, "already_read_bytes": 0}
    query = "select left(message, 1), length(message) from logs where length(message) > 9 order by line_number"
    with Warehouse.open(tmp_path / WAREHOUSE) as warehouse, warehouse.reader() as cursor:
        found = cursor.execute(query).fetchall()
    assert [(letter, 15_000_000) for letter in "abcdefgh"] == found


def test_ingest_says_what_retention_dropped(run: Run) -> None:
    """What went because its time was over stands on standard error, and in the ledger of `files`."""
    old = datetime.now(UTC) - timedelta(days=100)
    lines = [f'{{"ts": "{(old + timedelta(days=day)).isoformat()}", "msg": "old"}}\n' for day in (0, 0, 1)]
    Path("logs").mkdir()
    Path("logs/app.log").write_text("".join(lines) + "no record\n", encoding="utf-8")
    _, _, quiet = run("ingest", "logs", "--warehouse", WAREHOUSE)
    with Warehouse.open(WAREHOUSE) as warehouse, warehouse.transaction() as cursor:
        cursor.execute("update files set first_seen_at = timestamp '2000-01-01'")
        cursor.execute("update rejects set rejected_at = timestamp '2000-01-01'")
    _, _, told = run("ingest", "logs", "--warehouse", WAREHOUSE)
    _, files, _ = run("files", "--warehouse", WAREHOUSE, "--json")
    days = [(old + timedelta(days=day)).date() for day in (0, 1)]
    sentence = f"Retention dropped 3 records of 2 days ({days[0]} to {days[1]}), 1 rejected entry.\n"
    entry = {name: json.loads(files)[0][name] for name in ("rows", "dropped_rows", "dropped_lines", "dropped_rejects")}
    expected = {"rows": 3, "dropped_rows": 3, "dropped_lines": 3, "dropped_rejects": 1}
    assert ("Retention" in quiet, sentence in told, entry) == (False, True, expected)


def test_ingest_of_a_path_that_is_not_there(run: Run) -> None:
    """A folder that does not exist is one sentence, and no warehouse is made for it."""
    status, out, err = run("ingest", "nowhere", "--warehouse", WAREHOUSE)
    assert (status, out, err.count("\n"), "nowhere does not exist" in err) == (2, "", 1, True)


def test_ingest_without_paths(run: Run) -> None:
    """Nothing to read is said with an example."""
    expected = "There is nothing to read: name folders, files or globs, as in `longtail ingest /var/log/shop`.\n"
    assert run("ingest") == (2, "", expected)


def test_ingest_reads_the_settings_paths(run: Run) -> None:
    """The setting `logs` stands in for the command line's paths."""
    make_logs(Path("logs"))
    Path("longtail.toml").write_text("logs = ['logs']\nwarehouse = 'w.duckdb'", encoding="utf-8")
    _, out, _ = run("ingest", "--json")
    assert (json.loads(out)["rows"], WAREHOUSE.exists()) == (5, True)


# serve


def test_serve_of_a_path_that_is_not_there(run: Run) -> None:
    """A server does not start on a path that names nothing."""
    status, out, err = run("serve", "nowhere", "--warehouse", WAREHOUSE, "--port", 0)
    assert (status, out, err.count("\n"), "nowhere does not exist" in err) == (2, "", 1, True)


def test_serve_on_a_port_in_use(run: Run) -> None:
    """A port in use is said with the remedy."""
    make_logs(Path("logs"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        remedy = "stop what listens there, or choose another with --port (0: a free one)."
        expected = f"Port {port} on 127.0.0.1 is in use: {remedy}\n"
        assert run("serve", "logs", "--warehouse", WAREHOUSE, "--port", port) == (2, "", expected)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid"])
def test_serve_on_an_address_that_is_not_ours(run: Run, host: str) -> None:
    """A host that cannot be listened on is one sentence."""
    make_logs(Path("logs"))
    status, out, err = run("serve", "logs", "--warehouse", WAREHOUSE, "--host", host, "--port", 0)
    assert (status, out, err.count("\n"), err.startswith(host)) == (2, "", 1, True)


def test_serve_with_a_wrong_statement_of_business_events(run: Run) -> None:
    """It is said before anything is served."""
    Path("logs").mkdir(exist_ok=True)
    Path("own.toml").write_text('[business]\nsql = "select ts from logs"\n', encoding="utf-8")
    status, out, err = run("serve", "logs", "--warehouse", WAREHOUSE, "--config", "own.toml", "--port", 0)
    assert (2, "", True) == (status, out, "The setting business.sql gives no column event: name one so" in err)


@pytest.mark.parametrize("command", ["serve", "ingest"])
def test_a_folder_that_may_not_be_read(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Permissions are looked at before anything starts."""
    logs = make_logs(Path("logs")).absolute()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(logs) and access(path, mode))
    expected = f"{logs} cannot be read: give this user permission to read it.\n"
    assert run(command, "logs", "--warehouse", WAREHOUSE) == (2, "", expected)


@pytest.mark.parametrize("name", ["ingest", "sql", "files", "check"])
def test_a_command_starts_without_what_only_others_need(name: str) -> None:
    """Neither the pages' packages nor those of reports are imported."""
    script = f"import sys; from dashboard import command_line; command_line.load({name!r}); print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert f"dashboard.commands.{name}" in imported
    assert not {"streamlit", "plotly", "pandas", "dashboard.reports", "dashboard.server.server"} & set(imported)
