"""Every expectation about the shared corpora of real logs holds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpora.expectations import expectations, judge, name


@pytest.mark.parametrize("case", expectations("corpora"), ids=name)
def test_expectation(case: dict[str, Any]) -> None:
    """A judged record has exactly the judged values, and a judged line that is no record is rejected."""
    judge("corpora", case)
