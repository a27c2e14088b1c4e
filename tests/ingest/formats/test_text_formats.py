"""Each text format's own samples become the records it says, read by this format and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from ingest.formats import registry
from ingest.formats.log_format import Sample  # noqa: TC001 (pytest reads it at run time)
from ingest.formats.text_format import TextFormat  # noqa: TC001 (pytest reads it at run time)
from ingest.formats.text_registry import built_in
from ingest.records.parsing import assemble, text_records
from ingest.records.parsing.lines import split_lines
from tests.ingest.formats.test_formats import comparable
from tests.ingest.stored import store

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = Path(__file__).parents[3] / "docs/formats.md"
SAMPLES = [
    pytest.param(item, sample, id=f"{item.name}-{number}")
    for item in built_in().formats
    for number, sample in enumerate(item.samples)
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One connection for all samples: opening takes longer than reading them."""
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize(("item", "sample"), SAMPLES)
def test_sample(item: TextFormat, sample: Sample) -> None:
    """The lines become exactly the expected records, and none is rejected."""
    stored = store(sample.lines + "\n")
    assert stored.rejects == []
    assert len(sample.records) == len(stored.rows), item.name
    for expected, row in zip(sample.records, stored.rows, strict=True):
        judged = {column: row[column] for column in expected}
        assert {column: comparable(column, value, row[column]) for column, value in expected.items()} == judged


@pytest.mark.parametrize(("item", "sample"), SAMPLES)
def test_sample_is_read_by_its_format(item: TextFormat, sample: Sample, connection: duckdb.DuckDBPyConnection) -> None:
    """No other format takes it."""
    entries = assemble.join(split_lines(f"{sample.lines}\n".encode()))
    records = np.flatnonzero(~entries.is_filler)
    names = {taken.name for taken, _ in text_records.by_format(connection, entries.text(), records, built_in())}
    assert names == {item.name}


@pytest.mark.parametrize("item", [pytest.param(item, id=item.name) for item in built_in().formats])
def test_every_format_has_samples(item: TextFormat) -> None:
    """No format stands in the folder without samples of at least two records."""
    assert sum(len(sample.records) for sample in item.samples) > 1


def test_names_are_unique() -> None:
    """A name stands for one format, of text or of JSON."""
    names = [*(item.name for item in registry()), *(item.name for item in built_in().formats)]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("item", [pytest.param(item, id=item.name) for item in built_in().formats])
def test_patterns_can_be_read_by_both_engines(item: TextFormat) -> None:
    """Python finds the names of the groups, and the first characters."""
    assert item.groups
    re.compile(item.begins.encode(), re.ASCII)


@pytest.mark.parametrize("item", [pytest.param(item, id=item.name) for item in built_in().formats])
def test_every_format_has_two_writers(item: TextFormat) -> None:
    """Lines of two programs, versions or settings show what belongs to the format, and what is chance."""
    assert len({sample.writer for sample in item.samples if sample.writer}) > 1


def test_documents_say_who_wrote_the_samples() -> None:
    """docs/formats.md has the writers of each format's samples, as the samples say."""
    written = {
        item.name: ", ".join(sorted({sample.writer for sample in item.samples if sample.writer}, key=str.lower))
        for item in built_in().formats
    }
    expected = {f"| `{name}` | {writers} |" for name, writers in written.items()}
    section = DOCUMENT.read_text(encoding="utf-8").split("### What the samples are from")[1].split("\n## ")[0]
    assert expected == {line for line in section.splitlines() if line.startswith("| `")}
