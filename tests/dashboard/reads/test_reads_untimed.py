"""Streams whose records lack a time: how many, the key that may be it, and that the line of the settings mends it."""

from __future__ import annotations

import json
import random
import tomllib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window
from dashboard.reads.untimed import UntimedStream
from ingest.service import IngestService
from ingest.settings import Settings
from sql.warehouse import MEMORY, Warehouse
from tests.dashboard import asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from dashboard.reads import Question

BEGIN = datetime(2026, 11, 20, 10, tzinfo=UTC)
WINDOW = Window(datetime(2026, 11, 20), datetime(2026, 11, 21))  # noqa: DTZ001 (UTC without a zone)
_TRAPS = {"born": "2001-05-06", "build": 1_700_000_000, "valid": "2099-01-01T00:00:00Z", "size": 17}


def _lines(path: Path, make: Callable[[int, datetime], Mapping[str, Any]], lines: int = 300) -> None:
    """A file with a record a second, written when the last one was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = [make(number, BEGIN + timedelta(seconds=number)) for number in range(lines)]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in made), encoding="utf-8")


def _read(folder: Path, **settings: Any) -> Warehouse:
    target = Warehouse.open(MEMORY)
    IngestService(target, Settings(**settings), [str(folder)]).run_once()
    return target


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Real files: no key for the time, one that nobody can know, one that is odd, some records without, a sound one."""
    logs = tmp_path_factory.mktemp("logs")
    _lines(logs / "shop" / "app.log", lambda n, at: {"k7": f"{at:%FT%T}Z", **_TRAPS, "id": 1_500_000_000 + n})
    _lines(logs / "shop" / "jobs.log", lambda n, _: {"at_time": f"{n} past noon", "msg": "x"}, 200)
    _lines(logs / "shop" / "zone.log", lambda _, at: {"time": f"{at:%F %T} CST", "msg": "x"}, 150)
    _lines(logs / "shop" / "none.log", lambda n, _: {"msg": "x", "n": n}, 120)
    _lines(logs / "shop" / "deep.log", lambda _, at: {"a": {"b/c": {"q": int(at.timestamp() * 1000)}}, "msg": "x"}, 110)
    _lines(logs / "shop" / "some.log", lambda n, at: {"k" if n % 4 == 3 else "time": f"{at:%FT%T}Z", "msg": "x"})
    _lines(logs / "shop" / "ahead.log", lambda _, at: {"time": f"{at + timedelta(days=9000):%FT%T}Z", "msg": "x"})
    _lines(logs / "shop" / "sound.log", lambda _, at: {"time": f"{at:%FT%T}Z", "msg": "x"})
    with _read(logs) as target:
        yield target


CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "untimed_streams": (
        lambda: reads.untimed_streams(WINDOW),
        [
            ("shop", "app", 300, True, "/k7", "2026-11-20T10:04:59Z", "keys"),
            (None, "jobs", 200, True, "/at_time", "199 past noon", "formats"),
            (None, "zone", 150, True, "/time", "2026-11-20 10:02:29 CST", "timezone"),
            (None, "none", 120, True, None, None, None),
            (None, "deep", 110, True, "/a/b~1c/q", "1795168909000", "keys"),
            (None, "some", 75, False, "/k", "2026-11-20T10:04:59Z", "keys"),
        ],
    )
}


def test_query(filled: Warehouse) -> None:
    """Streams with such records and no others, the most in front, with the newest value of the likeliest key."""
    ask, expected = CASES["untimed_streams"]
    assert asking.rows(filled, ask()) == expected


def test_shown_sql_gives_the_same_rows(filled: Warehouse) -> None:
    """The SQL that the tile shows, with its parameters written in, answers what the tile shows."""
    question = CASES["untimed_streams"][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


def test_query_of_nothing() -> None:
    """An empty warehouse has no such stream."""
    assert asking.of_nothing(CASES["untimed_streams"][0]()).height == 0


def _old(filled: Warehouse, statement: str) -> list[str]:
    with filled.reader() as cursor:
        cursor.execute("begin transaction")
        cursor.execute(statement)
        cursor.execute(reads.untimed_streams(WINDOW).text, dict(reads.untimed_streams(WINDOW).values))
        found = [row[1] for row in cursor.fetchall()]
        cursor.execute("rollback")
    return found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "update files set last_read_at = last_read_at - interval 8 day where source in ('app', 'some')",
            {"app", "some"},
        ),
        ("update logs set attributes = null where source = 'jobs'", {"jobs"}),
        ("delete from logs where source = 'none'", {"none"}),
    ],
)
def test_what_is_over_is_not_shown(filled: Warehouse, statement: str, expected: set[str]) -> None:
    """A stream that was not read for a week, whose newest records have a time again, or whose records are gone."""
    every = {row[1] for row in CASES["untimed_streams"][1]}
    assert every - set(_old(filled, statement)) == expected


