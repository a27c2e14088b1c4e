"""Which lines may have objects inside: never a line too few, whatever its white space and wherever its bytes begin."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ingest.records.plans import braces
from ingest.records.plans.braces import nested

_TEXTS = ("", "x", "{", "[{", ": {", "ä{", "}{", '"{"', "[ {", "\\{")


def _value(chance: random.Random, depth: int) -> Any:
    kind = chance.choice(("text", "number", "object", "list") if depth else ("text", "number"))
    if kind == "text":
        return chance.choice(_TEXTS)
    if kind == "number":
        return chance.choice((0, -1.5, None, True))
    values = [_value(chance, depth - 1) for _ in range(chance.randrange(3))]
    return values if kind == "list" else {f"{chance.choice(_TEXTS)}{n}": value for n, value in enumerate(values)}


def _has_object(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict) or _has_object(item) for item in inner)


def _has_object_first(value: Any) -> bool:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_has_object_first, inner))


@pytest.mark.parametrize("seed", range(4))
def test_no_object_is_missed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Generated records with every spacing, in pieces of few bytes: every line with an object inside is named."""
    monkeypatch.setattr(braces, "_PIECE", seed * 7 + 1)
    chance = random.Random(seed)
    records = [{"a": _value(chance, 3)} for _ in range(500)]
    spacings = list(product((",", ", ", ",\n  "), (":", ": ", " :\t")))
    lines = [
        json.dumps(record, separators=chance.choice(spacings), indent=chance.choice((None, 1))) for record in records
    ]
    inside, in_list = nested(pa.array(["skipped {", *lines], pa.large_string())[1:])
    assert [n for n, record in enumerate(records) if _has_object(record) and not inside[n]] == []
    assert [n for n, record in enumerate(records) if _has_object_first(record) and not in_list[n]] == []
    assert inside.sum() < len(records)


def test_flat_lines_are_told_apart() -> None:
    """A brace at the start of a line, or within a word, is not an object inside; one in a list, first or later, is."""
    lines = ["", "{}", '{"a":"x{y}"}', '{"a":{}}', '{"a":[{"b":1}]}', '{"a":[1,{"b":1}]}', '{"a":[ {"b":1}]}']
    inside, in_list = nested(pa.array(lines, pa.large_string()))
    assert inside.tolist() == [False, False, False, True, True, True, True]
    assert in_list.tolist() == [False, False, False, False, True, False, True]


def test_nothing_is_in_nothing() -> None:
    """No lines, and lines without a byte."""
    for lines in ([], ["", ""]):
        assert not np.concatenate(nested(pa.array(lines, pa.large_string()))).any()
