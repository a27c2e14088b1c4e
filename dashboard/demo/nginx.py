"""The nginx in front of the shop: it serves the static files itself, and writes its default logs as text.

It passes the pages on to the storefront and does not log these (`access_log off`), since the storefront does: so each
request of a customer stands in the log of one service, and counts once. What it cannot find is in both of its logs.

Its times have no fraction of a second, so all lines of a second have the same moment, and are written together.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from dashboard.demo.clock import SECOND, moment
from dashboard.demo.records import Line
from dashboard.demo.services import DOOR

HOST = "shop.example.com"
ROOT = "/srv/shop"
WORKERS = (31, 32)
FIRST_TIME, NOT_MODIFIED, MISSING, BROKEN_HANDSHAKE = 0.25, 0.3, 0.004, 0.0015
ASSETS = (
    ("/static/css/shop.5d1c2b7e.css", 48_211),
    ("/static/js/shop.9f3a61d0.js", 183_904),
    ("/static/fonts/inter.2c8b1f4a.woff2", 101_264),
)
PICTURE = "/static/img/products/{number}.webp"
LONGEST_LOAD = SECOND


class Page(NamedTuple):
    """A page that a customer got: when, its path, by whom."""

    ts: int
    path: str
    client_ip: str
    agent: str


def lines(seed: int, index: int, pages: Sequence[Page]) -> Iterator[Line]:
    """The lines of minute `index` since the epoch, in which the `pages` were asked for."""
    rng = Random(f"{seed}/{index}/{DOOR.name}")
    connection = index % 100_000 * 100
    for page in pages:
        connection += 1
        if rng.random() < BROKEN_HANDSHAKE:
            yield _broken(page, connection, rng)
        for path, size in _wanted(rng):
            ts = (page.ts + int(rng.random() * LONGEST_LOAD)) // SECOND * SECOND
            if rng.random() < MISSING:
                yield _access(ts, page, path, 404, 153)
                yield _missing(ts, page, path, connection, rng)
            elif rng.random() < NOT_MODIFIED:
                yield _access(ts, page, path, 304, 0)
            else:
                yield _access(ts, page, path, 200, size)


def _wanted(rng: Random) -> Iterator[tuple[str, int]]:
    """The files that a browser asks for with a page: all of them the first time, later a picture now and then."""
    if rng.random() < FIRST_TIME:
        yield ASSETS[int(len(ASSETS) * rng.random())]
    if rng.random() < FIRST_TIME:
        number = 1_000 + int(400 * rng.random() ** 1.6)
        yield PICTURE.format(number=number), 9_000 + number * 7_919 % 60_000


def _access(ts: int, page: Page, path: str, status: int, size: int) -> Line:
    """A line in the format `combined`."""
    text = (
        f'{page.client_ip} - - [{moment(ts):%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" {status} {size} '
        f'"https://{HOST}{page.path}" "{page.agent}"\n'
    )
    return ts, f"{DOOR.name}/access", text


def _missing(ts: int, page: Page, path: str, connection: int, rng: Random) -> Line:
    reason = f'open() "{ROOT}{path}" failed (2: No such file or directory)'
    request = f'request: "GET {path} HTTP/1.1", host: "{HOST}", referrer: "https://{HOST}{page.path}"'
    return _error(ts, "error", connection, f"{reason}, client: {page.client_ip}, server: {HOST}, {request}", rng)


def _broken(page: Page, connection: int, rng: Random) -> Line:
    reason = "SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking"
    text = f"{reason}, client: {page.client_ip}, server: 0.0.0.0:443"
    return _error(page.ts // SECOND * SECOND, "crit", connection, text, rng)


def _error(ts: int, level: str, connection: int, message: str, rng: Random) -> Line:
    worker = WORKERS[int(len(WORKERS) * rng.random())]
    text = f"{moment(ts):%Y/%m/%d %H:%M:%S} [{level}] {worker}#{worker}: *{connection} {message}\n"
    return ts, f"{DOOR.name}/error", text
