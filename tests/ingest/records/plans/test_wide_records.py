"""Records with hundreds of keys, each with others: they cost what they hold, and nothing grows with those before."""

from __future__ import annotations

import json
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ingest.formats import guesses
from ingest.formats.field_names import places
from ingest.records.plans import shapes
from ingest.records.plans.key_settings import KeySettings
from ingest.records.plans.plan import WIDE, Plan
from ingest.records.plans.readings import Reading
from ingest.records.plans.shapes import Shapes
from tests.ingest.stored import row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

_MANY = {f"key{number}": number for number in range(WIDE + 1)}


@pytest.mark.parametrize(
    "more",
    [
        {"date": "2026-11-20", "time": "10:00:00", "timezone": "+00:00"},
        {"timestamp_seconds": 1795168800, "timestamp_nanos": 0},
    ],
)
def test_times_under_several_keys(more: Mapping[str, object]) -> None:
    """However wide a record is, its time is put together."""
    assert row({**_MANY, **more, "message": "a"})["ts"] == datetime.fromisoformat("2026-11-20T10:00:00")


def test_a_wide_plan_keeps_no_names() -> None:
    """Of a thousand records with other keys each, a plan keeps what a time may be made of, and nothing else."""
    plan = Plan(None, is_wide=True)
    for number in range(1000):
        keys = (*(f"{number}-{key}" for key in _MANY), "date", "tz")
        plan.add(Reading(keys=keys, candidates={}, roles={}))
    assert plan.keys == ["date", "tz"]


def test_shapes_are_forgotten_by_their_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few shapes with very many keys are as much as many shapes."""
    monkeypatch.setattr(shapes, "MOST_KEYS", 1000)
    known = Shapes((), KeySettings({}))
    known.keys.number("app")
    told = []
    for number in range(8):
        keys = tuple(f"{number}-{key}" for key in _MANY)
        cursor: DuckDBPyConnection = SimpleNamespace()  # type: ignore[assignment] # nobody asks it for what can be read
        known.look_at(cursor, json.dumps(dict.fromkeys(keys, 1)), {"": keys}, 0)
        told.append(known.forget_if_many())
    assert told == [False, False, False, True, False, False, False, True]


def test_very_many_keys_are_not_guessed() -> None:
    """Up to a thousand places are guessed by their words; more are attributes, unless their names are known."""
    (odd,) = places({"eventOccurredAt": 1})
    few = list(places({f"key{number}": 1 for number in range(guesses.MOST_PLACES - 1)}))
    many = [*few, *places({"x": 1})]
    found = [
        any(item.place == odd for item in guesses.guesses([*others, odd], frozenset(), frozenset()))
        for others in (few, many)
    ]
    assert found == [True, False]
