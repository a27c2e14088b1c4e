"""Takes secrets out of the texts of a batch, before any column is filled from them.

A block without any of the words is searched once and not changed. The search folds its bytes to lower-case ASCII, a
piece at a time, and looks for all words at once, with vector instructions. In the few lines with a word, DuckDB
replaces simple values. Values that are nested, escaped or spread over objects are left to `masking`, one line at a
time.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from ingest.records.plans.extraction import quoted
from ingest.records.redaction.masking import BEARER, PLAIN, REDACTED, SCHEME, Secrets
from ingest.records.tables import scannable
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.records.parsing.lines import Entries
    from ingest.records.parsing.texts import Texts
    from ingest.records.reject import Reject
    from ingest.settings import Settings

FEW = 64
"""Up to this many lines, handling them one by one is faster than a query."""

_PIECE = 1 << 20
_SEVEN_BITS, _LOWER = 0x7F, 0x20


@dataclass(frozen=True, slots=True)
class Redacted:
    """The texts without secrets, and how many secrets each entry had."""

    texts: Texts
    counts: NDArray[np.int64]
    suspects: NDArray[np.bool_]
    """The entries that may contain a secret."""

    def per_file(self, entries: Entries, file_ids: Sequence[int]) -> Counter[int]:
        """How many secrets were hidden in each file. `file_ids` are the files of the chunks."""
        result = Counter[int]()
        for index in np.flatnonzero(self.counts).tolist():
            result[file_ids[int(entries.chunk_index[index])]] += int(self.counts[index])
        return result


class Redaction:
    """The redaction that the settings ask for."""

    def __init__(self, secrets: Secrets | None) -> None:
        self._secrets = secrets

    @classmethod
    def of(cls, settings: Settings) -> Redaction:
        """The redaction for these settings."""
        return cls(Secrets(settings.redact_keys, settings.redact_patterns) if settings.redact else None)

    def apply(self, cursor: DuckDBPyConnection, entries: Entries, found: Texts) -> Redacted:
        """`found` without secrets."""
        counts = np.zeros(len(entries), np.int64)
        suspects = self._suspects(entries)
        suspects[[index for index, repair in found.repairs.items() if repair.changes_letters]] = True
        rows = np.flatnonzero(suspects[found.entry] & (found.plan >= 0))
        if self._secrets is None or not len(rows):
            return Redacted(found, counts, suspects)
        lines, numbers = self._redacted(cursor, self._secrets, found.line.take(pa.array(rows)))
        hidden = np.flatnonzero(numbers)
        if not len(hidden):
            return Redacted(found, counts, suspects)
        np.add.at(counts, found.entry[rows[hidden]], numbers[hidden])
        line = _replaced(found.line, rows[hidden], lines.take(pa.array(hidden)))
        return Redacted(replace(found, line=line), counts, suspects)

    def mask(self, redacted: Redacted, rejects: dict[int, Reject]) -> list[Reject]:
        """Invalid lines by entry, with ``*`` for each byte of a secret. The secrets are counted in `redacted`."""
        for index in [index for index in rejects if redacted.suspects[index]]:
            rejects[index], redacted.counts[index] = self.masked(rejects[index])
        return list(rejects.values())

    def masked(self, reject: Reject) -> tuple[Reject, int]:
        """An invalid line with its secrets replaced by ``*``, and how many there were."""
        if self._secrets is None:
            return reject, 0
        raw, count = self._secrets.mask(reject.raw)
        return replace(reject, raw=raw), count

    def masked_line(self, raw: bytes, secrets: int) -> bytes:
        """A line with its secrets replaced by ``*``; the whole line if its record had more of them (`secrets`)."""
        if self._secrets is None:
            return raw
        masked, count = self._secrets.mask(raw)
        return REDACTED.encode() if count < secrets else masked

    def _suspects(self, entries: Entries) -> NDArray[np.bool_]:
        """The entries that contain one of the words."""
        result = np.zeros(len(entries), np.bool_)
        if self._secrets is None:
            return result
        if self._secrets.patterns:
            result[:] = True
            return result
        places = self._places(entries.block)
        result[np.searchsorted(entries.starts, places, side="right") - 1] = True
        return result

    @cached_property
    def _needles(self) -> list[str]:
        literals = self._secrets.literals if self._secrets else ()
        escapes = [f"\\u00{digit}" for digit in "4567"]
        folded = {_folded(np.frombuffer(word.encode(), np.uint8)).tobytes().decode() for word in (*literals, *escapes)}
        return [word for word in folded if not any(other in word for other in folded - {word})]

    def _places(self, block: bytes | bytearray) -> NDArray[np.int64]:
        """The positions in `block` where one of the words begins, in any case."""
        data = np.frombuffer(block, np.uint8)
        overlap = max(map(len, self._needles)) - 1
        scratch = np.empty(_PIECE, np.uint8)
        places: list[NDArray[np.int64]] = []
        for start in range(0, len(data), _PIECE - overlap):
            piece = _folded(data[start : start + _PIECE], scratch)
            text = pa.LargeStringArray.from_buffers(
                1, pa.py_buffer(np.array([0, len(piece)], np.int64)), pa.py_buffer(piece)
            )
            series = pl.Series(pl.from_arrow(text))
            hits = series.str.find_many(self._needles, leftmost=True).explode(empty_as_null=False)
            if len(hits):
                places.append(hits.to_numpy().astype(np.int64) + start)
        return np.concatenate(places) if places else np.zeros(0, np.int64)

    def _redacted(
        self, cursor: DuckDBPyConnection, secrets: Secrets, lines: pa.Array
    ) -> tuple[pa.Array, NDArray[np.int64]]:
        """The lines without secrets, and how many each had."""
        if len(lines) <= FEW:
            return _one_by_one(secrets, lines)
        original = lines
        cursor.register("suspects", scannable({"position": pa.array(np.arange(len(lines))), "line": lines}))
        try:
            table = cursor.execute(self._statement).to_arrow_table()
        finally:
            cursor.unregister("suspects")
        places = table["position"].to_numpy()
        numbers = np.zeros(len(lines), np.int64)
        numbers[places] = table["number"].to_numpy()
        lines = _replaced(lines, places, table["line"].combine_chunks().cast(pa.large_string()))
        hard = places[table["is_hard"].to_numpy()]
        if len(hard):
            rest, numbers[hard] = _one_by_one(secrets, original.take(pa.array(hard)))
            lines = _replaced(lines, hard, rest)
        return lines, numbers

    @cached_property
    def _statement(self) -> str:
        secrets = self._secrets or Secrets()
        key = rf'("[^"\\]*{secrets.key_end}"\s*:\s*)'
        patterns = {
            "plain_value": rf"(?s){key}{PLAIN}",
            "plain_or_null": rf"(?s){key}(?:{PLAIN}|null)",
            "credential": BEARER,
            "hard_key": rf"""{secrets.key_end}(?:\\*["']|\\+u0022)\s*(?:=>|[:=])""",
            "hard_pair": rf'(?i)"(?:name|key|k|header|field)\\*"\s*:\s*\\*"[^"]*{secrets.key_end}\\*"',
            "hard_text": rf'{SCHEME}|(?i:bearer(?:\s|%20|\+)*[^\s"\\]*\\)|\\u00[4-7]',
            "own": "|".join([*(f"(?:{pattern})" for pattern in secrets.patterns), r"\\"])
            if secrets.patterns
            else r"[^\s\S]",
            "any": rf"""{secrets.key_end}(?:\\|["'])|(?i:bearer)|\\u00[4-7]|{SCHEME}""",
            "replacement": f"\\1{REDACTED}",
            "value_replacement": f'\\1"{REDACTED}"',
        }
        return re.sub(r"\$(\w+)", lambda name: quoted(patterns[name[1]]), catalog.statement("redact_lines").body)


def _folded(data: NDArray[np.uint8], scratch: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Bytes with ASCII letters in lower case; all other bytes become other ASCII characters."""
    out = np.empty_like(data) if scratch is None else scratch[: len(data)]
    np.bitwise_or(data, _LOWER, out=out)
    return np.bitwise_and(out, _SEVEN_BITS, out=out)


def _replaced(lines: pa.Array, places: NDArray[np.int64], others: pa.Array) -> pa.Array:
    """`lines` with those at `places` (ascending) replaced by `others`."""
    if len(places) == len(lines):
        return others
    mask = np.zeros(len(lines), np.bool_)
    mask[places] = True
    return pc.replace_with_mask(lines, pa.array(mask), others)


def _one_by_one(secrets: Secrets, lines: pa.Array) -> tuple[pa.Array, NDArray[np.int64]]:
    results = [secrets.record(line) for line in lines.to_pylist()]
    return pa.array([text for text, _ in results], pa.large_string()), np.array([n for _, n in results], np.int64)
