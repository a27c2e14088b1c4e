"""The ledger over HTTP: what was read, and what became of it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState

router = APIRouter(tags=["ledger"])


class LedgerEntry(BaseModel):
    """One stream: a file through all its names; ``lines = row_lines + rejected + blank``."""

    file_id: int
    path: str
    source: str
    service: str | None
    state: str = Field(description="live, drained, finished, missing or broken")
    compression: str | None
    size: int = Field(description="bytes of the log itself, after decompression")
    bytes_read: int
    lines: int
    rows: int
    row_lines: int = Field(description="lines that gave rows")
    rejected: int
    blank: int = Field(description="lines that have no record of their own")
    possible_duplicates: int
    redacted: int = Field(description="values that redaction hid")
    flagged: int = Field(description="records without a time of their own, or with one that cannot be")
    dropped_rows: int = Field(description="rows that retention has taken away since")
    dropped_lines: int = Field(description="lines that have no row any more")
    dropped_rejects: int
    first_ts: Moment | None
    last_ts: Moment | None
    lag_bytes: int = Field(description="bytes written and not yet read")
    gap: str | None = Field(description="why bytes are known to be missing, null where none are")
    gap_bytes: int
    note: str | None
    modified_at: Moment | None
    first_seen_at: Moment
    last_read_at: Moment | None


@router.get("/files")
def files(state: CurrentState) -> list[LedgerEntry]:
    """Every file in the ledger, as `longtail files --json` prints it."""
    return [LedgerEntry(**row) for row in fetch(state.runtime.warehouse, "api_files")]
