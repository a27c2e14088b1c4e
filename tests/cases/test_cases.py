"""Every expectation about the shared cases holds: small inputs that came out wrong once, each for a kind of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpora.expectations import expectations, judge, name

NOT_YET = (
    "akamai-datastream.log:1:0",
    "lambda-platform.log:1:0",
    "worker-gateway.log:1:0",
)
"""Cases that are not yet read right. They must fail, so that one that is mended leaves this list."""


def _parameter(case: dict[str, Any]) -> Any:
    """A case as a parameter of the test."""
    is_wrong = name(case) in NOT_YET
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError)] if is_wrong else []
    return pytest.param(case, id=name(case), marks=marks)


CASES = [_parameter(case) for case in expectations("cases") if not case["file"].startswith("text/")]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    """Each file is read alone and gives what is judged; `text/` is left out, as text logs are no JSON records."""
    judge("cases", case)
