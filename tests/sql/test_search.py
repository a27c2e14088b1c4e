"""The search language: what is understood, what is found, and that whatever is typed never becomes SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sql import search
from sql.search import SearchError, editing
from sql.search.condition import caseless
from tests.generated import rounds
from tests.sql.given import record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

_HTTP = {"method": "GET", "path": "/orders/4711", "route": "/orders/{id}", "level": "INFO", "logger": "http"}
GIVEN = [
    record("10:00:00", "access", **_HTTP, status=200, duration_ms=120.0, user_id="u1", trace_id="abc1", line=1),
    record("10:00:01", "access", **_HTTP, status=404, duration_ms=5.0, host="h1", client_ip="10.0.0.1", line=2),
    record("10:00:02", "access", **_HTTP | {"level": "ERROR"}, status=503, duration_ms=2500.0, trace_id="abc2", line=3),
    record("10:00:03", "app", level="WARNING", message="Payment FAILED: Timeout after 30 s", line=4),
    record("10:00:04", "app", level="DEBUG", message="failed payment, 100% sure_thing", line=5),
    record(
        *("10:00:05", "app", "billing"),
        level="ERROR",
        error_type="PayError",
        error_message="card declined",
        stack_trace="File pay.py, line 7",
        error_id="e1",
        line=6,
    ),
    record("10:00:06", "app", None, message="Größe: ÄÖ", attributes='{"order_id": 4711, "cart": {"items": 5}}', line=7),
    record(
        "10:00:07",
        "app",
        message="x",
        attributes='{"order_id": "a/b", "http.code": "E7", "tags": ["Red", "x"]}',
        line=8,
    ),
    record("10:00:08", "app", level="CRITICAL", message='say "hi" (now)', attributes='{"cart": {"items": 2}}', line=9),
]
"""Nine records in nine lines of one file: a test names the lines it expects."""

CASES = {
    "": [1, 2, 3, 4, 5, 6, 7, 8, 9],
    "*": [1, 2, 3, 4, 5, 6, 7, 8, 9],
    "payment": [4, 5],
    "PAYMENT timeout": [4],
    '"failed payment"': [5],
    "fail*sure": [5],
    "100%": [5],
    "sure_t": [5],
    "sureXt": [],
    "größe": [7],
    "äö": [7],
    "declined": [6],
    "payerror": [6],
    "/orders/4711": [1, 2, 3],
    "abc1": [1],
    "abc": [],
    "u1": [1],
    "-payment": [1, 2, 3, 6, 7, 8, 9],
    "NOT payment app": [],
    "timeout OR declined": [4, 6],
    "source:app (timeout OR declined)": [4, 6],
    "payment AND timeout": [4],
    "-(timeout OR declined) source:app": [5, 7, 8, 9],
    "/^Payment .*\\d+/": [4],
    "message:/(?i)^payment/": [4],
    "service:billing": [6],
    "service:BILL*": [6],
    "service:(shop OR billing) level:error": [3, 6],
    "-service:shop": [6, 7],
    "-service:*": [7],
    "service:*": [1, 2, 3, 4, 5, 6, 8, 9],
    "level:err": [3, 6],
    "level>=warn": [3, 4, 6, 9],
    "level<info": [5],
    "severity:critical": [9],
    "status:404": [2],
    "status:4xx": [2],
    "status:5*": [3],
    "status>=400": [2, 3],
    "status:>=500": [3],
    "status:200..299": [1],
    "-status:200": [2, 3, 4, 5, 6, 7, 8, 9],
    "duration>2s": [3],
    "duration_ms<=5ms": [2],
    "path:/orders*": [1, 2, 3],
    "path:/orders": [],
    "route:/orders/{id} method:get host:h1": [2],
    "message:payment": [4, 5],
    'message:"failed payment"': [5],
    "stack:pay.py": [6],
    "error_type:payerror": [6],
    "error_id:e1": [6],
    "trace:abc*": [1, 3],
    "trace:ABC1": [],
    "ip:10.0.0.1": [2],
    "order_id:4711": [7],
    "order_id:471": [],
    "order_id:*": [7, 8],
    "order_id>4000": [7],
    "order_id:A/B": [8],
    "order_id:/^a/": [8],
    "attributes.order_id:4711": [7],
    "cart.items>3": [7],
    "cart.items:2": [9],
    "http.code:e7": [8],
    "tags:red": [8],
    "tags:blue": [],
    "-cart.items:*": [1, 2, 3, 4, 5, 6, 8],
    "attributes:e7": [8],
    "is:error": [6, 9],
    "is:request": [1, 2, 3],
    "is:slow": [3],
    "is:failed": [3],
    "ts>=2026-11-20T10:00:07": [8, 9],
    "ts<2026-11-20T11:00:01+01:00": [1],
    "FAILED:": [4],
    '"say \\"hi\\""': [9],
    "(now)": [9],
    '"(now)"': [9],
    "Error: nothing": [],
    "http://nowhere": [],
    "' or 1=1 --": [],
    "message:'; drop table logs; --": [],
    "a;b": [],
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """The nine records."""
    with warehouse() as target:
        write(target, GIVEN)
        yield target


def _lines(target: Warehouse, text: str) -> list[int]:
    found = search.within(f"select line_number from logs where {search.MARK} order by line_number", text)
    with target.reader() as cursor:
        return [line for (line,) in cursor.execute(found.sql, dict(found.parameters)).fetchall()]


@pytest.mark.parametrize("text", CASES)
def test_search_finds(text: str, filled: Warehouse) -> None:
    """A search finds just the lines that it describes."""
    assert CASES[text] == _lines(filled, text)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("payment (timeout", 8, "is not closed"),
        ("a b)", 3, "has no opening one"),
        ('find "this', 5, "quote is not closed"),
        ('""', 0, "quotes are empty"),
        ("service:", 8, "Say which value service"),
        ("(service:)", 9, "Say which value service"),
        ("a OR", 2, "after OR"),
        ("OR a", 0, "Say what to look for"),
        ("AND a", 0, "AND needs a search term"),
        ("a AND AND b", 2, "AND needs a search term"),
        ("()", 1, "Say what to look for"),
        ("a NOT", 2, "must not be there"),
        ("level:loud", 6, "LOUD is not a level"),
        ("status:many", 7, "status is a number"),
        ("duration>fast", 9, "duration_ms is a number"),
        ("service>5", 8, "service is text"),
        ("is:nice", 3, "is: takes request, failed, slow or error"),
        ("message:/(/", 9, "not a valid regular expression"),
        ("/a{5000}/", 1, "not a valid regular expression"),
        ("x /((a{100}){100}){100}/", 3, "not a valid regular expression"),
        ("ts>yesterday", 3, "A time is written"),
        ("half \ud800", 5, "half of a character"),
        ("x" * 2001, 2000, "at most 2000 characters"),
        (" ".join(["x"] * 61), 120, "60 terms at most"),
        ("(" * 21, 20, "20 deep"),
    ],
)
def test_error_points_at_the_place(text: str, position: int, words: str) -> None:
    """What cannot be understood is one sentence, a position and a caret under the place."""
    with pytest.raises(SearchError) as caught:
        search.condition(text)
    shown, caret = (caught.value.excerpt or "").split("\n")
    assert (position, True, True) == (caught.value.position, words in str(caught.value), "\n" not in str(caught.value))
    assert shown[len(caret) - 1 : len(caret)] == text[position : position + 1]


_PIECES = some.sampled_from(
    [
        "(",
        ")",
        '"',
        "/",
        "-",
        "OR",
        "AND",
        "NOT",
        " ",
        ":",
        ">",
        "<=",
        "*",
        "\\",
        "level",
        "status",
        "a.b",
        "5",
        "is",
        "x",
        "'",
    ]
)
_TEXTS = some.one_of(some.text(max_size=60), some.lists(_PIECES, max_size=25).map("".join))


@given(text=_TEXTS)
@settings(max_examples=rounds(100, 400), deadline=None)
def test_any_text_parses_or_is_pointed_at(text: str, filled: Warehouse) -> None:
    """Whatever is typed is found or is an error with a place; what parses always runs."""
    place = _place(text)
    if place is None:
        assert set(_lines(filled, text)) <= set(range(1, 10))
    else:
        assert place in range(len(text) + 1)


def _place(text: str) -> int | None:
    """Where a search is wrong, None where it can be understood."""
    try:
        search.condition(text)
    except SearchError as error:
        return error.position
    return None


@given(text=some.text(some.characters(codec="utf-8"), min_size=1, max_size=40))
@settings(max_examples=rounds(50, 200), deadline=None)
def test_text_never_becomes_sql(text: str) -> None:
    """No text of the user's stands in the statement: another word, or one with figures too, has the same SQL."""
    quoted = editing.quoted(f"Zq7 {text}")
    others = {search.condition(other).sql for other in ('"other word"', '"other word 1234"')}
    assert search.condition(quoted).sql in others


