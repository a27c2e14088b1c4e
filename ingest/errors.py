"""What can go wrong while reading logs; all of it is a `LongtailError`."""

from __future__ import annotations

from sql.errors import LongtailError


class SettingsError(LongtailError):
    """A setting is unknown or has a value that cannot be."""


class DiscoveryError(LongtailError):
    """A path that was asked for names nothing that can be read."""


class FormatError(LongtailError):
    """A user's own log format says something that cannot be."""


class IncidentError(LongtailError):
    """What somebody says of an incident cannot be stored."""


class UnknownIncidentError(IncidentError):
    """There is no incident of that id."""


class DecisionError(LongtailError):
    """A decision about an error group that cannot be taken as it was asked for."""


class UnknownGroupError(DecisionError):
    """There is no error group of that id."""


class SavedQueryError(LongtailError):
    """A query cannot be saved as it is."""
