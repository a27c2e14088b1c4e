"""The probes of the settings file, changed on a page: the file and what runs are one and the same.

A change is checked as a start of Longtail would check it, written into the file, and taken by the scheduler at once.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from ingest.settings import DEFAULT_FILE, PREFIX
from monitor import kinds, probes
from monitor.changing import clear_text
from monitor.changing.settings_file import SettingsFile, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.settings import Settings
    from monitor.health.probing import Probing
    from monitor.outcome import ProbeSettings

_TABLE = "probe"
_VARIABLES = (f"{PREFIX}PROBE", f"{PREFIX}PROBE_FILE")
_one_at_a_time = threading.Lock()


class ProbeEditing:
    """What may be done to the probes of `settings` that `probing` runs. All raise `SettingsError`, one sentence."""

    def __init__(self, probing: Probing, settings: Settings) -> None:
        self._probing = probing
        self._pages = settings.status_page
        self.path = settings.file or DEFAULT_FILE
        """The settings file, or where Longtail looks for it."""

    def table(self, name: str) -> dict[str, Any] | None:
        """What the file says of a probe; None where it says nothing."""
        return next((values for values in self._file().tables if name_of(values) == name), None)

    def checked(self, values: Mapping[str, Any], replacing: str | None = None) -> ProbeSettings:
        """The probe that a table would make, with the others as they are."""
        return self._checked(self._changed(values, replacing), name_of(values))

    def save(self, values: Mapping[str, Any], replacing: str | None = None) -> None:
        """Write a new probe, or one in place of that of the name `replacing`, and run it from now on."""
        with _one_at_a_time:
            file = self._changed(values, replacing)
            self._checked(file, name_of(values))
            self._apply(file)

    def pause(self, name: str, *, paused: bool) -> None:
        """Ask a probe no more for now, or again."""
        with _one_at_a_time:
            file = self._file()
            values = next((one for one in file.tables if name_of(one) == name), {"name": name})
            rest = {key: value for key, value in values.items() if key != "paused"}
            file.put(rest | {"paused": True} if paused else rest, name)
            self._apply(file)

    def remove(self, name: str) -> None:
        """Take a probe out; what is stored of it stays as long as it would have."""
        with _one_at_a_time:
            file = self._file()
            file.remove(name)
            self._apply(file)

    def _file(self) -> SettingsFile:
        variable = next((one for one in _VARIABLES if os.environ.get(one)), None)
        if variable is not None:
            sentence = f"The environment's {variable} says what is probed: take it out to change probes here."
            raise SettingsError(sentence)
        return SettingsFile(self.path, _TABLE)

    def _changed(self, values: Mapping[str, Any], replacing: str | None) -> SettingsFile:
        """The file with a table put in."""
        file = self._file()
        before = next((one for one in file.tables if name_of(one) == replacing), {})
        _refuse_in_clear({key: value for key, value in values.items() if before.get(key) != value}, values)
        file.put(values, replacing)
        return file

    def _checked(self, file: SettingsFile, name: str) -> ProbeSettings:
        found = self._probing.checked(file.tables, self.path)
        return next(probe for probe in found if probe.name == name)

    def _apply(self, file: SettingsFile) -> None:
        found = self._probing.checked(file.tables, self.path)
        self._refuse_missing([probe.name for probe in found])
        file.write()
        self._probing.configure(found)

    def _refuse_missing(self, names: Sequence[str]) -> None:
        """A status page must not name what is no more: Longtail would not start again."""
        for page in self._pages:
            missing = next((name for name in page.probes if name not in names), None)
            if missing is not None:
                sentence = f"The status page {page.name!r} shows {missing!r}: take it out of [[status_page]] first."
                raise SettingsError(sentence)


def _refuse_in_clear(changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    kind = values.get("kind")
    if kind not in kinds.names(probes):
        return
    key = clear_text.first_in_clear(kinds.load(probes, str(kind)).Settings, changed)
    if key is not None:
        sentence = (
            f"{key} holds a secret in clear: write ${{NAME}} in its place, with NAME set in Longtail's environment, "
            f"or name a file that holds it with {key}_file."
        )
        raise SettingsError(sentence)
