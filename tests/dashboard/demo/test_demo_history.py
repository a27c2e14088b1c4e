"""The demo's history: what stands where, how often, and what it tells."""

import ast
import gzip
import hashlib
import io
import ipaddress
import json
import re
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import exp
from pathlib import Path
from typing import Any

import pytest

from dashboard.demo import bugs, files, incident, shop, traffic
from dashboard.demo.clock import HOUR, MINUTE, date, microseconds, parse_stamp
from dashboard.demo.plan import GROWTH, Plan, rhythm
from dashboard.demo.services import DOOR, SERVICES
from ingest.service import IngestService
from ingest.settings import Settings
from tests import warehouses

NOW = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
LAYOUT = re.compile(
    r"(?:(?:app|error|access|slow_requests)_\d{4}-\d\d-\d\d\.log(?:\.gz)?"
    r"|business_\d{4}-\d\d-\d\d\.log(?:\.zip)?"
    r"|errors/errors_\d{4}-\d\d-\d\d\.jsonl(?:\.gz)?)"
)
ALWAYS = {"timestamp", "level", "logger", "service", "host", "version", "message", "request_id", "trace_id", "span_id"}
PROMISED = {
    "app": ALWAYS | {"user_id", "route", "client_ip"},
    "error": ALWAYS | {"user_id", "route", "client_ip"},
    "access": ALWAYS | {"user_id", "method", "path", "route", "status", "duration_ms", "client_ip", "user_agent"},
    "slow_requests": ALWAYS | {"user_id", "method", "path", "route", "status", "duration_ms", "threshold_ms"},
    "business": ALWAYS | {"user_id", "event", "order_id"},
    "errors": ALWAYS | {"user_id", "exception", "request"},
}

Record = dict[str, object]
Streams = dict[tuple[str, str], list[dict[str, Any]]]


