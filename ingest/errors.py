"""What can go wrong while reading logs; all of it is a `LongtailError`."""

from __future__ import annotations

from sql.errors import LongtailError


class SettingsError(LongtailError):
    """A setting is unknown or has a value that cannot be."""


class DiscoveryError(LongtailError):
    """A path that was asked for names nothing that can be read."""


class ReadError(LongtailError):
    """A file could not be read now; `transient` says whether another try may help."""

    def __init__(self, sentence: str, *, transient: bool) -> None:
        super().__init__(sentence)
        self.transient = transient


class FormatError(LongtailError):
    """A user's own log format says something that cannot be."""
