"""The ledger over HTTP: what was read, and the status of each file."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dashboard.api.rows import Moment, fetch
from dashboard.api.state import CurrentState
from dashboard.reads.untimed import UntimedStream
from ingest.store.copies import doubled

router = APIRouter(tags=["ledger"])


class LedgerEntry(BaseModel):
    """One stream: a file through all its names; ``lines = row_lines + rejected + blank``."""

    file_id: int
    path: str
    source: str
    service: str | None
    state: str = Field(description="live, drained, finished, missing, broken or dropped")
    compression: str | None
    size: int = Field(description="bytes of the log itself, after decompression")
    bytes_read: int
    lines: int
    rows: int
    row_lines: int = Field(description="lines that gave rows")
    rejected: int
    blank: int = Field(description="lines without a record of their own: blank, or parts of a longer record")
    possible_duplicates: int
    redacted: int = Field(description="values that redaction hid")
    flagged: int = Field(description="records without a time of their own, or with one that cannot be")
    dropped_rows: int = Field(description="rows that retention or a drop has removed since")
    dropped_lines: int = Field(description="lines that have no row any more")
    dropped_rejects: int
    first_ts: Moment | None
    last_ts: Moment | None
    lag_bytes: int = Field(description="bytes written and not yet read")
    gap: str | None = Field(description="why bytes are known to be missing, null where none are")
    gap_bytes: int
    note: str | None
    zone: str | None = Field(description="the zone of times that name none, where the file's write time told it")
    modified_at: Moment | None
    first_seen_at: Moment
    last_read_at: Moment | None


class DoubledStream(BaseModel):
    """A stream whose lines are all stored in another stream too."""

    file_id: int = Field(description="the one that `longtail files drop` takes away")
    path: str
    lines: int
    other_id: int
    other_path: str


class UntimedEntry(BaseModel):
    """A stream whose newest records lack a time, read in the last days."""

    service: str | None
    source: str
    records: int = Field(description="records without a time that can be read")
    is_from_file: bool = Field(description="they have the time of their file's last change, not of a record before")
    key: str | None = Field(description="the place that may be the time, a JSON pointer")
    example: str | None = Field(description="its newest value")
    setting: str | None = Field(description="the line of longtail.toml that gives them their time")
    sentence: str


class CopyEntry(BaseModel):
    """A file that is not read, because all of it is also in a file that is read."""

    path: str
    original: str = Field(description="the file that begins with all of it")
    bytes: int = Field(description="its length, after decompression")


@router.get("/files/copies")
def copies(state: CurrentState) -> list[CopyEntry]:
    """Files that the last scan left unread because they are copies; none where logs are only looked at."""
    ingest = state.runtime.ingest
    return [] if ingest is None else [CopyEntry(**asdict(copy)) for copy in ingest.copies()]


@router.get("/files/untimed")
def untimed_streams(state: CurrentState) -> list[UntimedEntry]:
    """Streams with records without a time, which sort under another one."""
    rows = fetch(state.runtime.warehouse, "untimed_streams", {"services": None, "sources": None})
    return [UntimedEntry.model_validate(UntimedStream.of(row), from_attributes=True) for row in rows]


@router.get("/files/doubled")
def doubled_streams(state: CurrentState) -> list[DoubledStream]:
    """Streams that are stored twice, of all that were ever read; takes seconds where there are many alike."""
    return [DoubledStream(**asdict(one)) for one in doubled.find(doubled.asker(state.runtime.warehouse))]


@router.get("/files")
def files(state: CurrentState) -> list[LedgerEntry]:
    """Every file in the ledger, as `longtail files --json` prints it."""
    return [LedgerEntry(**row) for row in fetch(state.runtime.warehouse, "api_files")]
