"""What the macros that writer and readers share make of values."""

from __future__ import annotations

import math
import random
import uuid
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql import catalog
from tests.generated import rounds
from tests.sql import stacks
from tests.sql.given import at

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection


@pytest.fixture(scope="module")
def cursor() -> DuckDBPyConnection:
    """A connection that has the macros, and the tables and views that they read from."""
    connection = duckdb.connect()
    for sql_object in catalog.definitions():
        connection.execute(sql_object.text)
    return connection


def _value(cursor: DuckDBPyConnection, expression: str, **parameters: Any) -> Any:
    row = cursor.execute(f"select {expression}", parameters or None).fetchone()
    assert row is not None
    return row[0]


@settings(max_examples=rounds(50, 200), deadline=None)
@given(ms=st.floats(min_value=1e-6, max_value=1e12))
def test_buckets_are_within_one_percent(cursor: DuckDBPyConnection, ms: float) -> None:
    """From nanoseconds to thirty years, a bucket's value is within 1 % of the durations in it."""
    assert _value(cursor, "bucket_ms(duration_bucket($ms::double))", ms=ms) == pytest.approx(ms, rel=0.01)


@pytest.mark.parametrize(
    ("ms", "expected"),
    [(0.0, 0.0), (-0.0, 0.0), (-5.0, 0.0), (-math.inf, 0.0), (None, None), (1.0, 2 / 2.02), (1.02, 1.02 * 2 / 2.02)],
)
def test_odd_durations_have_a_bucket(cursor: DuckDBPyConnection, ms: float | None, expected: float | None) -> None:
    """Nothing and less than nothing is 0 ms; no duration has no bucket."""
    found = _value(cursor, "bucket_ms(duration_bucket($ms::double))", ms=ms)
    assert found == (None if expected is None else pytest.approx(expected))


@settings(max_examples=rounds(50, 200), deadline=None)
@given(ms=st.one_of(st.floats(-1, 1e12), st.integers(-200, 800).map(lambda bucket: 2 * 1.02**bucket / 2.02)))
def test_the_first_bucket_of_a_threshold(cursor: DuckDBPyConnection, ms: float) -> None:
    """Comparing buckets with it says what comparing their milliseconds with the threshold says."""
    question = """
        count(*) filter ((bucket >= min_bucket($ms::double)) is distinct from (bucket_ms(bucket) >= $ms::double))
        from (select unnest(range(-2000, 3000) || [-32768]) as bucket)
    """
    assert _value(cursor, question, ms=ms) == 0


@settings(max_examples=rounds(50, 200), deadline=None)
@given(
    moments=st.lists(st.datetimes(at("1900-01-01"), at("2200-01-01")), min_size=2, max_size=2),
    seconds=st.sampled_from([1, 5, 60, 300, 3_600, 21_600, 86_400, 2_419_200]),
    origin=st.datetimes(at("2000-01-01"), at("2030-01-01")),
)
def test_buckets_of_time(cursor: DuckDBPyConnection, moments: list[datetime], seconds: int, origin: datetime) -> None:
    """From the window's beginning on, a moment's bucket is the one that time_bucket names."""
    from_ts, ts = sorted(moments)
    given = {"ts": ts, "from_ts": from_ts, "seconds": seconds, "origin": origin}
    expected = _value(cursor, "time_bucket(to_seconds($seconds), $ts, $origin)", ts=ts, seconds=seconds, origin=origin)
    assert expected == _value(cursor, "bucket_at($ts, $from_ts, $seconds, $origin)", **given)


