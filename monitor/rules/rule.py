"""A rule: a query that gives every series with its value, and a header that says when a value is bad.

A rule is one `.sql` file. Its header is the run of comment lines at the top, a `key: value` each (docs/alerts.md). The
query gets `$from` and `$to`, UTC without a zone, and the rule's parameters; it returns `value` and, where the bound
differs by series, `threshold`. All other columns are labels: with the rule's name they are the alert's identity.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from monitor.kinds import seconds_of
from monitor.rules import condition, relations
from monitor.rules.example import Example, examples_of
from monitor.rules.severity import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.rules.condition import Condition

NO_DATA = ("ok", "alert", "keep")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_HEADER = re.compile(r"--\s*(?P<key>[a-z][a-z ]*?):\s*(?P<value>.*)")
_PARAMETER = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)\s*=\s*(?P<value>'[^']*'|\"[^\"]*\"|[^,]+?)\s*(?:,|$)\s*")
_PAIR = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>[^,]*?)\s*(?:,\s*|$)")
_DURATIONS = ("every", "for", "keep firing for", "cooldown", "looks back")
_TEXTS = ("title", "severity", "labels", "when", "recovers", "parameters", "no data", "unit", "summary", "evidence")
_KEYS = (*_TEXTS, *_DURATIONS, "runbook", "also", "enabled", *(f"{one} when" for one in SEVERITIES))
_LEAST_EVERY = 5.0
_SETTABLE_DURATIONS = ("every", "for", "keep_firing_for", "cooldown", "looks_back")
_RECOVERS_FOR = "recovers_for"
_SETTABLE_TEXTS = ("runbook", "summary", "title")
_ALLOWED: Mapping[str, tuple[Any, ...]] = {"enabled": (True, False), "severity": SEVERITIES, "no_data": NO_DATA}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with the values that hold. Durations are seconds."""

    name: str
    title: str
    severity: str
    when: Condition
    body: str
    recovers: Condition | None = None
    worse: tuple[tuple[str, Condition], ...] = ()
    """Severities that other conditions give, from the least to the worst; the worst that holds counts."""
    labels: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Numbers, texts, and durations as `timedelta`."""
    every: float = 30.0
    pending: float = 0.0
    """How long the condition must hold (`for`)."""
    keep_firing: float = 0.0
    """How long it fires at least after the condition held last (`keep firing for`)."""
    cooldown: float = 0.0
    """How long it cannot fire again after it was resolved."""
    looks_back: float = 0.0
    """How far before `$from` the query looks, at most."""
    looks_back_in: tuple[str, ...] = ()
    """The relations that it looks back in; all that it reads where none is named."""
    no_data: str = "ok"
    unit: str = ""
    summary: str = ""
    evidence: str = ""
    runbook: str = ""
    also: tuple[str, ...] = ()
    """Other names under which people know it."""
    enabled: bool = True
    examples: tuple[Example, ...] = ()
    path: Path | None = None

    @property
    def window(self) -> timedelta:
        """What lies between `$from` and `$to`."""
        window: timedelta = self.parameters["window"]
        return window

    @property
    def digest(self) -> str:
        """Another one where what decides about alerts is another: the query, conditions, durations, parameters."""
        decisive = (self.body, self.when, self.recovers, self.worse, self.pending, self.keep_firing, self.cooldown)
        told = repr((decisive, sorted(self.parameters.items()), self.no_data, sorted(self.labels.items())))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def with_values(self, values: Mapping[str, Any]) -> Rule:
        """The rule with other values: of its parameters, or of the header's keys with `_` for a blank.

        Raises `SettingsError`, a sentence about the first that is wrong.
        """
        rule = self
        for key, value in values.items():
            rule = rule._with_value(key, value)
        return rule

    def _with_value(self, key: str, value: Any) -> Rule:
        if key in self.parameters:
            return replace(self, parameters=MappingProxyType({**self.parameters, key: self._checked(key, value)}))
        field_name = {"for": "pending", "keep_firing_for": "keep_firing"}.get(key, key)
        taken: Any = None
        if key in (*_SETTABLE_DURATIONS, _RECOVERS_FOR):
            try:
                taken = _seconds(value)
            except ValueError as error:
                sentence = f"[rule.{self.name}]: {key} is wrong: {error}."
                raise SettingsError(sentence) from None
        elif key == "labels" and isinstance(value, dict):
            taken = MappingProxyType({**self.labels, **{name: str(text) for name, text in value.items()}})
        elif (key in _ALLOWED and value in _ALLOWED[key]) or (
            key in ("runbook", "summary", "title") and isinstance(value, str)
        ):
            taken = value
        if taken is None:
            raise SettingsError(self._unknown(key))
        if key == _RECOVERS_FOR:
            return replace(self, recovers=replace(self.recovers or self.when.opposite, seconds=taken))
        changes: dict[str, Any] = {field_name: taken}
        return replace(self, **changes)

    def _checked(self, key: str, value: Any) -> Any:
        """A value of the kind that the parameter has."""
        known = self.parameters[key]
        try:
            if isinstance(known, timedelta):
                return timedelta(seconds=_seconds(value))
            if isinstance(known, float) and not isinstance(value, bool):
                return float(value)
        except (TypeError, ValueError):
            sentence = f"[rule.{self.name}]: {key} is wrong: it must be {_kind(known)}."
            raise SettingsError(sentence) from None
        if isinstance(value, type(known)):
            return value
        sentence = f"[rule.{self.name}]: {key} is wrong: it must be {_kind(known)}."
        raise SettingsError(sentence)

    def _unknown(self, key: str) -> str:
        header = (*_ALLOWED, *_SETTABLE_DURATIONS, _RECOVERS_FOR, "labels", "runbook", "summary", "title")
        if key in header:
            return f"[rule.{self.name}]: {key} has a value of the wrong kind: docs/alerts.md says which it may have."
        known = [*self.parameters, *header]
        near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        return f"{key} in [rule.{self.name}] is not a setting of this rule: {remedy}"


def parse(text: str, name: str, path: Path | None = None) -> Rule:
    """Read a rule. Raises `SettingsError`, one sentence with file, line and remedy."""
    return _Reading(text, name, path).rule()


class _Reading:
    """One file, its lines and what its header says."""

    def __init__(self, text: str, name: str, path: Path | None) -> None:
        self._name, self._path = name, path
        self._text = text
        self._lines: dict[str, int] = {}
        self._values: dict[str, str] = {}
        self._body_line = 1

    def rule(self) -> Rule:
        """What the file says."""
        if not _NAME.fullmatch(self._name):
            raise self._error(
                0, f"the name {self._name!r} is wrong: use letters, digits, _ and -, beginning with a letter"
            )
        body = self._head()
        for key in ("title", "when"):
            if key not in self._values:
                raise self._error(0, f"the header has no `-- {key}:` line: add it")
        query, examples = self._split(body)
        if not query.strip().rstrip(";").strip():
            raise self._error(0, "there is no query under the header: add a SELECT with a column `value`")
        parameters = self._parameters()
        rule = Rule(
            name=self._name,
            title=self._values["title"],
            severity=self._one_of("severity", SEVERITIES, "warning"),
            when=self._condition("when", parameters),
            recovers=self._condition("recovers", parameters) if "recovers" in self._values else None,
            worse=tuple(
                (one, self._condition(f"{one} when", parameters)) for one in SEVERITIES if f"{one} when" in self._values
            ),
            body=query.strip().rstrip(";"),
            labels=MappingProxyType(self._labels()),
            parameters=MappingProxyType(parameters),
            every=max(self._duration("every", 30.0), _LEAST_EVERY),
            pending=self._duration("for", 0.0),
            keep_firing=self._duration("keep firing for", 0.0),
            cooldown=self._duration("cooldown", 0.0),
            looks_back=self._looks_back(),
            looks_back_in=self._looks_back_in(),
            no_data=self._one_of("no data", NO_DATA, "ok"),
            unit=self._values.get("unit", ""),
            summary=self._values.get("summary", ""),
            evidence=self._values.get("evidence", ""),
            runbook=self._values.get("runbook", ""),
            also=tuple(word.strip() for word in self._values.get("also", "").split(",") if word.strip()),
            enabled=self._one_of("enabled", ("true", "false"), "true") == "true",
            path=self._path,
        )
        return replace(rule, examples=self._examples(examples))

    def _head(self) -> str:
        """Take the header in; what is below it."""
        lines = self._text.splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.startswith("--"):
                self._body_line = number
                return "\n".join(lines[number - 1 :])
            found = _HEADER.fullmatch(line.rstrip())
            if found is None:
                continue  # free text
            key = found["key"]
            if key not in _KEYS:
                near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.5)
                remedy = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(_KEYS)}"
                raise self._error(number, f"`{key}` is no key of a rule's header: {remedy}")
            if key in self._values:
                raise self._error(number, f"`{key}` stands there twice: take one out")
            self._lines[key], self._values[key] = number, found["value"].strip()
        return ""

    def _split(self, body: str) -> tuple[str, list[tuple[int, str]]]:
        """The query, and the comment lines after it with their numbers."""
        lines = body.splitlines()
        end = len(lines)
        while end and (not lines[end - 1].strip() or lines[end - 1].startswith("--")):
            end -= 1
        rest = [(self._body_line + place, line) for place, line in enumerate(lines) if place >= end and line.strip()]
        return "\n".join(lines[:end]), rest

    def _parameters(self) -> dict[str, Any]:
        text, found, end = self._values.get("parameters", ""), dict[str, Any](), 0
        while end < len(text):
            part = _PARAMETER.match(text, end)
            if part is None:
                raise self._error(
                    "parameters", f"{text[end:]!r} is wrong: write `name = 5`, `name = 10m` or `name = 'text'`"
                )
            if part["name"] in ("from", "to"):
                raise self._error("parameters", f"{part['name']} is given to each query: take it out")
            found[part["name"]] = _value(part["value"])
            end = part.end()
        found.setdefault("window", timedelta(minutes=5))
        if not isinstance(found["window"], timedelta) or not found["window"]:
            raise self._error("parameters", "window must be a duration such as 5m")
        return found

    def _labels(self) -> dict[str, str]:
        text, found, end = self._values.get("labels", ""), dict[str, str](), 0
        while end < len(text):
            pair = _PAIR.match(text, end)
            if pair is None:
                raise self._error("labels", f"{text[end:]!r} is wrong: write `component=api, team=shop`")
            found[pair["name"]] = pair["value"].strip()
            end = pair.end()
        return found

    def _condition(self, key: str, parameters: Mapping[str, Any]) -> Condition:
        try:
            found = condition.parse(self._values[key])
        except ValueError as error:
            raise self._error(key, str(error)) from None
        unknown = sorted(found.parameters - parameters.keys())
        if unknown:
            near = difflib.get_close_matches(unknown[0], list(parameters), n=1, cutoff=0.5)
            remedy = f"did you mean ${near[0]}?" if near else "add it to `parameters`"
            raise self._error(key, f"${unknown[0]} is no parameter: {remedy}")
        wrong = next((one for one in found.parameters if not isinstance(parameters[one], float)), None)
        if wrong:
            raise self._error(key, f"${wrong} is no number, and a value is compared with numbers only")
        if found.seconds and key != "recovers":
            raise self._error(key, "`for` has a line of its own: write `-- for: 5m`")
        return found

    def _duration(self, key: str, otherwise: float) -> float:
        return self._seconds(key, self._values[key]) if key in self._values else otherwise

    def _looks_back(self) -> float:
        """The duration of `29d in endpoint_hours`."""
        return self._seconds("looks back", self._values.get("looks back", "0s").partition(" in ")[0].strip())

    def _seconds(self, key: str, text: str) -> float:
        try:
            return _seconds(text)
        except ValueError as error:
            raise self._error(key, str(error)) from None

    def _looks_back_in(self) -> tuple[str, ...]:
        """The relations of `29d in endpoint_hours`."""
        told = self._values.get("looks back", "").partition(" in ")[2]
        names = tuple(name.strip() for name in told.split(",") if name.strip())
        unknown = next((name for name in names if name not in relations.TIMES), None)
        if unknown is not None:
            near = difflib.get_close_matches(unknown, list(relations.TIMES), n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(relations.TIMES)}"
            raise self._error("looks back", f"{unknown} is no relation with a time: {remedy}")
        return names

    def _one_of(self, key: str, words: tuple[str, ...], otherwise: str) -> str:
        word = self._values.get(key, otherwise)
        if word not in words:
            raise self._error(key, f"{word!r} is none of {', '.join(words)}")
        return word

    def _examples(self, lines: list[tuple[int, str]]) -> tuple[Example, ...]:
        try:
            return examples_of(lines)
        except ValueError as error:
            number, sentence = error.args
            raise self._error(number, sentence) from None

    def _error(self, line: int | str, sentence: str) -> SettingsError:
        number = self._lines.get(line, 0) if isinstance(line, str) else line
        place = str(self._path) if self._path else f"The rule {self._name}"
        about = f"{place}, line {number}" if number else place
        whole = f"{about}: {f'`{line}`: ' if isinstance(line, str) else ''}{sentence}"
        return SettingsError(whole if whole.endswith("?") else f"{whole}.")


def _seconds(value: Any) -> float:
    """Seconds of a duration that is not negative. Raises `ValueError`."""
    sentence = 'it must be a duration such as "30s", "5m" or "2h", or a number of seconds'
    if isinstance(value, bool):
        raise ValueError(sentence)  # noqa: TRY004 (one kind of error for all that is wrong)
    try:
        seconds = float(seconds_of(value))
    except (TypeError, ValueError):
        raise ValueError(sentence) from None
    if not 0 <= seconds < 10**9:
        raise ValueError(sentence)
    return seconds


def _value(text: str) -> Any:
    """A number, a duration or a text, as a header writes it."""
    if text[0] in "'\"":
        return text[1:-1]
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return timedelta(seconds=_seconds(text))
    except ValueError:
        return text


def _kind(known: Any) -> str:
    if isinstance(known, timedelta):
        return 'a duration such as "5m"'
    return "a number" if isinstance(known, float) else "a text"
