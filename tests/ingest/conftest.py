"""Fixtures of the reading tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A folder of logs and a warehouse."""
    laboratory = Lab(tmp_path)
    yield laboratory
    laboratory.close()
