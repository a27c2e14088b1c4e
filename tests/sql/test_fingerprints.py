"""Version 2 of the fingerprint: root causes and topics tell errors apart; decisions outlive the upgrade."""

from __future__ import annotations

import itertools
import json
import random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingest.decisions import error_status
from ingest.decisions.error_status import DecisionAuthor
from ingest.settings import Settings
from ingest.store.writer import Writer
from sql import catalog
from sql.warehouse import Warehouse
from tests.ingest.stored import chunk, store
from tests.sql import stacks
from tests.sql.given import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

BY = DecisionAuthor("ada")
_CAUSE = "The above exception was the direct cause of the following exception"
_CONTEXT = "During handling of the above exception, another exception occurred"
BUGS = [
    ("com.acme.Job.exec", "NullPointerException", "x is null"),
    ("com.acme.Job.exec", "TimeoutException", "after 30 s"),
    ("com.acme.Job.exec", "RuntimeException", "disk full"),
    ("com.acme.Job.exec", "RuntimeException", "permission denied for 'a'"),
    ("com.acme.Disk.write", "RuntimeException", "disk full"),
]
"""Where a root cause was raised, its type and what it says: each is a bug of its own."""


@pytest.fixture(scope="module")
def cursor() -> Iterator[DuckDBPyConnection]:
    """A connection with all definitions."""
    with duckdb.connect() as connection:
        for sql_object in catalog.definitions():
            connection.execute(sql_object.text)
        yield connection


def _ids(cursor: DuckDBPyConnection, told: Iterable[tuple[str | None, str | None, str | None]]) -> list[str]:
    """The ids of errors, each a stack, a type and a message; in one statement, since planning takes longest."""
    values = [dict(zip(("stack", "type", "told"), one, strict=True)) for one in told]
    query = """
        with given as (select $values::struct(stack varchar, "type" varchar, told varchar)[] as of_all)
        select error_id(one.type, one.told, one.stack, null)
        from (select unnest(of_all) as one, generate_subscripts(of_all, 1) as place from given)
        order by place
    """
    return [str(found) for (found,) in cursor.execute(query, {"values": values}).fetchall()]


def _id(cursor: DuckDBPyConnection, stack: str | None) -> str:
    return _ids(cursor, [(stack, None, None)])[0]


def _java(place: str, kind: str, says: str, caller: str) -> str:
    return (
        f"com.acme.WrapException: failed\n\tat com.acme.Runner.run(Runner.java:10)\n"
        f"\tat com.acme.{caller}.go(X.java:3)\n"
        f"Caused by: com.acme.MiddleException: m\n\tat com.acme.Middle.go(M.java:3)\n\t... 2 more\n"
        f"Caused by: java.lang.{kind}: {says}\n\tat {place}(J.java:5)\n\tat com.acme.Runner.run(Runner.java:8)\n"
        "\t... 5 more"
    )


def _javascript(place: str, kind: str, says: str, caller: str) -> str:
    callers = f"    at run (/app/runner.js:10:2)\n    at {caller} (/app/handlers.js:3:1)"
    return (
        f"WrapError: failed\n{callers} {{\n  [cause]: {kind}: {says}\n    at {place} (/app/job.js:5:9)\n"
        + callers.replace("\n", "\n  ")
        + "\n}"
    )


def _python(place: str, kind: str, says: str, caller: str) -> str:
    run = '  File "/srv/a/runner.py", line 8, in run\n    x()\n'
    return (
        f'Traceback (most recent call last):\n{run}  File "/srv/a/job.py", line 5, in {place}\n    y()\n'
        f"{kind}: {says}\n\n{_CAUSE}:\n\n"
        f'Traceback (most recent call last):\n  File "/srv/a/main.py", line 3, in {caller}\n    z()\n{run}'
        "shop.WrapError: failed\n"
    )


def _dotnet(place: str, kind: str, says: str, caller: str) -> str:
    return (
        f"Shop.WrapException: failed\n ---> System.{kind}: {says}\n   at {place}() in /app/Job.cs:line 5\n"
        "   --- End of inner exception stack trace ---\n   at Shop.Runner.Run() in /app/Runner.cs:line 10\n"
        f"   at Shop.{caller}.Go() in /app/X.cs:line 3"
    )


def _php(place: str, kind: str, says: str, caller: str) -> str:
    return (
        f"{kind}: {says} in /srv/shop/src/Job.php:5\nStack trace:\n#0 /srv/shop/src/Runner.php(8): {place}()\n"
        "#1 {main}\n"
        "\nNext WrapException: failed in /srv/shop/src/Runner.php:10\nStack trace:\n"
        f"#0 /srv/shop/src/Runner.php(10): Runner->run()\n#1 /srv/shop/src/{caller}.php(3): {caller}->go()\n#2 {{main}}"
    )