@pytest.mark.parametrize("ms", [math.inf, math.nan, 1e300, 5e-324])
def test_no_double_is_too_large_for_a_bucket(cursor: DuckDBPyConnection, ms: float) -> None:
    """Infinity and what is no number at all do not stop a batch."""
    assert isinstance(_value(cursor, "duration_bucket($ms::double)", ms=ms), int)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("", ""),
        (None, None),
        ("/users", "/users"),
        ("/users/42", "/users/{id}"),
        ("/users/42/", "/users/{id}/"),
        ("/users/42/orders/7", "/users/{id}/orders/{id}"),
        ("/1/2/3/4", "/{id}/{id}/{id}/{id}"),
        ("/-1", "/{id}"),
        ("//5", "/{id}"),
        ("/api//traces/77", "/api/traces/{id}"),
        ("/search;jsessionid=ABC123DEF", "/search"),
        ("/a;v=1.2/b;x;y=2/7", "/a/b/{id}"),
        ("/blob/9f86d08", "/blob/{id}"),
        ("/blob/defaced", "/blob/defaced"),
        ("/t/1234-my-first-topic/56", "/t/{id}/{id}"),
        ("/t/7-a-short-topic", "/t/{id}"),
        ("/de-DE/products/SKU-8841-B", "/de-DE/products/{id}"),
        ("/posts/2026-11-26/how-to-cook-rice", "/posts/{id}/how-to-cook-rice"),
        ("/users/me", "/users/me"),
        ("/api/v1/health", "/api/v1/health"),
        ("/v2/items/{id}", "/v2/items/{id}"),
        ("/wp-login.php", "/wp-login.php"),
        ("/batch_clustering", "/batch_clustering"),
        ("/api/v1/items/9f0c2b1a-1111-4222-8333-0123456789ab/x", "/api/v1/items/{id}/x"),
        ("/api/v2beta1/pods", "/api/v2beta1/pods"),
        ("/objects/5f2b6c1d9e8a7b6c5d4e3f2a", "/objects/{id}"),
        ("/commits/deadbeefcafe", "/commits/{id}"),
        ("/a/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/a/{id}"),
        ("/customers/cus_9s6XKzkNRiz8i3", "/customers/{id}"),
        ("/product/8f3kd9x2", "/product/{id}"),
        ("/reset/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "/reset/{id}"),
        ("/orders/ORD20240011", "/orders/{id}"),
        ("/orders/ord-1042", "/orders/{id}"),
        ("/unsubscribe/me@example.org", "/unsubscribe/{id}"),
        ("/unsubscribe/me%40example.org", "/unsubscribe/{id}"),
        ("/reports/2026-11-20", "/reports/{id}"),
        ("/reports/12345.pdf", "/reports/{id}.pdf"),
        ("/static/app.3f2a1b9c.js", "/static/app.{id}.js"),
        ("/static/main.4f2a91bc.chunk.js", "/static/main.{id}.chunk.js"),
        ("/assets/index-BvQ1x3aZ.css", "/assets/index-{id}.css"),
        ("/static/jquery-3.6.0.min.js", "/static/jquery-3.6.0.min.js"),
        ("/static/app.component.js", "/static/app.component.js"),
        ("/static/css/bootstrap.min.css", "/static/css/bootstrap.min.css"),
        ("/blog/a-long-title-with-many-words-in-it", "/blog/a-long-title-with-many-words-in-it"),
        ("/getUserAccountInformationList", "/getUserAccountInformationList"),
        ("/video/h264/utf8mb4", "/video/h264/utf8mb4"),
        ("/page-01", "/page-01"),
    ],
)
def test_route_of(cursor: DuckDBPyConnection, path: str | None, route: str | None) -> None:
    """Ids become {id}; words, versions and static files stay."""
    assert _value(cursor, "route_of($path::varchar)", path=path) == route


@settings(max_examples=rounds(30, 100), deadline=None)
@given(path=st.text(alphabet="/ab1-_.@%é", max_size=30))
def test_a_route_is_its_own_route(cursor: DuckDBPyConnection, path: str) -> None:
    """Applying the macro again changes nothing, and as many slashes stay as there were one by one."""
    route = _value(cursor, "route_of($path)", path=path)
    assert route.count("/") <= path.count("/")
    assert "//" not in route
    assert _value(cursor, "route_of($path)", path=route) == route


