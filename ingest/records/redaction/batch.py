"""Takes secrets out of the texts of a batch, before any column is filled from them.

Each entry is searched once, with one regular expression of all that may be a secret; RE2 takes the same time however
many forms it has. What matches goes to DuckDB, which replaces plain values of secret keys and secrets that are known by
their shape. What is escaped, nested or needs a judgement is left to `masking`, one line at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.records.plans.extraction import quoted
from ingest.records.redaction import pairs
from ingest.records.redaction.masking import BEARER, EMPTY, PLAIN, SCHEME, Secrets
from ingest.records.redaction.shapes import ADDRESSES, REDACTED, TOKENS
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
        if not settings.redact:
            return cls(None)
        return cls(Secrets(settings.redact_keys, settings.redact_patterns, settings.redact_personal))

    def apply(
        self, cursor: DuckDBPyConnection, entries: Entries, found: Texts, suspects: NDArray[np.bool_]
    ) -> Redacted:
        """`found` without secrets. `suspects` are the entries that may contain one; it is changed."""
        counts = np.zeros(len(entries), np.int64)
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

    def suspects(self, entries: Entries) -> NDArray[np.bool_]:
        """The entries that may contain a secret. Safe beside other work on the same entries."""
        if self._secrets is None:
            return np.zeros(len(entries), np.bool_)
        found = pc.match_substring_regex(entries.text(), self._patterns["any"])
        suspects: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
        return suspects.copy()

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
        body = catalog.statement("redact_lines").body
        return re.sub(r"\$(\w+)", lambda name: quoted(self._patterns[name[1]]), body)

    @cached_property
    def _patterns(self) -> dict[str, str]:
        """The parameters of the statement; `any` also finds the lines."""
        secrets = self._secrets or Secrets()
        end, plain_end = secrets.keys.end, secrets.keys.end_of_plain
        key = rf'("[^"\\]*{end}"\s*:\s*)'
        alone = [finder.trigger for finder in secrets.asked_for]
        rest = pairs.triggers(secrets.keys)
        named = rf'"(?i:name|key|k|header|field)\\*"\s*:\s*\\*"[^"]*(?:{end}|{pairs.DOUBTFUL})\\*"'
        texts = rf"{SCHEME}|(?i:bearer(?:\s|%20|\+)*[^\s\"\\]*\\)|\\u00[4-7]|{secrets.keys.escaped}"
        shapes = f"{ADDRESSES.trigger}|{TOKENS.trigger}"
        written = rf"""{end}(?:\\*["']|\\+u0022)\s*(?:=>|[:=])"""
        return {
            "plain_value": rf"(?s){key}{PLAIN}",
            "plain_or_empty": rf"(?s){key}(?:{PLAIN}|{EMPTY})",
            "value_replacement": f'\\1"{REDACTED}"',
            "credential": BEARER,
            "replacement": f"\\1{REDACTED}",
            "addresses": ADDRESSES.pattern,
            "addresses_replacement": ADDRESSES.replacement,
            "assigned": rf"({plain_end}=)[A-Za-z_+/%~\-]*[0-9][A-Za-z0-9_+/%~=\-]*([\s\"&;,])",
            "assigned_replacement": rf"\1{REDACTED}\2",
            "tokens": TOKENS.pattern,
            "tokens_replacement": TOKENS.replacement,
            "nothing_assigned": rf"{plain_end}=(?:null|None|nil|undefined|true|false)[\s\"&;,)]",
            "hard_key": written,
            "hard_pair": named,
            "hard_text": texts,
            "hard_rest": rest,
            "hard_escaped": rf"{rest}|{shapes}",
            "own": "|".join(alone) or r"[^\s\S]",
            "any": "|".join([written, f"(?:{named})", texts, "(?i:bearer)", rest, shapes, *alone]),
        }


def _replaced(lines: pa.Array, places: NDArray[np.int64], others: pa.Array) -> pa.Array:
    """`lines` with those at `places` (ascending) replaced by `others`."""
    if len(places) == len(lines):
        return others
    mask = np.zeros(len(lines), np.bool_)
    mask[places] = True
    return pc.replace_with_mask(lines, pa.array(mask), others)


def _one_by_one(secrets: Secrets, lines: pa.Array) -> tuple[pa.Array, NDArray[np.int64]]:
    """Each line by itself, with those finders that may find something in it; all of them where letters are escaped."""
    triggers = [rf"\\u[0-9a-f]|{finder.trigger}" for finder in secrets.finders]
    has = np.array([pc.match_substring_regex(lines, trigger).to_numpy(zero_copy_only=False) for trigger in triggers])
    results = [
        secrets.record(line, tuple(compress(secrets.finders, found)))
        for line, found in zip(lines.to_pylist(), has.T.tolist(), strict=True)
    ]
    return pa.array([text for text, _ in results], pa.large_string()), np.array([n for _, n in results], np.int64)
