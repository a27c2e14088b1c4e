"""Finds the rules: those that are shipped in sql/rules, a user's own, and what the settings change of them."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SettingsError
from monitor.rules import rule as rules
from monitor.rules import units
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ingest.settings import Settings
    from monitor.rules.condition import Condition
    from monitor.rules.rule import Rule

BUILT_IN = catalog.ROOT / "rules"


def all_rules(settings: Settings) -> list[Rule]:
    """Every rule with the values that the settings give it, by name; a user's own takes the place of one of its name.

    Raises `SettingsError`, one sentence about the first mistake.
    """
    return together(read(map(Path, settings.rule_paths)), settings.rule)


def together(own: Iterable[Rule], values: Mapping[str, Mapping[str, Any]]) -> list[Rule]:
    """The shipped rules and a user's own, by name, with the values that the settings give them by their names.

    Raises `SettingsError`, one sentence about the first mistake.
    """
    found = {rule.name: rule for rule in (*read([BUILT_IN]), *own)}
    for name, given in values.items():
        rule = named(found.values(), name)
        found[rule.name] = rule.with_values(given)
    return [found[name] for name in sorted(found, key=str.lower)]


def read(paths: Iterable[Path]) -> list[Rule]:
    """The rules in files and folders of files. Raises `SettingsError`, also where two have one name."""
    found: dict[str, Rule] = {}
    for path in (file for given in paths for file in files(given)):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            sentence = f"The rule {path} cannot be read ({reason}): correct the file, or take it out of `rules`."
            raise SettingsError(sentence) from error
        rule = rules.parse(text, path.stem, path)
        if rule.name in found:
            sentence = f"{path} and {found[rule.name].path} have the same name: give one of them another."
            raise SettingsError(sentence)
        found[rule.name] = rule
    return list(found.values())


def files(path: Path) -> Iterator[Path]:
    """The files of rules at a path. Raises `SettingsError` where there is nothing."""
    if path.is_dir():
        yield from sorted(path.rglob("*.sql"))
    elif path.exists():
        yield path
    else:
        sentence = f"There are no rules at {path}: correct `rules`, or take it out."
        raise SettingsError(sentence)


def named(known: Iterable[Rule], name: str) -> Rule:
    """The rule with that name, or one that people also call so. Raises `SettingsError` with the nearest name."""
    there = list(known)
    for rule in there:
        if name == rule.name:
            return rule
    for rule in there:
        if name.lower() in (rule.name.lower(), *(other.lower() for other in rule.also)):
            return rule
    names = [one for rule in there for one in (rule.name, *rule.also)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(rule.name for rule in there)}."
    sentence = f"There is no rule {name!r}: {remedy}"
    raise SettingsError(sentence)


def is_built_in(rule: Rule) -> bool:
    """Whether it is shipped."""
    return rule.path is not None and rule.path.is_relative_to(BUILT_IN)


def text_of(rule: Rule) -> str:
    """Its file as it is; where that cannot be read, its query."""
    try:
        return rule.path.read_text(encoding="utf-8").strip() + "\n" if rule.path else rule.body
    except (OSError, UnicodeDecodeError):
        return rule.body


def condition_told(rule: Rule) -> str:
    """When it fires, for people: the condition with its numbers."""
    return " or ".join(
        f"{filled_condition(one, rule)} ({severity})" for severity, one in ((rule.severity, rule.when), *rule.worse)
    )


def filled_condition(condition: Condition, rule: Rule) -> str:
    """A condition with the number and its unit: `value > 5 %`; where each series has its own, the arithmetic."""
    bound = condition.bound(rule.parameters)
    if bound is not None:
        return f"value {condition.operator} {units.number(bound, rule.unit)}"
    text = str(condition)
    for name in sorted(condition.parameters, key=len, reverse=True):
        text = text.replace(f"${name}", units.number(float(rule.parameters[name]), ""))
    return text


def told(rule: Rule) -> dict[str, Any]:
    """A rule as the API and `--json` tell it. Durations are seconds."""
    return {
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity,
        "labels": dict(rule.labels),
        "enabled": rule.enabled,
        "when": str(rule.when),
        "worse": [{"severity": severity, "when": str(one)} for severity, one in rule.worse],
        "recovers": str(rule.recovers) if rule.recovers else None,
        "recovers_for": rule.recovers.seconds if rule.recovers else 0.0,
        "for": rule.pending,
        "keep_firing_for": rule.keep_firing,
        "cooldown": rule.cooldown,
        "every": rule.every,
        "no_data": rule.no_data,
        "unit": rule.unit,
        "parameters": {name: _plain(value) for name, value in rule.parameters.items()},
        "summary": rule.summary,
        "runbook": rule.runbook,
        "also": list(rule.also),
        "from": "Longtail" if is_built_in(rule) else str(rule.path) if rule.path else None,
        "query": rule.body,
    }


def _plain(value: Any) -> Any:
    return value.total_seconds() if hasattr(value, "total_seconds") else value


def with_texts(rule: Rule, assignments: Sequence[str]) -> Rule:
    """The rule with values as the command line gives them: `threshold=0.2`, `for=10m`. Raises `SettingsError`."""
    values: dict[str, Any] = {}
    for text in assignments:
        name, sign, value = text.partition("=")
        if not sign:
            sentence = f"{text!r} is no value: write it as threshold=0.2."
            raise SettingsError(sentence)
        values[name.strip()] = _typed(rule.parameters, name.strip(), value.strip())
    return rule.with_values(values)


def _typed(parameters: Mapping[str, Any], name: str, value: str) -> Any:
    if name == "enabled":
        return {"true": True, "false": False}.get(value.lower(), value)
    return float(value) if isinstance(parameters.get(name), float) and _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