def _made(dice: random.Random, kind: str) -> tuple[str, str]:
    """A segment of a path, and what it is in a route."""
    hexadecimal, letters = "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz"

    def some(alphabet: str, number: int) -> str:
        return "".join(dice.choices(alphabet, k=number))

    words = dice.sample(["how", "cook", "rice", "best", "topic", "first", "report"], 3)
    made = {
        "word": lambda: dice.choice(
            ["users", "me", "api", "v1", "health", "wp-login.php", "batch_clustering", "de-DE"]
        ),
        "number": lambda: str(dice.randint(0, 10**9)),
        "date": lambda: f"20{dice.randint(10, 29)}-{dice.randint(10, 12)}-{dice.randint(10, 28)}",
        "uuid": lambda: str(uuid.UUID(int=dice.getrandbits(128))),
        "short hash": lambda: f"{some(hexadecimal, 5)}{dice.randint(0, 9)}{dice.choice('abcdef')}",
        "long hash": lambda: some(hexadecimal, dice.choice([32, 40, 64])),
        "titled number": lambda: f"{dice.randint(100, 10**6)}-{'-'.join(words)}",
        "stock": lambda: f"{some(letters, 3).upper()}-{dice.randint(1000, 9999)}-{some(letters, 1).upper()}",
        "prefixed": lambda: f"{some(letters, 3)}_{some(letters, 6)}{dice.randint(0, 9)}{some(letters, 4).upper()}",
        "address": lambda: f"{some(letters, 6)}@{some(letters, 6)}.org",
        "bundle": lambda: f"app.{some(hexadecimal, 6)}{dice.randint(0, 9)}{some(hexadecimal, 3)}.js",
    }[kind]()
    return made, {"word": made, "bundle": "app.{id}.js"}.get(kind, "{id}")


KINDS = [
    "word",
    "number",
    "date",
    "uuid",
    "short hash",
    "long hash",
    "titled number",
    "stock",
    "prefixed",
    "address",
    "bundle",
]


@pytest.mark.parametrize("kind", KINDS)
def test_hundreds_of_routes(cursor: DuckDBPyConnection, kind: str) -> None:
    """Every kind of id, among words and other ids, with parameters and repeated slashes or without."""
    dice = random.Random(kind)
    paths, routes = [], []
    for _ in range(200):
        segments = [_made(dice, chosen) for chosen in (dice.choice(KINDS), kind, dice.choice(KINDS))]
        paths.append("".join(dice.choice(["/", "/", "//"]) + segment for segment, _ in segments))
        paths[-1] += dice.choice(["", "", ";jsessionid=ABC123DEF"])
        routes.append("".join(f"/{segment}" for _, segment in segments))
    found = _value(cursor, "list_transform($paths, lambda path: route_of(path))", paths=paths)
    assert [] == [told for told in zip(paths, found, routes, strict=True) if told[1] != told[2]]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (None, None),
        ("nothing to mask", "nothing to mask"),
        ("User 42 cannot pay 12.50", "User <*> cannot pay <*>"),
        ("user 42 (me@example.org) can't open 'a b'", "user <*> (<*>) can't open <*>"),
        ('key "sku" is missing', "key <*> is missing"),
        ("timeout after 3000ms for ord_8f3kd9x2", "timeout after <*>ms for ord_<*>"),
        ("at 2026-11-20T10:00:00.123Z", "at <*>"),
        ("at 2026-11-20 10:00:00,123 and 12:30:01", "at <*> and <*>"),
        ("10.0.0.1:5432 refused, fe80::1:2:3 too", "<*> refused, <*> too"),
        ("object at 0x7fae12bc", "object at <*>"),
        ("trace 4bf92f3577b34da6a3ce929d0e0e4736", "trace <*>"),
        ("job 9f0c2b1a-1111-4222-8333-0123456789ab", "job <*>"),
        ("GET https://api.example.org/a?b=1 failed", "GET <*> failed"),
        ("cannot read /tmp/x7/y.txt", "cannot read <*>"),
        ("GET /api/orders failed", "GET /api/orders failed"),
        ("std::vector::at", "std::vector::at"),
    ],
)
def test_masked(cursor: DuckDBPyConnection, text: str | None, masked: str | None) -> None:
    """Values go, words stay."""
    assert _value(cursor, "masked_message($text::varchar)", text=text) == masked


@pytest.mark.parametrize("name", stacks.TOLD)
def test_stacks_are_told(cursor: DuckDBPyConnection, name: str) -> None:
    """Type, message and in-app frames of the stacks of nine languages."""
    stack, error_type, message, frames = stacks.TOLD[name]
    found = cursor.execute(
        "select stack_error_type($stack), stack_error_message($stack), error_frames($stack)", {"stack": stack}
    ).fetchone()
    assert found == (error_type, message, frames)