def _ruby(place: str, kind: str, says: str, caller: str) -> str:
    return (
        f"/app/runner.rb:10:in `rescue in run': failed (WrapError)\n\tfrom /app/{caller}.rb:3:in `go'\n"
        f"/app/job.rb:5:in `{place}': {says} ({kind})\n\tfrom /app/runner.rb:8:in `run'"
    )


FORMS: dict[str, Callable[[str, str, str, str], str]] = {
    "Java": _java,
    "JavaScript": _javascript,
    "Python, raised from": _python,
    "Python, while handling": lambda *told: _python(*told).replace(_CAUSE, _CONTEXT),
    ".NET": _dotnet,
    "PHP": _php,
    "Ruby": _ruby,
    "Logback, root first": lambda place, kind, says, caller: (
        f"java.lang.{kind}: {says}\n\tat {place}(J.java:5)\n\t... 5 more\nWrapped by: com.acme.WrapException: failed\n"
        f"\tat com.acme.Runner.run(Runner.java:10)\n\tat com.acme.{caller}.go(X.java:3)"
    ),
    "Monolog": lambda place, kind, says, caller: (
        "[object] (WrapException(code: 0): failed at /srv/shop/src/Runner.php:10)\n[stacktrace]\n"
        f"#0 /srv/shop/src/Runner.php(10): Runner->run()\n#1 /srv/shop/src/{caller}.php(3): {caller}->go()\n"
        f"[previous exception] [object] ({kind}(code: 0): {says} at /srv/shop/src/Job.php:5)\n[stacktrace]\n"
        f"#0 /srv/shop/src/Runner.php(8): {place}()\n"
    ),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_one_wrapper_around_different_causes(cursor: DuckDBPyConnection, form: str) -> None:
    """Each cause is a group, whoever called and whatever the values."""
    short = [(place.rsplit(".", 1)[-1] if form not in {"Java", ".NET"} else place, *rest) for place, *rest in BUGS]
    known = short if form != "Monolog" else [bug for bug in short if bug[1] != "RuntimeException"]
    told = [
        FORMS[form](place, kind, says.replace("30", number).replace("'a'", f"'{number}'"), caller)
        for place, kind, says in known
        for caller, number in itertools.product(["HandlerA", "HandlerB", "cron"], ["7", "4711"])
    ]
    ids = _ids(cursor, [(stack, None, None) for stack in told])
    of_bugs = [set(ids[start : start + 6]) for start in range(0, len(ids), 6)]
    assert [1] * len(known) == [len(found) for found in of_bugs]
    assert len(known) == len(set.union(*of_bugs))


def _nested(key: str, bug: tuple[str, str, str], caller: str) -> dict[str, Any]:
    """An exception as JSON, with its cause under `key`."""
    place, kind, says = bug
    run = {"function": "run", "file": "/app/runner.js"}
    return {
        "type": "WrapError",
        "message": "failed",
        "frames": [run, {"function": caller, "file": "/app/handlers.js"}],
        key: {"type": kind, "message": says, "frames": [{"function": place, "file": "/app/job.js"}, run]},
    }


@pytest.mark.parametrize("key", ["previous", "InnerException", "innerException", "cause", "caused_by"])
def test_causes_as_json(key: str) -> None:
    """What PHP, .NET and JavaScript nest is told apart like what they print."""
    told = [(bug, caller) for bug in BUGS for caller in ("HandlerA", "HandlerB")]
    records = [{"level": "error", "message": "failed", "exception": _nested(key, bug, caller)} for bug, caller in told]
    stored = store("".join(json.dumps(record) + "\n" for record in records))
    ids = [found["error_id"] for found in stored.rows]
    assert (ids[::2], len(BUGS)) == (ids[1::2], len(set(ids)))


WORDS = [
    "incorrect",
    "attempt",
    "password",
    "limit",
    "exceeded",
    "order",
    "refund",
    "stock",
    "card",
    "upstream",
    "quota",
]


def test_generic_types_are_told_by_their_message(cursor: DuckDBPyConnection) -> None:
    """Hundreds of pairs: messages that share no words are two groups, those that differ in values are one."""
    dice = random.Random(14)

    def frames(kind: str, says: str) -> str:
        return f"{kind}: {says}\n    at fail (/app/fail.js:1:2)\n    at pay (/app/pay.js:3:4)"

    told: list[tuple[str, str, str]] = []
    for _ in range(150):
        kind = dice.choice(["Error", "Exception", "java.lang.RuntimeException", "scala.MatchError", "RuntimeError"])
        words = dice.sample(WORDS, 6)
        one, other = " ".join(words[:3]), " ".join(words[3:])
        template = f"{words[0]} {{}} {words[1]} '{{}}' of {{}}"
        filled = [
            template.format(dice.randint(1, 10**6), dice.choice(WORDS), f"{dice.getrandbits(64):016x}")
            for _ in range(3)
        ]
        told += [(frames(kind, says), kind, says) for says in (one, other, *filled)]
    ids = _ids(cursor, told)
    groups = [(len(set(ids[start : start + 2])), len(set(ids[start + 2 : start + 5]))) for start in range(0, 750, 5)]
    assert [(2, 1)] * 150 == groups


def test_telling_types_are_not_told_by_their_message(cursor: DuckDBPyConnection) -> None:
    """A type of its own and the same frames are one bug, whatever it says."""
    stack = "PaymentError: {0}\n    at pay (/app/pay.js:3:4)"
    told = [(stack.format(says), "PaymentError", says) for says in ("card refused", "no answer")]
    assert 1 == len(set(_ids(cursor, told)))


@pytest.mark.parametrize("name", ["Python", "JavaScript", "Ruby", "PHP", "Firefox", "JSON frames", "a type alone"])
def test_other_errors_keep_their_id(cursor: DuckDBPyConnection, name: str) -> None:
    """Without a cause and with a type that tells, both versions are the same."""
    stack = stacks.TOLD[name][0]
    earlier = cursor.execute("select error_id_v1(null, null, $stack, null)", {"stack": stack}).fetchone()
    assert (_id(cursor, stack),) == earlier


def _line(stack: str, second: int) -> bytes:
    record = {"ts": f"2026-11-20T10:00:{second:02}Z", "level": "error", "message": "failed", "stack_trace": stack}
    return json.dumps(record).encode() + b"\n"


CAUSES = [_java(*bug, "HandlerA") for bug in BUGS[:2]]


def _store(opened: Warehouse, *data: bytes, offset: int = 0) -> None:
    text = b"".join(data)
    Writer(opened, Settings()).write([chunk(text, byte_offset=offset, line_number=1 + offset)], [])


def _as_version_1(opened: Warehouse) -> str:
    """Make the stored errors those of the schema before; gives the one fingerprint that they have there."""
    with opened.transaction() as cursor:
        cursor.execute(
            "update logs set error_id = error_id_v1(error_type, error_message, stack_trace, null);"
            "update errors set error_id = (select any_value(logs.error_id) from logs); delete from error_versions;"
        )
        found = cursor.execute("select distinct error_id from logs").fetchall()
    assert 1 == len(found)
    return str(found[0][0])


def _as_schema_2(opened: Warehouse) -> None:
    """Make the warehouse one that was written before fingerprints had versions."""
    with opened.transaction() as cursor:
        cursor.execute("drop table error_versions; update meta set value = '2' where key = 'schema_version'")


def _groups(opened: Warehouse) -> list[tuple[Any, ...]]:
    return read(opened, "select status, occurrences from error_groups order by first_seen, occurrences")


@pytest.mark.parametrize("status", ["resolved", "ignored"])
def test_an_upgrade_keeps_the_status(tmp_path: Path, status: Any) -> None:
    """One group becomes two, each with the status; what comes later counts to them."""
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as opened:
        _store(opened, *(_line(stack, second) for second, stack in enumerate(CAUSES)))
        earlier = _as_version_1(opened)
        assert error_status.decide(opened, earlier, status, BY)
        _as_schema_2(opened)
    with Warehouse.open(path) as opened:
        assert [(status, 1), (status, 1)] == _groups(opened)
        assert [(earlier, 2)] * 2 == read(opened, "select earlier_id, version from error_versions")
        _store(opened, _line(CAUSES[0], 30), offset=10_000)
        assert [1, 2] == sorted(found[1] for found in _groups(opened))
    with Warehouse.open(path) as opened:
        assert 2 == len(read(opened, "from error_versions")), "it is done once"
        assert error_status.decide(opened, earlier, "open", BY), "a link with the earlier id still leads to a group"
        assert ["open", status] == sorted((found[0] for found in _groups(opened)), key="open".__ne__)


def test_an_upgrade_keeps_groups_that_were_merged(tmp_path: Path) -> None:
    """What was put into a group, and the group that others were put into, stay together."""
    path = tmp_path / "w.duckdb"
    other = "PaymentError: x\n    at pay (/app/pay.js:3:4)"
    with Warehouse.open(path) as opened:
        _store(opened, *(_line(stack, second) for second, stack in enumerate(CAUSES)))
        earlier = _as_version_1(opened)
        _store(opened, _line(other, 20), offset=10_000)
        (told,) = {row[0] for row in read(opened, "select error_id from errors")} - {earlier}
        assert earlier == error_status.merge(opened, [told], earlier, BY)
        _as_schema_2(opened)
    with Warehouse.open(path) as opened:
        assert [("open", 3)] == _groups(opened)


def test_an_upgrade_keeps_rules_that_take_groups_apart(tmp_path: Path) -> None:
    """A rule of the earlier group holds for the new ones."""
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as opened:
        lines = [_line(CAUSES[0], 1), _line(CAUSES[0].replace("failed", "failed in Rome"), 2), _line(CAUSES[1], 3)]
        _store(opened, *lines)
        earlier = _as_version_1(opened)
        made = error_status.split(opened, earlier, "message", "Rome", BY)
        _as_schema_2(opened)
    with Warehouse.open(path) as opened:
        assert [(1,), (1,), (1,)] == read(opened, "select occurrences from error_groups")
        assert [(made,)] == read(opened, "select error_id from error_groups where error_message like '%Rome'")


def test_an_error_that_comes_back_after_an_upgrade(tmp_path: Path) -> None:
    """Nothing of it was stored any more: its first new record takes over what was decided, a second decision stays."""
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        _store(opened, *(_line(stack, second) for second, stack in enumerate(CAUSES)))
        earlier = _as_version_1(opened)
        assert error_status.decide(opened, earlier, "ignored", BY)
        with opened.transaction() as cursor:
            cursor.execute("delete from logs; delete from errors")
        _store(opened, _line(CAUSES[0], 10), offset=10_000)
        assert [("ignored", 1)] == _groups(opened)
        ((error_id,),) = read(opened, "select error_id from error_groups")
        assert error_status.decide(opened, error_id, "open", BY)
        _store(opened, _line(CAUSES[0], 20), _line(CAUSES[1], 21), offset=20_000)
        assert [("open", 2), ("ignored", 1)] == _groups(opened)


_TAILS = (
    "KeyError: 'sku'",
    "app.db.Gone: no host 10.0.0.7\nDETAIL:  Key (cart_id)=(b617fc10) already exists.",
    'ValueError: see File "/srv/x.py", line 7, in f',
    "ValueError: Caused by: something else",
    "ValueError: the above exception, in words",
    "ValueError",
    "",
    "Traceback (most recent call last):\nKeyError: 'sku'",
    'KeyError: "a", line 3',
    "ExceptionGroup: many (2 sub-exceptions)",
    "KeyError: ─",
    "KeyError: " + "x" * 40_000,
)
_FRAMES = (
    '  File "/srv/app/shop/store.py", line 9, in get\n    raise\n',
    '  File "/usr/lib/python3.11/site-packages/lib.py", line 4, in call\n    return f()\n           ^^^\n',
    '  File "<string>", line 1\n',
    "  File unknown\n",
)


@pytest.mark.parametrize("seed", range(4))
def test_part_of_the_stack_tells_the_same(seed: int, cursor: DuckDBPyConnection) -> None:
    """Where a part of a stack stands for all of it, the fingerprint is that of the whole stack, and certain."""
    draw = random.Random(seed)
    known = [stack for name, stack in vars(stacks).items() if name.isupper() and isinstance(stack, str)]
    made = [
        "Traceback (most recent call last):\n"
        + "".join(draw.choices(_FRAMES, k=draw.randint(0, 4)))
        + draw.choice(_TAILS)
        + draw.choice(["", "\n"])
        for _ in range(150)
    ]
    given = [
        {"type": draw.choice(["KeyError", "app.db.Gone", "RuntimeError", "Exception", None]), "stack": stack}
        for stack in [*known, *made, *(f"{one}\n\n{_CAUSE}:\n\n{two}" for one, two in itertools.pairwise(made))]
    ]
    query = """
        with given as (select unnest($values::struct("type" varchar, stack varchar)[]) as one),
        parts as (select one, fingerprinted_stack(one.type, one.stack) as part from given)
        select
            part is not null,
            part is null or error_id(one.type, 'said', one.stack, 'm') = error_id(one.type, null, part, null),
            part is null or not fingerprint_may_differ(one.type, one.stack)
        from parts
    """
    found = cursor.execute(query, {"values": given}).fetchall()
    assert [one for one, (_, *holds) in zip(given, found, strict=True) if not all(holds)] == []
    assert 10 < sum(has_part for has_part, *_ in found) < len(found) - 10
