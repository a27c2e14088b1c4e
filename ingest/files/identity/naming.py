"""What a file's name says: which log stream it is, whether it was rotated, how it is compressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.files.identity import paths

COMPRESSIONS = {
    ".gz": "gz",
    ".gzip": "gz",
    ".zip": "zip",
    ".zst": "zst",
    ".zstd": "zst",
    ".bz2": "bz2",
    ".xz": "xz",
}
"""The ends of names of compressed files, and their names in the ledger."""

_EXTENSIONS = ("log", "logs", "json", "jsonl", "ndjson", "txt", "out", "err")
_EXTENSION = re.compile(rf"\.(?:{'|'.join(_EXTENSIONS)})$", re.IGNORECASE)
_LOG_WITHOUT_EXTENSION = re.compile(r"(?:^|[-_.])(?:logs?|messages|syslog|stdout|stderr)$", re.IGNORECASE)
_DATE = (
    r"(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
    r"(?:[-_.T]?(?:[01]\d|2[0-3])(?:[-_.:h]?[0-5]\d(?:[-_.:m]?[0-5]\d(?:[-_.,]\d{1,9})?)?)?)?(?:Z|[+-]\d{4})?"
)
_TRAILING_DATE = re.compile(rf"(?:^|[-_.]){_DATE}$")
_LEADING_DATE = re.compile(rf"^{_DATE}[-_.]")
_TRAILING_EPOCH = re.compile(r"[-.]1\d{9}(?:\d{3})?$")
_TRAILING_NUMBER = re.compile(r"\.\d{1,6}$")
_TRAILING_OLD = re.compile(r"\.(?:old|bak|backup|prev)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LogName:
    """A file name taken apart.

    `source` is the name without date, number and extensions, as `paths.told` writes it (it may be empty:
    `2026-11-20.log`). `numbered` names (`app.log.1`, `app.log.old`) are certainly rotated. `dated` ones are rotated if
    a newer file of that source is beside them. `is_log` says whether a scan of a folder takes the file by itself.
    """

    source: str
    compression: str | None
    numbered: bool
    dated: bool
    is_log: bool

    @property
    def bare(self) -> bool:
        """Whether nothing in the name shows a rotation: a program writes to such a name."""
        return not self.numbered and not self.dated and self.compression is None


@lru_cache(maxsize=65_536)
def parse(name: str) -> LogName:
    """Take a file name (no folder) apart."""
    rest, compression = _without_compression(name)
    numbered = dated = extension = False
    while True:
        before = rest
        rest, cut = _cut(_EXTENSION, rest)
        extension = extension or cut
        for pattern in (_TRAILING_DATE, _TRAILING_EPOCH):
            rest, cut = _cut(pattern, rest)
            dated = dated or cut
        for pattern in (_TRAILING_NUMBER, _TRAILING_OLD):
            rest, cut = _cut(pattern, rest)
            numbered = numbered or cut
        if rest == before:
            break
    leading = _LEADING_DATE.match(rest)
    if leading is not None:
        rest, dated = rest[leading.end() :], True
    rotated = numbered or dated or compression is not None
    is_log = not name.startswith(".") and not name.endswith("~")
    is_log = is_log and (extension or ("." not in rest and (rotated or bool(_LOG_WITHOUT_EXTENSION.search(rest)))))
    return LogName(paths.told(rest), compression, numbered, dated, is_log)


def _without_compression(name: str) -> tuple[str, str | None]:
    for ending, compression in COMPRESSIONS.items():
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)], compression
    return name, None


def without_compression(path: str) -> str:
    """The path that the file had before it was compressed: `app.log.1.gz` → `app.log.1`."""
    return _without_compression(path)[0]


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    match = pattern.search(text)
    if match is None or (match.start() == 0 and match.end() != len(text)):
        return text, False
    return text[: match.start()], True