def _id(
    cursor: DuckDBPyConnection,
    stack: str | None = None,
    error_type: str | None = None,
    error_message: str | None = None,
    message: str | None = None,
) -> str:
    values = {"type": error_type, "told": error_message, "stack": stack, "message": message}
    found: str = _value(
        cursor, "error_id($type::varchar, $told::varchar, $stack::varchar, $message::varchar)", **values
    )
    return found


@pytest.mark.parametrize(
    ("stack", "same"),
    [
        (stacks.PYTHON, stacks.PYTHON.replace("line 31", "line 99").replace("'sku'", "'price'")),
        (stacks.PYTHON, stacks.PYTHON.replace("/srv/app-1.2.3/", "/srv/app-1.2.4/")),
        (stacks.PYTHON, stacks.PYTHON.replace("/srv/app-1.2.3/", "/home/me/")),
        (stacks.PYTHON, stacks.PYTHON.replace("/srv/app-1.2.3/", "/tmp/tmpx7d/")),  # noqa: S108 (text of a stack)
        (stacks.PYTHON, stacks.PYTHON.replace("/srv/app-1.2.3/", "/var/deploy/releases/20261120101500/")),
        (stacks.PYTHON, stacks.PYTHON.replace("starlette", "fastapi").replace("in app", "in other")),
        (stacks.PYTHON, stacks.PYTHON.replace("KeyError", "builtins.KeyError")),
        (stacks.JAVA, stacks.JAVA.replace("4711", "4712").replace(":172)", ":180)").replace("Lambda$123", "Lambda$9")),
        (stacks.JAVASCRIPT, stacks.JAVASCRIPT.replace(":42:9", ":43:1").replace("4f2a91bc", "99aa11ff")),
        (
            stacks.GO,
            stacks.GO.replace("0xc000123000", "0xc000777000").replace("+0x1d", "+0x2e").replace("func1", "func2"),
        ),
        (
            stacks.DOTNET,
            stacks.DOTNET.replace("line 58", "line 60").replace("C:\\Code", "D:\\Build").replace("d__5", "d__6"),
        ),
        (stacks.RUBY, stacks.RUBY.replace(":42:", ":43:").replace("/app/", "/srv/shop/")),
        (stacks.PHP, stacks.PHP.replace("(42)", "(43)").replace("/var/www/shop/", "/var/www/shop2/")),
    ],
)
def test_the_same_bug_has_the_same_id(cursor: DuckDBPyConnection, stack: str, same: str) -> None:
    """Lines, addresses, releases, folders, messages and library frames do not make another bug."""
    assert stack != same
    assert _id(cursor, stack) == _id(cursor, same)


def test_different_bugs_have_different_ids(cursor: DuckDBPyConnection) -> None:
    """Another type, another function, another file, another language: another id."""
    variants = [
        stacks.PYTHON,
        stacks.PYTHON.replace("KeyError", "ValueError"),
        stacks.PYTHON.replace("in get", "in put"),
        stacks.PYTHON.replace("shop/store.py", "mail/store.py"),
        stacks.PYTHON.replace("in sync_stock", "in sync_prices"),
        *(stack for stack, *_ in list(stacks.TOLD.values())[2:]),
    ]
    assert len({_id(cursor, variant) for variant in variants}) == len(variants)


def test_without_an_app_frame_all_frames_count(cursor: DuckDBPyConnection) -> None:
    """Errors that never leave a library are told apart by its frames."""
    stack = stacks.PYTHON.replace("/srv/app-1.2.3/shop/", "/usr/lib/python3.11/site-packages/shop/")
    assert len(_value(cursor, "error_frames($stack)", stack=stack)) == 3
    assert _id(cursor, stack) != _id(cursor, stack.replace("in app", "in other"))


