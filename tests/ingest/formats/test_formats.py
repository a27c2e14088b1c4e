"""Each log schema's own samples become the records it says."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ingest import formats
from ingest.formats import load, registry
from ingest.formats.log_format import Format, Sample  # noqa: TC001 (pytest reads them at run time)
from tests.ingest.stored import store

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = [
    pytest.param(item, sample, id=f"{item.name}-{number}")
    for item in registry()
    for number, sample in enumerate(item.samples)
]


def comparable(column: str, value: Any, found: Any) -> Any:
    """What is expected, in a form that equals what is found if it means the same."""
    if column == "ts":
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    if column == "stack_trace" and isinstance(value, bool):
        return found if (found is not None) == value else value
    if column == "attributes" and isinstance(value, dict):
        return found if found is not None and json.loads(found) == value else value
    return pytest.approx(value) if isinstance(value, float) else value


@pytest.mark.parametrize(("schema", "sample"), SAMPLES)
def test_sample(schema: Format, sample: Sample) -> None:
    """A schema's sample lines become exactly its expected records, and none is rejected."""
    stored = store(sample.lines + "\n")
    assert stored.rejects == []
    assert len(sample.records) == len(stored.rows), schema.name
    for expected, row in zip(sample.records, stored.rows, strict=True):
        judged = {column: row[column] for column in expected}
        assert {column: comparable(column, value, row[column]) for column, value in expected.items()} == judged


def test_every_format_has_samples() -> None:
    """No schema stands in the folder without samples to check it by."""
    assert [] == [item.name for item in registry() if not item.samples]


def test_formats_are_named_after_their_modules() -> None:
    """A schema's name leads to its file."""
    folder = formats.schemas.__path__[0]
    assert {f"{folder}/{item.name}.py" for item in registry()} == {str(path) for path in _modules(folder)}


def _modules(folder: str) -> list[Path]:
    from pathlib import Path  # noqa: PLC0415 (only here)

    return [path for path in Path(folder).glob("*.py") if path.name != "__init__.py"]


def test_broken_module_names_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A module that cannot be imported is reported by name; the others are there."""
    folder = tmp_path / "some_formats"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "broken.py").write_text("raise RuntimeError('no luck')\n")
    (folder / "wrong.py").write_text("FORMAT = 3\n")
    (folder / "whole.py").write_text(
        "from ingest.formats.log_format import Format\nFORMAT = Format('whole', 'Whole', lambda record: True)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with caplog.at_level(logging.WARNING):
        found = load(["broken", "whole", "wrong"], "some_formats")
    assert ["whole"] == [item.name for item in found]
    assert [
        "The log format some_formats.broken is left out: no luck.",
        "The log format some_formats.wrong is left out: FORMAT is a int.",
    ] == [record.getMessage() for record in caplog.records]
