"""Streams whose records lack a time: what that costs, and the line of the settings that helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.records.plans.key_settings import key_of, setting_line

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class UntimedStream:
    """A row of the query untimed_streams."""

    service: str | None
    source: str
    records: int
    is_from_file: bool
    key: str | None
    example: str | None
    remedy: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> UntimedStream:
        """A row by the names of its columns."""
        return cls(**row)

    @property
    def borrowed(self) -> str:
        """Whose time the records have."""
        return "the file's last change" if self.is_from_file else "the record before"

    @property
    def setting(self) -> str | None:
        """The line of `longtail.toml` that gives the records their time; None where no line can."""
        match self.remedy:
            case "keys":
                return setting_line(["keys", self.source, key_of(self.key or "")], "ts")
            case "timezone":
                return setting_line(["timezone", self.source], "Area/City")
            case _:
                return None

    @property
    def help(self) -> str:
        """What to do, as short as it can be said."""
        return self.setting or {"formats": "time_format in a format of your own"}.get(self.remedy or "", "none")

    @property
    def sentence(self) -> str:
        """What is wrong and what helps."""
        of = f" of {self.service}" if self.service else ""
        lack = f"{self.records:,} records of the stream {self.source}{of} have no time that can be read"
        return f"{lack}, and the time of {self.borrowed} instead: {self._advice}"

    @property
    def _advice(self) -> str:
        shown = f"{self.key} ({self.example})"
        match self.remedy:
            case "keys":
                return f"if it stands in {shown}, say {self.setting} in longtail.toml."
            case "timezone":
                return f"say in longtail.toml in which zone {shown} is: {self.setting}."
            case "formats":
                return f"if it stands in {shown}, say how it is written by time_format in a format of your own."
            case _:
                return "none of their keys looks like a time, so write one into the log."