_CASED_AND_NOT = some.text("aAbB019-_. é", min_size=1, max_size=8)


@given(message=_CASED_AND_NOT, text=_CASED_AND_NOT)
@settings(max_examples=rounds(75, 300), deadline=None)
def test_part_without_case_leaves_out_nothing(message: str, text: str, filled: Warehouse) -> None:
    """A text is found where it stands in any case, and nowhere else."""
    found = search.within(
        f"select count(*) from (select $message as message) as logs where {search.MARK}",
        f"message:{editing.quoted(text)}",
    )
    with filled.reader() as cursor:
        times = cursor.execute(found.sql, dict(found.parameters) | {"message": message}).fetchall()
    assert times == [(int(text.lower() in message.lower()),)]


@pytest.mark.parametrize(
    ("text", "part"), [("SKU-1149", "-1149"), ("payment failed 500", " 500"), ("abc", ""), ("", ""), ("ÄÖ12x", "12")]
)
def test_part_without_case(text: str, part: str) -> None:
    """The longest run of ASCII signs that are no letters."""
    assert caseless(text) == part


@given(value=some.text(some.characters(codec="utf-8"), min_size=1, max_size=30))
@settings(max_examples=rounds(50, 200), deadline=None)
def test_quoted_value_is_read_back(value: str) -> None:
    """A value that a click puts into a search is the value that the search looks for."""
    found = search.condition(f"logger:{editing.quoted(value)}")
    assert (("search_1", value),) == found.parameters


