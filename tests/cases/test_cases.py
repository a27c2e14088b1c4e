"""Every expectation about the shared cases holds: small inputs that came out wrong once, each for a kind of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpora.expectations import expectations, judge, name

CASES = [case for case in expectations("cases") if not case["file"].startswith("text/")]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_case(case: dict[str, Any]) -> None:
    """Each file is read alone and gives what is judged; `text/` is left out, as text logs are no JSON records."""
    judge("cases", case)
