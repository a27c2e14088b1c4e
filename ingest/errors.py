"""The errors of reading logs; each is a `LongtailError`."""

from __future__ import annotations

from sql.errors import LongtailError


class SettingsError(LongtailError):
    """A setting is unknown or has an invalid value."""


class DiscoveryError(LongtailError):
    """A path in the settings or on the command line names nothing that can be read."""


class FormatError(LongtailError):
    """A user's own log format has a mistake."""


class IncidentError(LongtailError):
    """Somebody's text about an incident cannot be stored."""


class UnknownIncidentError(IncidentError):
    """There is no incident of that id."""


class DecisionError(LongtailError):
    """A decision about an error group is not possible."""


class UnknownGroupError(DecisionError):
    """There is no error group of that id."""


class SavedQueryError(LongtailError):
    """A query cannot be saved as it is."""
