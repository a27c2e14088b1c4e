"""Splits off what a runtime, a platform or a logging library wrote before an object, and reads the facts in it.

A prefix is known as a whole (the patterns), or word by word: times, levels, names with a colon or a process in
brackets, places in source code, brackets, numbers, bars. A sentence is not a prefix: it may be the message of the line,
and the object only a part of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_CLOCK = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_NAME = r"[\w.\-/]{1,80}"

CRI = re.compile(rf"(?P<time>{_TIME}) (?P<stream>stdout|stderr) (?P<tag>[FP][^ ]*) (?P<rest>.*)", re.DOTALL)
"""containerd, CRI-O. The tag is F (full) or P (partial, joined by assemble)."""
_PATTERNS = (
    # docker service logs: service, replica, task and node.
    re.compile(
        rf"(?P<service>{_NAME}?)\.(?P<replica>\d+)\.(?P<task>[a-z0-9]{{12,30}})@(?P<host>[\w.\-]+) *\| *"
        r"(?P<rest>\{.*)",
        re.DOTALL,
    ),
    # docker compose, foreman, pm2: name, bars, object.
    re.compile(r"(?:\d\d:\d\d:\d\d )?(?P<service>[\w.\-/|]{1,80}?)(?:[-_]\d+)? *\| *(?P<rest>\{.*)", re.DOTALL),
    # RFC 5424 syslog.
    re.compile(
        rf"<(?P<priority>\d{{1,3}})>1 (?P<time>{_TIME}|-) (?P<host>\S+) (?P<service>\S+) (?P<process>\S+) (?P<id>\S+) "
        r"(?:-|\[.*?\]) +(?:\ufeff)?(?P<rest>\{.*)",
        re.DOTALL,
    ),
    # RFC 3164 syslog, also with an ISO time, as rsyslog and journalctl write it.
    re.compile(
        rf"(?:<(?P<priority>\d{{1,3}})>)?(?:(?P<time>{_TIME})|(?P<clock>{_CLOCK})) "
        rf"(?P<host>[\w.:\-]+) (?P<service>[\w./\-]+)(?:\[(?P<process>\d+)\])?: (?:@cee: ?)?(?P<rest>\{{.*)",
        re.DOTALL,
    ),
    # Heroku and similar platforms: time, app[dyno].
    re.compile(rf"(?:(?P<time>{_TIME}) )?(?P<service>{_NAME})\[(?P<process>[\w.\-]+)\]: *(?P<rest>\{{.*)", re.DOTALL),
    # kubectl logs --prefix, and brackets in general.
    re.compile(r"\[(?P<service>[\w./\-]{1,200})\] (?P<rest>\{.*)", re.DOTALL),
    # docker logs --timestamps.
    re.compile(rf"\[?(?P<time>{_TIME})\]?:? (?P<rest>\{{.*)", re.DOTALL),
    # logging.basicConfig of Python.
    re.compile(
        rf"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?P<logger>{_NAME}): *(?P<rest>\{{.*)",
        re.DOTALL,
    ),
    # klog of Kubernetes and glog: level, month and day, clock, thread, place.
    re.compile(
        r"(?P<klog>[IWEF])(?P<month>\d\d)(?P<day>\d\d) (?P<hour>\d\d:\d\d:\d\d\.\d{1,9}) +(?P<process>\d+) "
        r"(?P<place>[\w.\-/]+:\d+)\] *(?P<rest>\{.*)",
        re.DOTALL,
    ),
)
_WORDS = re.compile(
    rf"""
    \[?(?P<time>{_TIME})\]?[:,]?(?=[ {{|\]])
    | \[?(?P<clock>{_CLOCK}|(?:\d{{4}}/\d\d/\d\d\ )?\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?)\]?:?(?=\ )
    | [\[(<]?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC
        |trace|debug|info|notice|warn|warning|error|critical|fatal|Debug|Info|Warning|Error|Fatal)[\])>]?[:|]?(?=[ {{])
    | (?P<place>[\w.\-/]+\.[a-z]{{1,4}}:\d+)[\]:]?(?=[ {{])
    | (?P<service>{_NAME})\[(?P<process>[\w.\-]+)\]:?(?=[ {{])
    | (?P<logger>{_NAME})(?::(?=[ {{])|(?=\ [-|]\ |\ (?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)[ \]:]))
    | (?P<compose>{_NAME}?)(?:[-_]\d+)?\ +\|(?=[ {{])
    | \[[^\[\]{{}}]{{1,200}}\]:?(?=[ {{])
    | (?:\d{{1,10}}|-{{1,3}}|\||>|::|@cee:)(?=[ {{])
    """,
    re.VERBOSE,
)
_MOST_CHARACTERS = 300
_SYSLOG_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_KLOG_LEVELS = {"I": "info", "W": "warning", "E": "error", "F": "fatal"}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Prefixed:
    """The text after a prefix, and the facts in the prefix. `is_certain` says that the prefix is known as a whole."""

    rest: str
    facts: dict[str, str]
    is_certain: bool = True

    def is_prefix_of(self, object_text: str) -> bool:
        """Whether the text before `object_text` is only its prefix: it has the time, or the object is a record."""
        return self.is_certain or "time" in self.facts or _is_record(object_text)


def cri(text: str) -> Prefixed | None:
    """The text after the prefix of the CRI, an object or not; None if there is no such prefix."""
    match = CRI.fullmatch(text)
    return Prefixed(match["rest"], _facts(match)) if match else None


def split(text: str) -> Prefixed | None:
    """The object (not read yet) after its prefix; None if there is no prefix."""
    start = text.find("{", 0, _MOST_CHARACTERS)
    if start <= 0:
        return None
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return Prefixed(match["rest"], _facts(match))
    facts = _word_by_word(text[: start + 1])
    return None if facts is None else Prefixed(text[start:], facts, is_certain=False)


def _facts(match: re.Match[str]) -> dict[str, str]:
    facts = {key: value for key, value in match.groupdict().items() if value and key not in ("rest", "tag")}
    if "priority" in facts:
        facts["level"] = _SYSLOG_LEVELS[int(facts["priority"]) % 8]
    if "klog" in facts:
        month, day = int(facts.pop("month")), facts.pop("day")
        facts["level"] = _KLOG_LEVELS[facts.pop("klog")]
        facts["clock"] = f"{_MONTHS[(month - 1) % 12]} {day} {facts.pop('hour')}"
    return _dated(facts)


def _dated(facts: dict[str, str]) -> dict[str, str]:
    """A time without its year is used as the time, too."""
    clock = facts.pop("clock", None)
    return facts if clock is None else {"time": clock, **facts}


def _word_by_word(prefix: str) -> dict[str, str] | None:
    """The facts in the words of a prefix, the first of each kind; None if a word is not known."""
    facts: dict[str, str] = {}
    for match in _matches(prefix):
        if match is None:
            return None
        for name, value in match.groupdict().items():
            if value:
                facts.setdefault("service" if name == "compose" else name, value)
    return {**_dated(facts), "prefix": prefix[:-1].strip()}


def _matches(prefix: str) -> Iterator[re.Match[str] | None]:
    position = 0
    while prefix[position] != "{":
        if prefix[position] in " \t":
            position += 1
            continue
        match = _WORDS.match(prefix, position)
        yield match
        if match is None:
            return
        position = match.end()


def _is_record(text: str) -> bool:
    """Whether an object has a time, a level or a message."""
    try:
        keys = json.loads(text).keys()
    except (ValueError, RecursionError):
        return False
    names = [field_names.normal(key) for key in keys]
    return any(field_names.rank(column, name) is not None for column in ("ts", "level", "message") for name in names)
