"""A service has a bounded number of routes, whatever paths come, and the same ones in whatever batches they come."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import Settings
from ingest.store.routes import route_names
from ingest.store.routes.route_names import OTHER, RouteNames
from ingest.store.writer import Writer
from sql.warehouse import Warehouse
from tests import warehouses
from tests.ingest.stored import chunk
from tests.sql.given import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = ["how", "to", "cook", "rice", "best", "first", "topic", "report", "soup", "bread", "garlic", "winter", "garden"]
REAL = ["/api/v1/health", "/api/v1/orders/{id}", "/users/me", "/login", "/cart", "/static/app.{id}.js", "/wp-login.php"]


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("abcdefghijklmnop", k=8))


def _title(dice: random.Random, least: int = 3) -> str:
    return "-".join(dice.sample(WORDS, dice.randint(least, 5)))


def _write(opened: Warehouse, paths: Sequence[str], size: int, start: int = 0, writer: Writer | None = None) -> None:
    writer = writer or Writer(opened, Settings())
    lines = [
        json.dumps({"ts": "2026-11-20T10:00:00Z", "service": "shop", "method": "GET", "path": path, "status": 200})
        for path in paths
    ]
    for first in range(0, len(lines), size):
        data = "".join(f"{line}\n" for line in lines[first : first + size]).encode()
        place = start + first
        writer.write([chunk(data, line_number=place + 1, byte_offset=place * 1000)], [])


def _routes(opened: Warehouse) -> list[tuple[Any, ...]]:
    return read(opened, "select route, count(*) from logs group by route order by route")


def _paths(seed: int) -> list[str]:
    """Paths of a blog, a shop and a scanner, in any order."""
    dice = random.Random(seed)
    made = [
        *(f"/posts/2026-11-{dice.randint(10, 28)}/{_title(dice, 2)}" for _ in range(150)),
        *(f"/news/{_title(dice)}.html" for _ in range(100)),
        *(f"/about/{_title(dice)}" for _ in range(3)),
        *("/api/v1/health", "/api/v1/orders/7", "/users/me", "/login", "/cart", "/wp-login.php") * 5,
        *(
            f"/{''.join(dice.choices('abcdefghij', k=6))}/{''.join(dice.choices('abcdefghij', k=5))}.php"
            for _ in range(300)
        ),
    ]
    dice.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(3))
def test_batches_and_restarts_do_not_matter(seed: int) -> None:
    """Written at once, in small batches, and by a new process after each: the same routes, in records and sums."""
    paths, found = _paths(seed), []
    for size, restarts in ((len(paths), False), (37, False), (101, True)):
        with warehouses.in_memory() as opened:
            writer = Writer(opened, Settings())
            for first in range(0, len(paths), size):
                _write(opened, paths[first : first + size], size, first, None if restarts else writer)
            rollup = read(opened, "select route, sum(n)::bigint from hourly_rollup group by route order by route")
            assert _routes(opened) == rollup
            found.append(_routes(opened))
    assert found[0] == found[1] == found[2]


def test_titles_that_vary() -> None:
    """Under an id few titles are enough, elsewhere it takes more; where few stand, they stay, and so do words."""
    dice = random.Random(1)
    names = RouteNames()
    few = {f"/about/{_title(dice)}" for _ in range(5)}
    paths = {
        *few,
        *(f"/posts/{{id}}/{_title(dice, 2)}" for _ in range(200)),
        *(f"/news/{_title(dice)}.html" for _ in range(200)),
        "/posts/{id}/comments",
        "/news/today",
        *REAL,
    }
    for path in sorted(paths):
        names.name(path)
    assert {*few, "/posts/{id}/{slug}", "/news/{slug}.html", "/posts/{id}/comments", "/news/today", *REAL} == set(
        names.routes
    )


def test_the_order_of_titles_does_not_matter() -> None:
    """Whichever titles come first, the routes are the same in the end."""
    dice, found = random.Random(2), []
    paths = (
        [f"/posts/{{id}}/{_title(dice, 2)}" for _ in range(50)] + [f"/news/{_title(dice)}" for _ in range(60)] + REAL
    )
    for _ in range(50):
        dice.shuffle(paths)
        names = RouteNames()
        for path in paths:
            names.name(path)
        found.append(sorted(names.routes))
    assert [sorted(["/posts/{id}/{slug}", "/news/{slug}", *REAL])] * 50 == found


def test_a_scanner_with_100_000_paths() -> None:
    """The number of routes stays bounded, and those that were there keep their names."""
    dice, names = random.Random(3), RouteNames()
    for route in REAL:
        names.name(route)
    given = {names.name("/" + "/".join(_word(dice) for _ in range(dice.randint(1, 6)))) for _ in range(100_000)}
    assert len(names.routes) <= route_names.MOST_ROUTES
    assert len(given) <= route_names.MOST_ROUTES + 1
    assert REAL == [names.name(route) for route in REAL]


def test_routes_that_are_no_paths() -> None:
    """A record's own names are kept as they are, as far as there is room."""
    names = RouteNames()
    assert ["orders.show", "GET /x"] == [names.name("orders.show"), names.name("GET /x")]
    for number in range(route_names.MOST_ROUTES):
        names.name(f"route {number}")
    assert (OTHER, "orders.show") == (names.name("one more"), names.name("orders.show"))


def test_a_warehouse_of_before(tmp_path: Path) -> None:
    """Its routes are known from its rollup; stored rows are called as new ones are."""
    paths = [f"/posts/2026-11-20/{title}" for title in ("a-b-c", "d-e-f")] + ["/cart"] * 3
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        _write(opened, paths, 10)
        with opened.transaction() as cursor:
            cursor.execute(
                "drop table routes; drop table route_folds; update meta set value = '2' where key = 'schema_version'"
            )
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        _write(opened, ["/posts/2026-11-21/g-h-i"], 10, 10)
        assert [("/cart", 3), ("/posts/{id}/{slug}", 3)] == _routes(opened)


def test_a_batch_that_was_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would have named is not known, and is named when it comes again."""
    with warehouses.in_memory() as opened:
        writer = Writer(opened, Settings())
        _write(opened, ["/cart"], 1, 0, writer)
        with monkeypatch.context() as patch:
            patch.setattr("ingest.store.writer.checkpoint.save", _fail)
            with pytest.raises(OSError, match="full"):
                _write(opened, ["/users/me"], 1, 1, writer)
        assert [("/cart",)] == read(opened, "select route from routes")
        _write(opened, ["/users/me"], 1, 1, writer)
        assert [("/cart",), ("/users/me",)] == read(opened, "select route from routes order by route")


def _fail(*_: object) -> None:
    raise OSError("full")
