"""Every expectation about the shared cases holds: small inputs that came out wrong once, each for a kind of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpora.expectations import expectations, judge, name

CASES = expectations("cases")


@pytest.mark.parametrize("case", CASES, ids=name)
def test_case(case: dict[str, Any]) -> None:
    """Each file is read alone and gives what is judged."""
    judge("cases", case)