@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ("", "logger", "http", "logger:http"),
        ("x", "logger", "a b", 'x logger:"a b"'),
        ("logger:http", "logger", "x", "logger:(http OR x)"),
        ("logger:(http OR x) y", "logger", "z", "logger:(http OR x OR z) y"),
        ("y logger:http", "logger", "http", "y"),
        ("a OR b", "logger", "x", "(a OR b) logger:x"),
        ("logger:x", "logger", "", "logger:x -logger:*"),
        ("user:1", "user_id", "2", "user_id:(1 OR 2)"),
    ],
)
def test_including(text: str, name: str, value: str, expected: str) -> None:
    """A click on a value narrows the search to it; a second value of a field joins the first; a second click undoes."""
    assert expected == editing.including(text, name, value)


@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ("", "service", "shop", "-service:shop"),
        ("service:shop x", "service", "shop", "x -service:shop"),
        ("-service:shop x", "service", "shop", "x"),
        ("x", "service", "", "x service:*"),
    ],
)
def test_excluding(text: str, name: str, value: str, expected: str) -> None:
    """A click on a value's minus leaves it out, and the next one lets it in again."""
    assert expected == editing.excluding(text, name, value)


@pytest.mark.parametrize(
    ("pattern", "lines"),
    [("Payment FAILED: Timeout after <*> s", [4]), ("failed payment, <*>% sure_thing", [5]), ("say <*> (now)", [9])],
)
def test_pattern_becomes_a_search(pattern: str, lines: list[int], filled: Warehouse) -> None:
    """A message pattern becomes the search that finds its messages."""
    assert lines == _lines(filled, editing.for_pattern(pattern))
