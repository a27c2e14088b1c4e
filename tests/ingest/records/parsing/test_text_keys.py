"""The groups that a pattern filled tell the same shape of a record as its object does."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest

from ingest.formats.text_registry import built_in
from ingest.records.parsing import text_records
from ingest.records.plans.key_settings import KeySettings
from ingest.records.plans.shapes import Shapes
from ingest.records.plans.skeletons import Skeletons
from tests import warehouses
from tests.generated import rounds

_EMPTY, _QUOTED = re.compile(r"(?<=[ \"\[|])[^\s\"\]|]+"), re.compile(r"(?<=\")[^\"\n]+(?=\")")
_ODD = ("-", "", "é\\x41", r"a\"b", "{", '{"a":1}', "\t")


def _changed(text: str, chance: random.Random) -> str:
    """The text with some of its words, or of its quoted texts, empty or odd."""
    words = chance.choice((_EMPTY, _QUOTED))
    return words.sub(lambda word: chance.choice(_ODD) if chance.random() < 0.2 else word[0], text)


def _texts(seed: int) -> pa.Array:
    """Records of all text formats, as their samples have them and changed."""
    chance = random.Random(seed)
    samples = [sample.lines for item in built_in().formats for sample in item.samples]
    records = [*samples, *(line for text in samples for line in text.split("\n"))]
    return pa.array([*records, *(_changed(text, chance) for text in records * 3)], pa.large_string())


@pytest.mark.parametrize("seed", range(rounds(2, 20)))
def test_records_that_are_alike(seed: int) -> None:
    """Records with the same number have the same keys with texts, and the shape that the objects themselves have."""
    texts = _texts(seed)
    keys: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    with warehouses.in_memory() as warehouse, warehouse.reader() as cursor:
        found = text_records.opened(cursor, texts, np.arange(len(texts)), built_in())
        assert found.alike is not None
        key_settings = KeySettings({})
        skeletons = Skeletons(Shapes((), key_settings))
        settings = np.full(len(found.line), key_settings.number("app"))
        expected = skeletons.tell(cursor, found.line, settings)
        told = skeletons.tell_alike(cursor, found.line, settings, found.alike)
    for number, line in zip(found.alike.tolist(), found.line.to_pylist(), strict=True):
        record = json.loads(line)
        if number >= 0:
            keys[number].add(tuple(record))
            assert {type(value) for value in record.values()} <= {str}
    assert expected.tolist() == told.tolist()
    assert {len(of_number) for of_number in keys.values()} == {1}
    assert len(keys) > len(built_in().formats)
    assert np.count_nonzero(found.alike >= 0) > len(found.alike) // 2
