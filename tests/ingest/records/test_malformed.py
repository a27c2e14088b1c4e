"""Records that are nearly what their format says: values of other kinds, or none, at any place of its samples."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from ingest.dry_run import DryRun
from ingest.formats import registry
from ingest.settings import Settings

_OTHER: tuple[Any, ...] = (None, 5, "x", [], {}, [1], [None], [[]], {"a": 1}, True, [{}], "{}")


def _changed(value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.15:
        return chance.choice(_OTHER)
    if isinstance(value, dict):
        return {key: _changed(item, chance) for key, item in value.items() if chance.random() > 0.08}
    return [_changed(item, chance) for item in value] if isinstance(value, list) else value


def _objects() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for schema in registry():
        for sample in schema.samples:
            try:
                found.append((schema.name, json.loads(sample.lines)))
            except ValueError:
                continue  # several lines, or text around an object
    return found


@pytest.mark.parametrize("seed", range(3))
def test_every_line_is_a_record_or_is_rejected(seed: int) -> None:
    """No such line stops reading, and none is lost."""
    chance = random.Random(seed)
    objects = [(name, _changed(whole, chance)) for _ in range(20) for name, whole in _objects()]
    lines = [json.dumps(changed) for _, changed in objects if isinstance(changed, dict)]
    assert len(lines) > 300
    with DryRun(Settings()) as dry_run:
        dry_run.read_bytes("".join(f"{line}\n" for line in lines).encode())
        seen = dry_run.seen
    assert (seen.lines, seen.rejected) == (len(lines), 0)
    assert seen.row_lines + seen.blank == len(lines)


@pytest.mark.parametrize(
    "line",
    ['{"resourceLogs":5}', '{"resourceLogs":[1]}', '{"resourceLogs":[{"resource":null}]}', '{"resourceLogs":null}'],
)
def test_wrapper_with_other_values_is_a_record(line: str) -> None:
    """A line that names a wrapper's key but is none is kept as it is."""
    with DryRun(Settings()) as dry_run:
        dry_run.read_bytes(line.encode() + b"\n")
        assert dry_run.seen.rows == 1
