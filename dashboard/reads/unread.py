"""Lines that are in no known format, and the pattern that is proposed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats import proposals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.formats.proposals import Proposal


def proposal(raw: Sequence[bytes]) -> Proposal | None:
    """The pattern for the rejected lines `raw`, newest first; None if they have too little in common."""
    texts = [bytes(line).decode("utf-8", "replace").split("\n", 1)[0] for line in raw]
    return proposals.propose([text for text in reversed(texts) if not text.startswith("{")])
