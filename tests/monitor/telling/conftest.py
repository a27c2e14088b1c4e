"""A warehouse, and the rules that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.rules import finding
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty one."""
    with warehouses.in_memory() as opened:
        yield opened


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """The rules that are known, which the test sets."""
    known: dict[str, Rule] = {}
    monkeypatch.setattr(finding, "all_rules", lambda _: list(known.values()))
    return known
