"""Every expectation about the shared corpora of real logs holds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpora.expectations import expectations, judge, name

TEXTS = {
    "logrus/authelia.log:1:0",
    "logrus/authelia.log:4:0",
    "mixed/json-and-text.log:4:0",
    "negative-plain-text/harbor.log:1:0",
    "negative-plain-text/harbor.log:4:0",
    "negative-plain-text/traefik-debug.log:1:0",
    "negative-plain-text/traefik-debug.log:6:0",
    "traefik/access.ndjson:6:0",
}
"""Lines of logfmt, syslog and the like. The corpora count each line that is not JSON as rejected."""


@pytest.mark.parametrize("case", expectations("corpora"), ids=name)
def test_expectation(case: dict[str, Any]) -> None:
    """A judged record has exactly the judged values, and a judged line that is no record is rejected."""
    is_text = name(case) in TEXTS
    judge("corpora", {**case, "rejected": case["rejected"] and not is_text})
