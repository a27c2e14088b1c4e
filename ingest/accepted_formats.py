"""Formats that were proposed from rejected lines: tried on these lines, then written as a file of the user's own."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.dry_run import DryRun
from ingest.errors import FormatError
from ingest.formats.format_keys import COLUMNS

if TYPE_CHECKING:
    from ingest.formats.proposals import Proposal
    from ingest.settings import Settings

_NO_OWN_TIME = "_longtail"


@dataclass(frozen=True, slots=True)
class FormatOrder:
    """A format for the lines of a stream, and who accepted it."""

    source: str
    service: str | None
    proposal: Proposal
    author: str


def text_of(proposal: Proposal, name: str, description: str, settings: Settings) -> str:
    """The file of a format, with its examples as samples.

    Raises `FormatError` if it does not read them: another format of the user takes them.
    """
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / f"{name}.toml"
        draft.write_text(proposal.toml(name, description), encoding="utf-8")
        tried = settings.model_copy(update={"formats": (*settings.format_paths, str(draft))})
        with DryRun(tried) as dry_run:
            dry_run.read_bytes("\n".join(proposal.examples).encode() + b"\n")
            rows = _rows(dry_run)
            taken = dry_run.of_text.get(name, 0)
    if taken != len(proposal.examples) or len(rows) != taken:
        sentence = f"The pattern does not read its own lines as {name}: describe them in a format of your own."
        raise FormatError(sentence)
    return proposal.toml(name, description, [_told(row) for row in rows])


def write(order: FormatOrder, settings: Settings) -> Path:
    """Write the file of the format into the folder of accepted formats. Raises `FormatError` if it cannot be."""
    name = free_name(order.source, settings)
    text = text_of(order.proposal, name, f"Lines of {_printable(order.source)}", settings)
    path = settings.accepted_formats / f"{name}.toml"
    by = f" by {_printable(order.author)}" if order.author else ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(f"# Accepted{by} on {datetime.now(UTC):%Y-%m-%d}, from lines that were rejected.\n{text}")
    except OSError as error:
        sentence = f"The format cannot be written to {path} ({error.strerror}): let Longtail write there."
        raise FormatError(sentence) from error
    return path


def free_name(source: str, settings: Settings) -> str:
    """A name for the format of a stream that no accepted one has."""
    base = re.sub(r"[^a-z0-9]+", "_", source.lower()).strip("_")
    base = base if base[:1].isalpha() else f"lines_{base}".rstrip("_")
    taken = {path.stem for path in settings.accepted_formats.glob("*.toml")}
    names = [f"{base}_text", *(f"{base}_text_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:100]


def _rows(dry_run: DryRun) -> list[dict[str, Any]]:
    with dry_run.warehouse.reader() as cursor:
        cursor.execute("select * from logs order by line_number")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _told(row: dict[str, Any]) -> dict[str, object]:
    """The columns that a sample compares; the time only if it is the record's own."""
    told = {name: row[name] for name in COLUMNS if row[name] is not None and name not in {"ts", "stack_trace", "route"}}
    if _NO_OWN_TIME not in str(row["attributes"]):
        told["ts"] = f"{row['ts'].isoformat()}Z"
    return told