_WAYS: tuple[Callable[[datetime], Any], ...] = (
    lambda at: f"{at:%FT%T.%f}Z",
    lambda at: f"{at:%F %T}",
    lambda at: f"{at:%d/%b/%Y:%H:%M:%S} +0000",
    lambda at: at.timestamp(),
    lambda at: int(at.timestamp() * 1000),
    lambda at: int(at.timestamp() * 1_000_000_000),
    lambda at: {"seconds": int(at.timestamp()), "nanos": 0},
)
_NAMES = ("k7", "quux", "a b", "x.y", "ü", 'q"q', "wann", "T~1", "moment")


def _named(chance: random.Random, value: Any) -> dict[str, Any]:
    """A record in which `value` stands under a name that tells nothing, perhaps within objects."""
    record: Any = value
    for name in chance.sample(_NAMES, chance.randint(1, 3)):
        record = {name: record}
    return {**record, "level": "info", "msg": "x"}


@pytest.mark.parametrize("seed", range(12))
def test_the_line_of_the_settings_mends_it(seed: int, tmp_path: Path) -> None:
    """However the time is written and wherever it stands, the line that is shown gives each record its own time."""
    chance = random.Random(seed)
    way, where, source = chance.choice(_WAYS), chance.random(), chance.choice(("app", "a-b", "Über 1"))
    traps = dict(chance.sample(sorted(_TRAPS.items()), chance.randint(0, 4)))
    path = tmp_path / "logs" / f"{source}.log"
    _lines(path, lambda _, at: _named(random.Random(where), way(at)) | traps, 60)
    with _read(path.parent) as target:
        (row,) = reads.run(target, reads.untimed_streams(WINDOW)).rows(named=True)
    stream = UntimedStream.of(row)
    assert (stream.source, stream.records, stream.remedy) == (source, 60, "keys")
    with _read(path.parent, **tomllib.loads(stream.setting or "")) as target, target.reader() as cursor:
        times = [row[0] for row in cursor.execute("select ts from logs order by line_number").fetchall()]
        assert reads.run(target, reads.untimed_streams(WINDOW)).height == 0
    assert times == [BEGIN.replace(tzinfo=None) + timedelta(seconds=number) for number in range(60)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("app", 'if it stands in /k7 (2026-11-20T10:04:59Z), say keys.app.k7 = "ts" in longtail.toml.'),
        ("zone", 'in which zone /time (2026-11-20 10:02:29 CST) is: timezone.zone = "Area/City".'),
        (
            "jobs",
            "if it stands in /at_time (199 past noon), say how it is written by time_format in a format of your own.",
        ),
        ("none", "none of their keys looks like a time, so write one into the log."),
    ],
)
def test_what_helps_is_said(source: str, said: str, filled: Warehouse) -> None:
    """One sentence says how many records, whose time they have, and what to do."""
    rows = reads.run(filled, reads.untimed_streams(WINDOW)).rows(named=True)
    (stream,) = (UntimedStream.of(row) for row in rows if row["source"] == source)
    name = f"{source} of shop" if stream.service else source
    begin = f"{stream.records} records of the stream {name} have no time that can be read, and the time of"
    assert stream.sentence.startswith(begin)
    assert stream.sentence.endswith(said)


def test_records_of_thousands_of_keys_are_passed_over(tmp_path: Path) -> None:
    """The key is that of the other records: a row for each key of each record would take more memory than there is."""
    wide = [f"key{number}" for number in range(2_000)]
    _lines(tmp_path / "app.log", lambda n, at: dict.fromkeys(wide if n % 2 else ["k7"], f"{at:%FT%T}Z"), 39)
    with _read(tmp_path) as target:
        (found,) = asking.rows(target, reads.untimed_streams(WINDOW))
    assert "/k7" in found
