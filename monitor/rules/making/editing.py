"""Rules that people make: files in a folder of their own, and values of any rule in the settings file.

A change is checked as a start of Longtail would check it, its query is asked once, and it is written; from then on
it is what is evaluated. A file and a settings file that people wrote keep their order and their comments.
"""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from ingest.settings import DEFAULT_FILE, PREFIX
from monitor import clock
from monitor.changing import text_file
from monitor.changing.named_tables import NamedTables
from monitor.rules import finding
from monitor.rules import rule as rules
from monitor.rules.question import Asking, Grid
from sql.errors import BusyError, QueryError
from sql.warehouse import MEMORY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.settings import Settings
    from monitor.rules.alerting import Alerting
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

LONGEST = 50_000
"""Characters of a rule's text."""
_TABLE = "rule"
_VARIABLES = (f"{PREFIX}RULE", f"{PREFIX}RULE_FILE")
_OWNER_ONLY, _FOLDER = 0o600, 0o700
_one_at_a_time = threading.Lock()


class RuleEditing:
    """What may be done to the rules that `alerting` evaluates. All raise `SettingsError`, one sentence."""

    def __init__(self, alerting: Alerting, settings: Settings, warehouse: Warehouse) -> None:
        self._alerting = alerting
        self._settings = settings
        self._warehouse = warehouse
        self.path = settings.file or DEFAULT_FILE
        """The settings file, or where Longtail looks for it."""

    @property
    def folder(self) -> Path:
        """Where new rules go: the first folder of the setting `rules`, else one beside the warehouse."""
        folders = (path for path in map(Path, self._settings.rules) if path.is_dir())
        return next(folders, self._settings.made_rules)

    @property
    def names(self) -> frozenset[str]:
        """The rules that there are."""
        return frozenset(self._alerting.rules)

    def own_file(self, name: str) -> Path | None:
        """The file of a rule that a person wrote; None where it is shipped, or not known."""
        rule = self._alerting.rules.get(name)
        return None if rule is None or finding.is_built_in(rule) else rule.path

    def values(self, name: str) -> dict[str, Any]:
        """What the settings say of a rule."""
        rule = self._alerting.rules[name]
        called = (rule.name, *rule.also)
        return {key: value for known in called for key, value in self._tables().get(known, {}).items()}

    def checked(self, name: str, text: str) -> Rule:
        """The rule that a text would make, with the others as they are; its query is asked once."""
        rule = self._parsed(name, text)
        self._all(rule)
        self._ask(rule)
        return rule

    def save(self, name: str, text: str, *, is_new: bool = False) -> Rule:
        """Write a rule's text and evaluate it from now on; of a shipped rule it becomes one's own.

        `is_new` refuses a name that is taken.
        """
        with _one_at_a_time:
            if is_new and name in self._alerting.rules:
                sentence = f"There is a rule {name} already: give this one another name."
                raise SettingsError(sentence)
            rule = self.checked(name, text)
            known = self._all(rule)
            path = self._path_of(name)
            self._make_folder(path.parent)
            text_file.store(path, text.rstrip() + "\n", mode=_OWNER_ONLY)
            self._alerting.configure(known)
            return self._alerting.rules[name]

    def set_values(self, name: str, values: Mapping[str, Any]) -> Rule:
        """Give a rule other values in the settings file; None takes one out, so that the rule's own holds again."""
        with _one_at_a_time:
            rule = self._named(name)
            called = next((one for one in (rule.name, *rule.also) if one in self._tables()), rule.name)
            file = self._file()
            before = file.tables.get(called, {})
            after = {key: value for key, value in {**before, **values}.items() if value is not None}
            file.put(called, self._needed(rule, after, values))
            known = finding.together(self._own(), file.tables)
            file.write()
            self._alerting.configure(known)
            return self._alerting.rules[rule.name]

    def remove(self, name: str) -> None:
        """Delete a rule's file and what the settings say of it: its alerts are resolved as `rule removed`."""
        with _one_at_a_time:
            rule = self._named(name)
            own_file = self.own_file(rule.name)
            if own_file is None:
                sentence = f"{rule.name} is one of Longtail's own rules, which cannot be deleted: switch it off."
                raise SettingsError(sentence)
            tables = self._tables()
            called = [one for one in (rule.name, *rule.also) if one in tables]
            own = [one for one in self._own() if one.name != rule.name]
            known = finding.together(own, {key: values for key, values in tables.items() if key not in called})
            if called:
                file = self._file()
                for one in called:
                    file.put(one, {})
                file.write()
            try:
                own_file.unlink(missing_ok=True)
            except OSError as error:
                sentence = f"{own_file} cannot be deleted ({error.strerror}): correct its permissions."
                raise SettingsError(sentence) from error
            self._alerting.configure(known)

    def _named(self, name: str) -> Rule:
        return finding.named(self._alerting.rules.values(), name)

    def _parsed(self, name: str, text: str) -> Rule:
        if len(text) > LONGEST:
            sentence = f"The rule has {len(text):,} characters: at most {LONGEST:,} are taken."
            raise SettingsError(sentence)
        rule = rules.parse(text, name)
        for other in self._alerting.rules.values():
            called = {one.lower() for one in (other.name, *other.also)}
            if other.name != name and name.lower() in called:
                sentence = f"{name!r} is another name of the rule {other.name}: choose one that is not taken."
                raise SettingsError(sentence)
        return rule

    def _own(self) -> list[Rule]:
        """The rules of people, as their files say now."""
        return finding.read(map(Path, self._settings.rule_paths))

    def _all(self, rule: Rule) -> list[Rule]:
        """All rules where this is one of them."""
        placed = replace(rule, path=self._path_of(rule.name))
        return finding.together((*(one for one in self._own() if one.name != rule.name), placed), self._tables())

    def _path_of(self, name: str) -> Path:
        """Where a rule's text goes: its own file, else a new one."""
        return self.own_file(name) or self.folder / f"{name}.sql"

    def _make_folder(self, folder: Path) -> None:
        if self._settings.warehouse == MEMORY and folder == self._settings.made_rules:
            sentence = "The warehouse is in memory, so rules have no place: name a folder that is there in `rules`."
            raise SettingsError(sentence)
        try:
            folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            sentence = f"The folder {folder} cannot be made ({error.strerror}): name another one in `rules`."
            raise SettingsError(sentence) from error

    def _tables(self) -> dict[str, dict[str, Any]]:
        """What the settings say of rules, now."""
        if any(os.environ.get(one) for one in _VARIABLES) or not self.path.exists():
            return {name: dict(values) for name, values in self._settings.rule.items()}
        return NamedTables(self.path, _TABLE).tables

    def _file(self) -> NamedTables:
        variable = next((one for one in _VARIABLES if os.environ.get(one)), None)
        if variable is not None:
            sentence = f"The environment's {variable} gives rules their values: take it out to change them here."
            raise SettingsError(sentence)
        return NamedTables(self.path, _TABLE)

    def _needed(self, rule: Rule, after: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
        """Without what was set to the value that the rule's own text has."""
        bare = next(one for one in finding.together(self._own(), {}) if one.name == rule.name)
        return {
            key: value for key, value in after.items() if key not in changed or bare.with_values({key: value}) != bare
        }

    def _ask(self, rule: Rule) -> None:
        """Ask its query once, as it will be asked."""
        try:
            grid = Grid(clock.now().replace(microsecond=0), timedelta(seconds=rule.every), 1)
            for _ in Asking(self._warehouse, rule, client="rules").points(grid):
                pass
        except BusyError:
            raise
        except QueryError as error:
            sentence = f"The query of {rule.name} fails: {error}"
            raise SettingsError(sentence) from error
