"""Ready questions: rules with gaps that a person fills in, a file each in sql/ready_rules (its README says how).

What is typed is text. It becomes the text of a rule, which is then as any other: it can be read, changed and kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.errors import SettingsError
from monitor.kinds import seconds_of
from monitor.rules.severity import SEVERITIES
from sql import catalog, search
from sql.literals import filled, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = catalog.ROOT / "ready_rules"
SEVERITY = "severity"
_ASK = re.compile(
    r"--\s*ask (?P<name>[a-z_]+): (?P<kind>[a-z]+)(?P<optional>\??)(?: \((?P<choices>[^)]*)\))?"
    r"(?: = (?P<default>[^;]*))?; (?P<label>.+)"
)
_KEY = re.compile(r"--\s*(?P<key>ready|about|instead of): (?P<value>.+)")
_GAP = re.compile(r"\[\[([a-z_]+)\]\]")
_EXAMPLES = re.compile(r"(?ms)^-- example:.*\Z")
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is asked for. `kind` says how: number, percent, duration, choice, search, or a text of a sort."""

    name: str
    kind: str
    label: str
    default: str = ""
    is_optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A question with its gaps. `instead_of` are queries of pages which it stands for."""

    name: str
    title: str
    about: str
    gaps: tuple[Gap, ...]
    instead_of: tuple[str, ...]
    template: str
    examples: str

    def text(self, typed: Mapping[str, str], title: str = "") -> str:
        """The rule's file. Raises `SettingsError`, a sentence about the first gap that is filled wrongly."""
        known = {gap.name: gap for gap in self.gaps}
        given = {name: (typed.get(name) or gap.default).strip() for name, gap in known.items()}
        for name, value in given.items():
            if not value and not known[name].is_optional:
                sentence = f"“{known[name].label}” is empty: fill it in."
                raise SettingsError(sentence)
        lines = [f"-- title: {_in_header(Gap('title', 'text', 'Title'), title or self.title_of(given))}"]
        for line in self.template.splitlines():
            names = _GAP.findall(line)
            if all(given[name] for name in names):
                write = _in_header if line.startswith("--") else _in_query
                lines.append(
                    _GAP.sub(lambda found, write=write: write(known[found[1]], given[found[1]]), line)  # type: ignore[misc] # the line's own
                )
        return "\n".join(lines).strip() + "\n"

    def title_of(self, typed: Mapping[str, str]) -> str:
        """What it is called where nothing else is said: with what it is about."""
        about = [" ".join(typed[gap.name].split()) for gap in self.gaps if _is_subject(gap) and typed.get(gap.name)]
        return self.title if not about else f"{self.title}: {' '.join(about)}"[:100]


def _is_subject(gap: Gap) -> bool:
    return gap.kind not in ("number", "percent", "duration", "choice")


def _in_header(gap: Gap, value: str) -> str:
    if gap.kind in ("number", "percent"):
        return _number(gap, value)
    if gap.kind == "duration":
        return _duration(gap, value)
    if gap.kind == "choice":
        return _chosen(gap, value)
    return " ".join(value.split())


def _in_query(gap: Gap, value: str) -> str:
    if gap.kind == "search":
        return _condition(value)
    return _in_header(gap, value) if gap.kind in ("number", "percent", "choice") else literal(value)


def _number(gap: Gap, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not abs(number) < float("inf"):
        sentence = f"“{gap.label}” must be a number."
        raise SettingsError(sentence)
    return f"{number / _PERCENT if gap.kind == 'percent' else number:.12g}"


def _duration(gap: Gap, value: str) -> str:
    try:
        seconds_of(value)
    except ValueError:
        sentence = f"“{gap.label}” must be a duration such as 5m or 1h."
        raise SettingsError(sentence) from None
    return value


def _chosen(gap: Gap, value: str) -> str:
    if value not in gap.choices:
        sentence = f"“{gap.label}” must be one of {', '.join(gap.choices)}."
        raise SettingsError(sentence)
    return value


def _condition(text: str) -> str:
    """A search as a condition of SQL, its texts as literals. Raises `SearchError`."""
    found = search.condition(text)
    return filled(found.sql, {name: literal(value) for name, value in found.parameters})


@cache
def all_ready() -> tuple[ReadyRule, ...]:
    """All of them, by title."""
    found = [_read(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.sql")]
    return tuple(sorted(found, key=lambda one: one.title))


def named(name: str) -> ReadyRule | None:
    """The question of that name; None where there is none."""
    return next((one for one in all_ready() if one.name == name), None)


def instead_of(query: str) -> ReadyRule | None:
    """What stands for a query of the pages; None where nothing does."""
    return next((one for one in all_ready() if query in one.instead_of), None)


def _read(name: str, text: str) -> ReadyRule:
    said: dict[str, str] = {}
    gaps = [Gap(SEVERITY, "choice", "Severity", "warning", choices=SEVERITIES)]
    template = []
    examples = _EXAMPLES.search(text)
    for line in text[: examples.start() if examples else None].splitlines():
        if ask := _ASK.fullmatch(line):
            gaps.append(_gap(ask))
        elif key := _KEY.fullmatch(line):
            said[key["key"]] = key["value"]
        else:
            template.append(line)
    instead = tuple(word.strip() for word in said.get("instead of", "").split(",") if word.strip())
    return ReadyRule(
        name, said["ready"], said["about"], tuple(gaps), instead, "\n".join(template), examples[0] if examples else ""
    )


def _gap(ask: re.Match[str]) -> Gap:
    choices = tuple(word.strip() for word in (ask["choices"] or "").split(",") if word.strip())
    is_optional = bool(ask["optional"])
    default = (ask["default"] or "").strip() or ("" if is_optional or not choices else choices[0])
    return Gap(ask["name"], ask["kind"], ask["label"], default, is_optional, choices)
