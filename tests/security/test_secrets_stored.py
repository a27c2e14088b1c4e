"""No secret of any kind is stored, wherever in a record it stands; what stands around it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ingest.records.redaction.masking import Secrets
from ingest.settings import Settings
from ingest.store.writer import Writer
from sql import catalog
from sql.warehouse import MEMORY, Warehouse
from tests.ingest.stored import chunk, rejects, rows
from tests.security.secret_kinds import HEADERS, KINDS, NO_SECRETS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

TIME = "2026-01-05T10:00:00Z"
PLACES: dict[str, Callable[[str], Any]] = {
    "message": lambda text: {"ts": TIME, "msg": text},
    "attribute": lambda text: {"ts": TIME, "msg": "x", "note": text},
    "nested": lambda text: {"ts": TIME, "msg": "x", "a": {"b": [1, {"c": text}]}},
    "header": lambda text: {"ts": TIME, "msg": "x", "headers": [{"name": "Via", "value": text}]},
    "address": lambda text: {"ts": TIME, "method": "GET", "url": f"https://shop.example/a?b={text}"},
    "exception": lambda text: {
        "ts": TIME,
        "level": "error",
        "exc_info": f'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: {text}',
    },
    "json in json": lambda text: {"ts": TIME, "msg": json.dumps({"x": text, "y": {"z": text}})},
    "after an escape": lambda text: {"ts": TIME, "msg": f'first\n{text.removeprefix("begin ")}\t"x"'},
}
PRIVATE = "PRIVATE KEY"


def _lines() -> list[tuple[str, Kind, str]]:
    made = [(place, kind, json.dumps(make(kind.text))) for place, make in PLACES.items() for kind in KINDS]
    plain = [("reject", kind, kind.text.replace("\n", "\\n")) for kind in KINDS]
    return [*made, *plain]


def _stored(lines: list[str]) -> dict[int, str]:
    """What is stored of each line, as one text: everything of rows, rejects and errors."""
    with Warehouse.open(MEMORY) as warehouse:
        Writer(warehouse, Settings()).write([chunk("".join(f"{line}\n" for line in lines).encode())], [])
        found = {row["line_number"]: str(row) for row in rows(warehouse)}
        found |= {row["line_number"]: row["raw"].decode() for row in rejects(warehouse)}
        with warehouse.reader() as cursor:
            every = [row for table in catalog.objects("tables") for row in cursor.execute(f"from {table}").fetchall()]
        return found | {0: "\n".join(map(str, every))}


def test_no_kind_is_stored_in_any_place() -> None:
    """Of many lines in one batch, most of which DuckDB handles."""
    lines = _lines()
    stored = _stored([line for _, _, line in lines])
    leaks = [(kind.name, place) for number, (place, kind, _) in enumerate(lines, 1) if _first(kind) in stored[number]]
    lost = [
        (kind.name, place)
        for number, (place, kind, _) in enumerate(lines, start=1)
        if "end" not in stored[number] and PRIVATE not in kind.text and not _is_to_the_end(kind, place)
    ]
    assert (leaks, lost) == ([], [])
    assert [kind.name for kind in KINDS if _first(kind) in stored[0]] == []


def test_no_kind_stays_in_any_line() -> None:
    """Of each line by itself."""
    secrets = Secrets()
    leaks = []
    for place, kind, line in _lines():
        found = secrets.mask(line.encode())[0].decode() if place == "reject" else secrets.record(line)[0]
        leaks += [(kind.name, place)] if _first(kind) in found else []
    assert leaks == []


def _first(kind: Kind) -> str:
    return kind.hidden.split("\n")[0]


def _is_to_the_end(kind: Kind, place: str) -> bool:
    """Whether what follows the secret is hidden, too: it may belong to it."""
    return kind in HEADERS and (place == "reject" or kind.name == "digest")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_stands_around_it_stays(kind: Kind) -> None:
    """What tells the kind stays, and what is masked once more does not change."""
    masked, count = Secrets().text(kind.text)
    assert (count > 0, "[redacted]" in masked, kind.hidden in masked) == (True, True, False)
    assert masked.startswith(kind.text[: kind.text.index(kind.kept) + len(kind.kept)].rstrip("\"'"))
    assert Secrets().text(masked)[0] == masked


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_is_no_secret_stays(text: str) -> None:
    """In records, alone and among many, and in invalid lines."""
    secrets = Secrets()
    assert secrets.text(text) == (text, 0)
    assert secrets.record(json.dumps({"msg": text}, ensure_ascii=False))[1] == 0