def content(path: Path) -> bytes:
    """What is in a log file, compressed or not."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (name,) = archive.namelist()
            return archive.read(name)
    return data


def logs(directory: Path) -> list[Path]:
    """The log files of a demo, without its own notes."""
    return sorted(p for p in directory.rglob("*") if p.is_file() and ".longtail-demo" not in p.parts)


def tree(directory: Path) -> dict[str, str]:
    """The hash of every file's bytes, by its path."""
    files = (p for p in directory.rglob("*") if p.is_file())
    return {str(p.relative_to(directory)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def records(directory: Path) -> Streams:
    """All JSON records by (service, kind)."""
    streams: Streams = {}
    for path in logs(directory):
        service = path.relative_to(directory).parts[0]
        if service == DOOR.name:
            continue
        kind = re.sub(r"_\d{4}-.*", "", path.name)
        streams.setdefault((service, kind), []).extend(json.loads(line) for line in content(path).splitlines())
    return streams


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, incident.Incident, Streams]:
    """A history of 46 hours at half the usual rate: where, its incident, its records."""
    directory = tmp_path_factory.mktemp("history") / "logs"
    happened = shop.simulate(directory, now=NOW, seed=3, days=46 / 24, rate=0.5)
    return directory, happened, records(directory)


def test_the_same_seed_and_now_give_the_same_bytes(tmp_path: Path) -> None:
    """Two histories of one seed are the same tree, names and bytes."""
    for name in ("one", "two"):
        shop.simulate(tmp_path / name, now=NOW, seed=5, days=0.4, rate=0.1)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_another_seed_gives_other_lines(tmp_path: Path) -> None:
    """No line of one seed is one of another's, but for the deploys, which are a matter of time."""
    for seed in (5, 6):
        shop.simulate(tmp_path / str(seed), now=NOW, seed=seed, days=0.4, rate=0.1)
    one, two = ({line for p in logs(tmp_path / name) for line in content(p).splitlines()} for name in ("5", "6"))
    assert {line for line in one & two if b'"deploy":true' not in line} == set()


def test_every_file_has_its_name_in_the_layout(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Below each service stand only names of the layout, and every kind stands below one service or another."""
    directory, _, streams = history
    odd = [p for p in logs(directory) if not LAYOUT.fullmatch("/".join(p.relative_to(directory).parts[1:]))]
    assert odd == []
    assert {kind for _, kind in streams} == set(PROMISED)
    assert {service for service, _ in streams} == set(SERVICES)
    assert {p.relative_to(directory).parts[0] for p in logs(directory)} == {*SERVICES, DOOR.name}


def test_only_today_is_not_compressed(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Files of today are plain; earlier ones are gzip, business logs zip."""
    directory, _, _ = history
    kinds = {(p.suffix, re.findall(r"\d{4}-\d\d-\d\d", p.name)[0] == "2026-11-19") for p in logs(directory)}
    assert kinds == {(".log", True), (".jsonl", True), (".gz", False), (".zip", False)}


def test_every_line_stands_in_the_file_of_its_day_in_order(history: tuple[Path, incident.Incident, Streams]) -> None:
    """A file holds lines of the date in its name only, by time."""
    directory, _, _ = history
    for path in logs(directory):
        stamps = [files.written_at(line.decode()) for line in content(path).splitlines()]
        assert stamps == sorted(stamps)
        assert {date(stamp) for stamp in stamps} == set(re.findall(r"\d{4}-\d\d-\d\d", path.name))


def test_every_record_has_the_promised_fields(history: tuple[Path, incident.Incident, Streams]) -> None:
    """No record of any kind lacks a field, and each says the service in whose folder it stands."""
    _, _, streams = history
    for (service, kind), found in streams.items():
        assert [r for r in found if not PROMISED[kind] <= r.keys() or r["service"] != service] == []


def test_nginx_writes_its_default_logs(history: tuple[Path, incident.Incident, Streams], tmp_path: Path) -> None:
    """Each line is a record of nginx; what was missing is in both logs, and no page of the storefront is in them."""
    directory, _, streams = history
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    with warehouses.in_memory() as warehouse:
        IngestService(warehouse, settings, [str(directory / DOOR.name)]).run_once()
        with warehouse.reader() as cursor:
            rows = cursor.execute("select source, level, method, path, status, client_ip, message from logs").fetchall()
            assert cursor.execute("select count(*) from rejects").fetchall() == [(0,)]
    requests = [row for row in rows if row[0] == "access"]
    missing = Counter((path, client) for _, _, _, path, status, client, _ in requests if status == 404)
    assert {level for source, level, *_ in rows if source == "error"} == {"ERROR", "CRITICAL"}
    assert missing == Counter((row[3], row[5]) for row in rows if row[1] == "ERROR")
    assert missing.total() > 3
    assert {status for *_, status, _, _ in requests} == {200, 304, 404}
    assert {row[3] for row in requests} & {r["path"] for r in streams["storefront", "access"]} == set()


def test_errors_of_app_stand_in_error_as_they_are(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The error log is the application log's ERROR and CRITICAL lines, no more and no less."""
    _, _, streams = history
    for service in SERVICES:
        bad = [r for r in streams[service, "app"] if r["level"] in {"ERROR", "CRITICAL"}]
        assert bad == streams[service, "error"]
        assert bad != []


def test_exceptions_stand_in_three_files_at_the_same_time(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The errors JSONL has every exception of the application log, with its request, time, type and stack."""
    _, _, streams = history

    def identity(record: dict[str, Any]) -> tuple[Any, ...]:
        return record["timestamp"], record["request_id"], record["exception"]["type"], record["exception"]["stacktrace"]

    for service in SERVICES:
        raised = [identity(r) for r in streams[service, "app"] if "exception" in r]
        assert raised == [identity(r) for r in streams[service, "errors"]]


def test_the_request_of_an_exception_has_status_500(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The access log answers 500 for exactly the requests that said ERROR."""
    _, _, streams = history
    for service in set(SERVICES) - {"worker"}:
        failed = sorted(r["request_id"] for r in streams[service, "access"] if r["status"] == 500)
        assert failed == sorted(r["request_id"] for r in streams[service, "error"])


def test_slow_requests_are_the_slow_lines_of_access(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Each access line of 500 ms or more stands among the slow requests, with the threshold added."""
    _, _, streams = history
    for service in ("storefront", "catalogue", "orders"):
        slow = [{**r, "threshold_ms": 500} for r in streams[service, "access"] if r["duration_ms"] >= 500]
        assert slow == streams[service, "slow_requests"]
        assert slow != []


def test_a_checkout_is_one_trace_over_services(history: tuple[Path, incident.Incident, Streams]) -> None:
    """A charge's trace leads to the order's and the checkout's request, each the child of the next."""
    _, _, streams = history
    by_trace = {
        service: {r["trace_id"]: r for r in streams[service, "access"] if r["method"] == "POST"}
        for service in ("storefront", "orders", "payments")
    }
    charges = by_trace["payments"]
    assert len(charges) > 500
    for trace, charge in charges.items():
        order, checkout = by_trace["orders"][trace], by_trace["storefront"][trace]
        assert (charge["parent_span_id"], order["parent_span_id"]) == (order["span_id"], checkout["span_id"])
        assert charge["duration_ms"] < order["duration_ms"] < checkout["duration_ms"]


def test_customers_return_and_some_are_unknown(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Known customers come several times on average, and a good part of the visits is anonymous."""
    _, _, streams = history
    users = Counter(r["user_id"] for r in streams["storefront", "access"])
    visits = users.total()
    unknown = users.pop(None)
    assert 0.15 < unknown / visits < 0.35
    assert users.total() / len(users) > 3


def test_statuses_are_a_realistic_mix(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Most requests succeed, some are refused, few fail."""
    _, _, streams = history
    classes = Counter(r["status"] // 100 for (_, kind), found in streams.items() if kind == "access" for r in found)
    shares = {status: n / classes.total() for status, n in classes.items()}
    assert shares[2] > 0.95
    assert 0.01 < shares[4] < 0.05
    assert 0.0005 < shares[5] < 0.01


def test_noon_is_busier_than_night(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The same clock hour of two days: noon has several times the requests of four in the morning."""
    _, _, streams = history
    hours = Counter(r["timestamp"][11:13] for r in streams["storefront", "access"])
    assert hours["12"] > 3 * hours["04"] > 0
    assert hours["20"] > hours["15"]


def test_a_weekend_is_quieter_at_breakfast() -> None:
    """The rhythm knows Saturday and Sunday from a Friday."""
    friday, saturday, sunday, monday = (
        microseconds(datetime(2026, 11, day, 8, tzinfo=UTC)) for day in (20, 21, 22, 23)
    )
    assert rhythm(saturday) == rhythm(sunday) < rhythm(friday) == rhythm(monday)


def test_the_incident_lasts_forty_minutes_some_hours_ago(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The record tells of a window of 40 minutes in the last day, and its first bad minute is in it."""
    _, happened, _ = history
    assert happened.ended_at - happened.started_at == timedelta(minutes=40)
    assert NOW - timedelta(hours=12) < happened.started_at < happened.ended_at < NOW - timedelta(hours=1)
    assert happened.started_at <= happened.first_bad_minute < happened.ended_at
    assert (happened.service, happened.endpoint, happened.exception_type) == (
        "orders",
        "POST /api/orders",
        "PaymentTimeout",
    )


def test_the_new_exception_is_only_in_the_incident(history: tuple[Path, incident.Incident, Streams]) -> None:
    """PaymentTimeout is raised within the window only, as often as the record says, by the bad version only."""
    _, happened, streams = history
    found = [r for r in streams["orders", "errors"] if r["exception"]["type"] == "PaymentTimeout"]
    times = [datetime.fromisoformat(r["timestamp"]) for r in found]
    assert len(found) == happened.failed_requests > 3
    assert happened.started_at <= min(times) < max(times) < happened.ended_at
    assert min(times).replace(second=0, microsecond=0) == happened.first_bad_minute
    assert {r["version"] for r in found} == {happened.version} == {"2.4.1"}


def test_the_endpoint_is_slow_only_in_the_incident(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Nearly all orders within the window take long; outside it a slow one is rare."""
    _, happened, streams = history
    inside: list[bool] = []
    outside: list[bool] = []
    for r in streams["orders", "access"]:
        if (r["method"], r["route"]) == ("POST", "/api/orders"):
            during = happened.started_at <= datetime.fromisoformat(r["timestamp"]) < happened.ended_at
            (inside if during else outside).append(r["duration_ms"] >= 500)
    assert len(inside) == happened.requests
    assert sum(inside) == happened.slow_requests
    assert sum(inside) / len(inside) > 0.9
    assert sum(outside) / len(outside) < 0.03


def test_the_record_counts_the_customers(history: tuple[Path, incident.Incident, Streams]) -> None:
    """The record's users are those of the window's slow or failed orders."""
    _, happened, streams = history
    users = {
        r["user_id"]
        for r in streams["orders", "access"]
        if (r["method"], r["route"]) == ("POST", "/api/orders")
        and (r["duration_ms"] >= 500 or r["status"] == 500)
        and happened.started_at <= datetime.fromisoformat(r["timestamp"]) < happened.ended_at
    }
    assert len(users) == happened.users


def test_every_host_tells_of_deploy_and_rollback(history: tuple[Path, incident.Incident, Streams]) -> None:
    """Each host of orders starts the bad version at the incident's begin and the good one at its end."""
    _, happened, streams = history
    starts = Counter(
        (datetime.fromisoformat(r["timestamp"]).replace(microsecond=0), r["version"])
        for r in streams["orders", "app"]
        if r.get("deploy")
    )
    assert starts == {(happened.started_at, "2.4.1"): 2, (happened.ended_at, "2.4.0"): 2}


def test_the_record_is_kept_beside_the_logs(history: tuple[Path, incident.Incident, Streams]) -> None:
    """What simulate gave stands in the hidden folder, and reads back the same."""
    directory, happened, _ = history
    assert incident.read(directory) == happened
    assert incident.path_of(directory).relative_to(directory).parts == (".longtail-demo", "incident.json")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """The same folder and moment again: the same record, not a byte more."""
    first = shop.simulate(tmp_path, now=NOW, seed=2, days=0.5, rate=0.1)
    before = tree(tmp_path)
    assert shop.simulate(tmp_path, now=NOW, seed=9) == first
    assert tree(tmp_path) == before


def test_a_later_run_adds_what_came_since(tmp_path: Path) -> None:
    """Stopped at noon and gone on the next day is the same as the same plan told in one piece."""
    later = NOW + timedelta(hours=9)
    shop.simulate(tmp_path, now=NOW, seed=2, days=0.5, rate=0.1)
    shop.simulate(tmp_path, now=later)
    plan = shop.read_plan(tmp_path)
    assert plan is not None
    told = traffic.minutes(plan, plan.began // MINUTE, microseconds(later) // MINUTE + 1)
    expected = sorted(text for lines in told for ts, _, text in lines if ts <= microseconds(later))
    assert sorted(line + "\n" for p in logs(tmp_path) for line in content(p).decode().splitlines()) == expected
    assert {p.suffix for p in logs(tmp_path) if "2026-11-19" in p.name} == {".gz", ".zip"}


def test_a_history_that_broke_off_is_written_anew(tmp_path: Path) -> None:
    """Without the record of the incident the history was not finished; the next run leaves what one run would."""
    for name in ("broken", "whole"):
        shop.simulate(tmp_path / name, now=NOW, seed=2, days=0.5, rate=0.1)
    incident.path_of(tmp_path / "broken").unlink()
    logs(tmp_path / "broken")[0].unlink()
    shop.simulate(tmp_path / "broken", now=NOW, seed=2, days=0.5, rate=0.1)
    assert tree(tmp_path / "broken") == tree(tmp_path / "whole")


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder with files of another origin is refused in one sentence."""
    (tmp_path / "app.log").write_text("mine\n")
    with pytest.raises(FileExistsError, match="choose an empty or new folder"):
        shop.simulate(tmp_path, now=NOW, days=0.5, rate=0.1)
    assert [p.name for p in tmp_path.iterdir()] == ["app.log"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"now": NOW.replace(tzinfo=None)}, "has no time zone"),
        ({"now": NOW, "days": 0.1}, "too short for an incident"),
        ({"now": NOW, "services": ("shop",)}, "has no service 'shop'; it has storefront"),
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, arguments: dict[str, Any], sentence: str) -> None:
    """Each gives one sentence, and nothing is written."""
    with pytest.raises(ValueError, match=sentence):
        shop.simulate(tmp_path / "logs", **arguments)
    assert not (tmp_path / "logs").exists()


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    """What progress is told grows up to 1."""
    told: list[float] = []
    shop.simulate(tmp_path, now=NOW, days=0.5, rate=0.1, progress=told.append)
    assert told == sorted(told)
    assert (told[0] < 0.1, told[-1]) == (True, 1.0)


def test_all_addresses_and_names_are_reserved_for_examples(history: tuple[Path, incident.Incident, Streams]) -> None:
    """No address outside the documentation networks, no mail or host outside example.com."""
    directory, _, _ = history
    text = b"\n".join(content(p) for p in logs(directory)).decode()
    networks = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
    addresses = {ipaddress.ip_address(a) for a in re.findall(r"(?<![\d./])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", text)}
    assert [a for a in addresses if not a.is_unspecified and not any(a in n for n in networks)] == []
    assert set(re.findall(r"@([\w.-]+\w)", text)) == {"example.com"}


def test_bugs_differ_in_their_in_app_frames() -> None:
    """No two bugs share type and in-app frames, line numbers left out, so that each is a group of its own."""
    raised = [bug for bug in bugs.ALL_BUGS if bug.frames]
    frames = {(b.type, tuple((f.file, f.function) for f in b.frames if not f.is_library)) for b in raised}
    assert len(frames) == len(raised) >= 12


def test_a_release_moves_line_numbers_and_nothing_else() -> None:
    """Two releases print the same traceback but for the numbers of in-app lines."""
    old, new = (bugs.PAYMENT_TIMEOUT.stack("orders", release, "late") for release in (0, 1))
    assert old != new
    assert re.sub(r"line \d+", "line", old) == re.sub(r"line \d+", "line", new)


def test_a_cause_stands_above_what_it_caused() -> None:
    """A chained traceback has both exceptions, the raised one last."""
    stack = bugs.PAYMENT_TIMEOUT.stack("orders", 0, "payment not confirmed")
    first, second = stack.split("\nThe above exception was the direct cause of the following exception:\n\n")
    assert first.splitlines()[-1] == "httpx.PoolTimeout: no free connection to payments.example.com after 5.0 s"
    assert second.splitlines()[0] == "Traceback (most recent call last):"
    assert second.splitlines()[-1] == "orders.errors.PaymentTimeout: payment not confirmed"


def test_no_line_comes_later_than_the_spill() -> None:
    """All lines of a minute's visits are written within the promised time after it began."""
    now = microseconds(NOW)
    plan = Plan.make(1, now, 1.0, 3.0)
    for index in range(plan.incident_at // MINUTE, plan.incident_at // MINUTE + 90):
        late = [ts for ts, _, _ in traffic.minute(plan, index) if not 0 <= ts - index * MINUTE < 5 * MINUTE]
        assert late == []


def test_the_shop_grows() -> None:
    """A week before there is a little less at the same hour, so that weeks can be compared."""
    now = microseconds(NOW)
    plan = Plan.make(1, now, 8.0, 1.0)
    ratio = plan.volume(now - 7 * 24 * HOUR) / plan.volume(now)
    assert round(ratio, 3) == round(exp(-7 * GROWTH), 3) == 0.869


def test_stamps_read_back() -> None:
    """A moment with microseconds survives being written and read."""
    ts = microseconds(datetime(2026, 11, 18, 23, 59, 59, 7, tzinfo=UTC))
    assert parse_stamp("2026-11-18T23:59:59.000007+00:00") == ts


def test_the_demo_needs_nothing_else_of_ours() -> None:
    """What the simulator imports is the standard library and itself, so that it can judge the rest."""
    imports = {
        name
        for path in Path(shop.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    foreign = {name for name in imports if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("dashboard.demo")} == set()
