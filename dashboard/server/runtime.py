"""What one Longtail process runs on: its settings, its warehouse and its ingest, found by whoever serves or draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.server.download_links import DownloadLinks
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.accounts.accounts import Accounts
    from ingest.service import IngestService
    from ingest.settings import Settings
    from monitor.service import Watching
    from sql.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of a running process; `ingest` and `watching` are None where nothing is read and nothing watched.

    `accounts` is None where nobody logs in, and `download_links` holds the statements that those links stand for.
    """

    settings: Settings
    warehouse: Warehouse
    ingest: IngestService | None = None
    watching: Watching | None = None
    accounts: Accounts | None = None
    download_links: DownloadLinks = field(default_factory=DownloadLinks, compare=False)


_current: Runtime | None = None


def install(runtime: Runtime | None) -> None:
    """Make `runtime` the one of this process (None takes it away)."""
    global _current  # noqa: PLW0603 (one process has one runtime; pages are re-run scripts and need a fixed place)
    _current = runtime


def current() -> Runtime:
    """The runtime of this process.

    Raises `LongtailError` where none is installed.
    """
    if _current is None:
        sentence = "No warehouse is open in this process: start Longtail with `longtail serve LOGS` or `longtail demo`."
        raise LongtailError(sentence)
    return _current
