"""What the keys of a user's format file may be: columns, levels, units, samples."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictStr

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = (*field_names.NAMES, "duration_ms")
"""The columns that a schema can have."""
LEVELS = ("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_JUDGED = frozenset((*COLUMNS, "source", "attributes", "record_index"))


def one_of(what: str, allowed: Sequence[str], aliases: Mapping[str, str] | None = None) -> Any:
    """A validator of a value that must be one of `allowed`; a mistake names the nearest."""

    def check(value: Any) -> str:
        known = (aliases or {}).get(value, value) if isinstance(value, str) else None
        if known in allowed:
            return str(known)
        nearest = difflib.get_close_matches(str(value), allowed, n=1, cutoff=0.5)
        remedy = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(allowed)}"
        sentence = f"it is not a {what}: {remedy}"
        raise ValueError(sentence)

    return BeforeValidator(check)


Column = Annotated[str, one_of("column", COLUMNS)]
Judged = Annotated[str, one_of("column", sorted(_JUDGED))]
Level = Annotated[str, one_of("level", LEVELS)]
Unit = Annotated[str, one_of("unit", tuple(field_names.FACTORS), {"µs": "us", "μs": "us"})]


class Table(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SampleTable(Table):
    """Sample lines, and the records that they must become."""

    lines: StrictStr
    records: tuple[dict[Judged, Any], ...] = ()