def test_without_a_stack_the_masked_message_counts(cursor: DuckDBPyConnection) -> None:
    """The type and the message's template; without a type, the line's message."""
    assert _id(cursor, error_type="a.b.X", error_message="order 1 failed") == _id(
        cursor, error_type="X", error_message="order 2 failed", message="another line"
    )
    assert _id(cursor, error_type="X", error_message="no order") != _id(cursor, error_type="X", error_message="no user")
    assert _id(cursor, error_type="X", message="m") != _id(cursor, error_type="Y", message="m")
    assert _id(cursor, message="order 1 failed") == _id(cursor, message="order 22 failed")
    assert _id(cursor, stack="no frames here", message="m 1") == _id(cursor, stack="nor here", message="m 2")


def test_ids_are_stable(cursor: DuckDBPyConnection) -> None:
    """An id that changed with a version would open every resolved error again."""
    stack = 'Traceback (most recent call last):\n  File "/srv/a-1/shop/x.py", line 3, in pay\n    y\nKeyError: 1'
    assert (_id(cursor, stack), _id(cursor, error_type="a.X", error_message="m")) == (
        "d7101114bc6b97c8",
        "80e7cdbf6156cc73",
    )


def test_an_id_is_there_whatever_is_missing(cursor: DuckDBPyConnection) -> None:
    """Nothing at all has an id too, of 16 hexadecimal digits."""
    assert len(_id(cursor)) == 16
    assert int(_id(cursor), 16) > 0


@pytest.mark.parametrize(
    ("level", "error_type", "stack", "status", "expected"),
    [
        ("ERROR", None, None, None, True),
        ("CRITICAL", None, None, None, True),
        ("ERROR", None, None, 500, False),
        ("ERROR", "X", None, 500, True),
        ("INFO", None, "X: y", None, True),
        ("WARNING", None, None, None, False),
        (None, None, None, None, False),
    ],
)
def test_is_error(  # noqa: PLR0913, PLR0917 (one case)
    cursor: DuckDBPyConnection,
    level: str | None,
    error_type: str | None,
    stack: str | None,
    status: int | None,
    expected: bool,  # noqa: FBT001 (what is expected)
) -> None:
    """An exception, a stack, or a line of level ERROR that is no HTTP response."""
    values = {"level": level, "type": error_type, "stack": stack, "status": status}
    assert _value(cursor, "is_error($level, $type, $stack, $status)", **values) is expected


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [("GET", "/", 200, True), (None, None, 200, True), ("GET", "/", None, True), ("GET", None, None, False)],
)
def test_is_request(
    cursor: DuckDBPyConnection,
    method: str | None,
    path: str | None,
    status: int | None,
    expected: bool,  # noqa: FBT001 (what is expected)
) -> None:
    """A status, or a method and a path."""
    found = _value(cursor, "is_request($method, $path, $status)", method=method, path=path, status=status)
    assert found is expected


@pytest.mark.parametrize("nothing", ["-", "", "0", "00000000000000000000000000000000", "None", "null", "N/A", " "])
def test_an_id_that_stands_for_none_is_none(cursor: DuckDBPyConnection, nothing: str) -> None:
    """What loggers write where there is no id does not tie records together."""
    assert _value(cursor, "correlation_id($nothing, 'r')", nothing=nothing) == "r"


@pytest.mark.parametrize(
    ("moment", "within", "after"),
    [
        ("2026-11-20 06:00:00", "2026-11-20 06:00:00", "2026-11-20 06:00:00"),
        ("2026-11-20 06:00:00.000001", "2026-11-20 06:00:00", "2026-11-20 12:00:00"),
        ("2026-11-20 23:59:59.999999", "2026-11-20 18:00:00", "2026-11-21 00:00:00"),
    ],
)
def test_six_hours(cursor: DuckDBPyConnection, moment: str, within: str, after: str) -> None:
    """The six hours that a moment lies in, and the first that begin no earlier than it."""
    expression = "floor_six_hours($moment::timestamp)::varchar || ', ' || ceil_six_hours($moment::timestamp)::varchar"
    assert _value(cursor, expression, moment=moment) == f"{within}, {after}"


def test_macros_are_idempotent(cursor: DuckDBPyConnection) -> None:
    """Making them again, as each opening does, is no error."""
    for sql_object in catalog.objects("macros").values():
        cursor.execute(sql_object.text)
