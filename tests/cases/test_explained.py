"""`longtail formats detect` says of every column of every case where it comes from, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.dry_run import DryRun
from ingest.settings import Settings
from tests.corpora.expectations import SHARED

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((SHARED / "cases").rglob("*.log"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_column_is_explained(path: Path) -> None:
    """Each has places with a reason, or the sentence that says what fills it where a record has none of them."""
    with DryRun(Settings()) as dry_run:
        dry_run.read_file(path, 10_000)
        columns = [column for kind in dry_run.kinds() for column in kind.columns]
    assert columns
    unexplained = [column for column in columns if not column.origins and not column.derived]
    assert unexplained == []
    assert [origin for column in columns for origin in column.origins if not origin.why] == []
