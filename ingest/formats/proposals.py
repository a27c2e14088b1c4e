r"""A pattern for lines that no format knows, from the lines themselves: constant parts kept, varying parts typed.

Each line becomes tokens (a time, a level, an address, a number, a quoted text, a word, a mark). The lines that begin
alike are compared token by token from the left, as in Drain (He et al., ICWS 2017): where nearly all have the same kind
there, it is a part of the pattern; where they differ, the message begins. A word after ``key=`` names its group.

A pattern that would also fit lines of other programs is not proposed: it would tear their records apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.formats import field_names, grok, text_parts
from ingest.formats.text_registry import built_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_LINES = 1_000
"""The most lines that are looked at."""
_MOST_PARTS = 60
_LONGEST_LINE = 4_000
_FEWEST_LINES = 3
_LEAST_SHARE = 0.3
"""The least share of the lines that a pattern must fit."""
_NEARLY_ALL = 0.9
_STILL_THERE = 0.6
_SIGNATURE = 3
_NARROW = 2.0
_UNIT = r"(?:ns|us|µs|ms|s|m|h)"
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})"
_WORD = r"[^\W\d]\w*(?:[.$@\-]\w+)*"
_ANY = r"\S+"
_END = r"(?![\w.\-])"
_TIMES = (*text_parts.TIMES, text_parts.CLOCK)
_GROK_OF = {
    text_parts.ISO_TIME: "TIMESTAMP_ISO8601",
    text_parts.CLF_TIME: "HTTPDATE",
    text_parts.CTIME: "HTTPDERROR_DATE",
    text_parts.SYSLOG_TIME: "SYSLOGTIMESTAMP",
    text_parts.CLOCK: "TIME",
}
"""The grok names of these times, so that a proposal can be read."""
_KINDS = {
    "time": "|".join(_TIMES),
    "quoted": text_parts.QUOTED,
    "id": _UUID,
    "client_ip": rf"{_IP}{_END}",
    "level": rf"{text_parts.LEVEL}{_END}",
    "duration": rf"\d+(?:\.\d+)?{_UNIT}{_END}",
    "number": rf"{_NUMBER}{_END}",
    "path": r"/[^\s\"'|,;()\[\]<>{}=]*",
    "word": _WORD,
    "value": r"\w+(?:[.\-]\w+)*",
    "space": r"[ \t]+",
    "mark": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.DOTALL)
_ATOMS = {"id", "client_ip", "level", "duration", "number", "path", "word", "value"}
_PATTERNS = {
    "id": "%{UUID}",
    "client_ip": r"%{IP}(?::\d+)?",
    "level": "%{LOGLEVEL}",
    "duration": rf"\d+(?:\.\d+)?{_UNIT}",
    "number": "%{NUMBER}",
    "path": r"/[^\s\"'|,;()\[\]<>{}=]*",
    "word": _ANY,
    "value": _ANY,
}
_STRONG = {"time", "level", "client_ip", "id", "request"}
_METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"])
_LETTERS = frozenset("TDVINWECFAP")
"""Levels as one letter."""
_SPECIAL = re.compile(r"[\\.^$*+?()\[\]{}|]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: literal text, or a value with a name and the pattern of its kind."""

    kind: str
    pattern: str
    name: str | None = None
    key: str | None = None

    @property
    def is_name(self) -> bool:
        """Whether it is a word that can name the value after it."""
        return self.kind == "literal" and re.fullmatch(_WORD, self.key or "") is not None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pattern, how its records begin, whether they can go on, and how many of the lines it fits."""

    pattern: str
    begins: str
    is_multiline: bool
    fitting: int
    lines: int
    examples: tuple[str, ...]
    """Some of the lines that it fits."""

    @property
    def share(self) -> float:
        """The share of the lines that it fits."""
        return self.fitting / self.lines

    def values(self, line: str) -> dict[str, str]:
        """What it finds in a line."""
        match = re.fullmatch(grok.expanded(self.pattern), line)
        return {name: value for name, value in match.groupdict().items() if value} if match else {}

    def toml(self, name: str, description: str, records: Sequence[Mapping[str, object]] = ()) -> str:
        """The file of a user's text format; `records` are those of the examples."""
        lines = [
            f"name = {_quoted(name)}",
            f"description = {_quoted(description)}",
            f"pattern = {_quoted(self.pattern)}",
            f"begins = {_quoted(self.begins)}",
            f"multiline = {'true' if self.is_multiline else 'false'}",
        ]
        if records:
            told = ", ".join(_table(record) for record in records)
            lines += ["", "[[samples]]", f"lines = {json.dumps(chr(10).join(self.examples))}", f"records = [{told}]"]
        return "\n".join(lines) + "\n"


def propose(lines: Sequence[str]) -> Proposal | None:
    """A pattern for the commonest kind of these lines; None if they have too little in common."""
    usable = [line for line in map(str.rstrip, lines[:MOST_LINES]) if line.strip() and len(line) <= _LONGEST_LINE]
    if len(usable) < _FEWEST_LINES:
        return None
    beginnings = [line for line in usable if not line[0].isspace()]
    if not beginnings:
        return None
    alike = _commonest([_tokens(line) for line in beginnings])
    common, is_open = _common(alike)
    tries = [_without_message(common, is_open=is_open), *([] if is_open else [common])]
    parts = next((_named(some) for some in tries if _narrowness(_before_message(some)) >= _NARROW), None)
    if parts is None:
        return None
    prefix = _before_message(parts)
    pattern = "".join(_written(part, part.name) for part in parts)
    begins = "".join(_written(part, None) for part in prefix).rstrip(" ")
    compiled = re.compile(grok.expanded(pattern))
    fitting = [line for line in usable if compiled.fullmatch(line)]
    is_common = len(fitting) >= max(_FEWEST_LINES, _LEAST_SHARE * len(usable))
    if not is_common or _is_of_others(re.compile(grok.expanded(begins)), compiled):
        return None
    return Proposal(
        pattern=pattern,
        begins=begins,
        is_multiline=len(prefix) < len(parts) or len(fitting) < len(usable),
        fitting=len(fitting),
        lines=len(usable),
        examples=tuple(dict.fromkeys(fitting))[:3],
    )


def _tokens(line: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "mark", match[0]) for match in _TOKEN.finditer(line)]


def _commonest(lines: Sequence[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """The lines that begin like most do."""
    signatures = [_signature(tokens) for tokens in lines]
    signature, _ = Counter(signatures).most_common(1)[0]
    return [tokens for tokens, found in zip(lines, signatures, strict=True) if found == signature]


def _signature(tokens: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    told = [text if kind == "mark" else _family(kind) for kind, text in tokens if kind != "space"]
    return tuple(told[:_SIGNATURE])


def _family(kind: str) -> str:
    """Kinds that may stand at one place of a format, as one."""
    return "atom" if kind in {"number", "value", "word", "id", "path", "duration"} else kind


def _common(lines: Sequence[list[tuple[str, str]]]) -> tuple[list[Part], bool]:
    """The parts that the lines have in common from the left, and whether they differ after them."""
    parts: list[Part] = []
    alive = list(lines)
    for place in range(_MOST_PARTS):
        column = [tokens[place] if place < len(tokens) else ("end", "") for tokens in alive]
        shapes = Counter(_shape(token) for token in column)
        shape, number = shapes.most_common(1)[0]
        if number < _NEARLY_ALL * len(alive):
            atoms = [token for token in column if token[0] in _ATOMS or token[1] == "-"]
            if len(atoms) < _NEARLY_ALL * len(alive):
                return parts, True
            shape = "value"
            kept = [token in atoms for token in column]
        else:
            kept = [_shape(token) == shape for token in column]
        if sum(kept) < _STILL_THERE * len(lines):
            return parts, True
        if shape == "end":
            return parts, False
        texts = [text for (_, text), is_kept in zip(column, kept, strict=True) if is_kept]
        parts.append(_part(shape, texts))
        alive = [tokens for tokens, is_kept in zip(alive, kept, strict=True) if is_kept]
    return parts, True


def _shape(token: tuple[str, str]) -> str:
    kind, text = token
    return f"mark{text}" if kind == "mark" else kind


def _part(shape: str, texts: Sequence[str]) -> Part:
    distinct = set(texts)
    if shape.startswith("mark"):
        return Part("mark", _escaped(texts[0]), key=texts[0])
    match shape:
        case "space":
            part = Part("space", texts[0] if len(distinct) == 1 else "[ \\t]+")
        case "time":
            part = _time(distinct)
        case "quoted":
            is_request = all(text[1:].split(" ")[0] in _METHODS for text in distinct)
            part = Part("quoted", r'(?:[^"\\]|\\.)*', "request" if is_request else "text")
        case "word":
            part = _word(texts[0], distinct)
        case _:
            is_status = shape == "number" and all(re.fullmatch(r"[1-5]\d\d", text) for text in distinct)
            part = Part(shape, _PATTERNS[shape], "status" if is_status else shape)
    return part


def _time(distinct: set[str]) -> Part:
    forms = [form for form in _TIMES if any(re.fullmatch(form, text) for text in distinct)]
    names = [f"%{{{_GROK_OF[form]}}}" if form in _GROK_OF else form for form in forms]
    return Part("time", names[0] if len(names) == 1 else f"(?:{'|'.join(names)})", "time")


def _word(first: str, distinct: set[str]) -> Part:
    if distinct <= _METHODS:
        return Part("word", r"[A-Z]+", "method")
    if len(distinct) > 1 and distinct <= _LETTERS:
        return Part("level", "[A-Z]", "level")
    if len(distinct) == 1:
        return Part("literal", _escaped(first), key=first)
    return Part("word", _PATTERNS["word"], "word")


def _before_message(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.kind != "message"]


def _without_message(parts: list[Part], *, is_open: bool) -> list[Part]:
    """The parts, with the words of the message taken together; it begins after the last mark, time or level."""
    stops = [place for place, part in enumerate(parts) if part.kind in {"mark", "time", "level", "quoted", "client_ip"}]
    stop = stops[-1] if stops else -1
    if stop > 0 and parts[stop].key == "=" and field_names.rank("message", parts[stop - 1].key or "") is None:
        stop = min(stop + 1, len(parts) - 1)
    while stop + 1 < len(parts) and parts[stop + 1].kind == "space":
        stop += 1
    tail = parts[stop + 1 :]
    words = any(part.kind in {"literal", "word"} for part in tail)
    is_sentence = words and sum(part.kind != "space" for part in tail) > 1
    after_key = stop >= 0 and parts[stop].key == "="
    if not is_open and (after_key or not is_sentence):
        return parts
    return [*parts[: stop + 1], Part("message", "%{GREEDYDATA}", "message")]


def _named(parts: Sequence[Part]) -> list[Part]:
    """The parts with names that differ; a word before ``=`` or ``:`` names the value after it."""
    found: list[Part] = []
    taken: Counter[str] = Counter()
    for place, part in enumerate(parts):
        name = part.name
        if name is None:
            found.append(part)
            continue
        before = parts[place - 1].key if place > 1 else None
        if before in {"=", ":"} and parts[place - 2].is_name:
            name = re.sub(r"\W+", "_", parts[place - 2].key or "")
        elif name == "status" and not {"method", "path", "request"} & set(taken):
            name = "number"
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}{taken[name]}"
        after = parts[place + 1] if place + 1 < len(parts) else None
        pattern = part.pattern
        if after is not None and after.kind == "mark" and pattern == _ANY:
            pattern = rf"[^{after.pattern}\n]+"
        found.append(Part(part.kind, pattern, name, part.key))
    return found


def _written(part: Part, name: str | None) -> str:
    """The pattern of a part, as a group if it has a name."""
    group = part.pattern
    if name is not None:
        is_grok = re.fullmatch(r"%\{\w+\}", part.pattern)
        group = f"{part.pattern[:-1]}:{name}}}" if is_grok else f"(?P<{name}>{part.pattern})"
    return f'"{group}"' if part.kind == "quoted" else group


def _narrowness(parts: Sequence[Part]) -> float:
    """How certain it is that lines with these parts are of this program."""
    weights = {"literal": 1.0, "mark": 0.5, "word": 0.5, "quoted": 0.5} | dict.fromkeys(_STRONG, 1.5)
    return sum(max(weights.get(part.kind, 0.0), weights.get(part.name or "", 0.0)) for part in parts)


def _is_of_others(begins: re.Pattern[str], pattern: re.Pattern[str]) -> bool:
    """Whether the pattern fits records of other programs, or its beginning lines that go on with a record of theirs."""
    firsts, others = _known_lines()
    return any(pattern.fullmatch(line) for line in firsts) or any(begins.match(line) for line in others)


@cache
def _known_lines() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines in samples of built-in formats that begin records, and those that do not."""
    formats = built_in()
    known = re.compile(f"{formats.goes_on}|{formats.alone}")
    lines = [line for item in formats.formats for sample in item.samples for line in sample.lines.splitlines()]
    return (
        tuple(line for line in lines if known.match(line)),
        tuple(line for line in lines if line.strip() and not known.match(line)),
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _quoted(text: str) -> str:
    """A text as TOML writes it; as it is where it can be."""
    return f"'{text}'" if "'" not in text and text.isprintable() else json.dumps(text, ensure_ascii=True)


def _table(record: Mapping[str, object]) -> str:
    return f"{{ {', '.join(_members(record))} }}"


def _members(record: Mapping[str, object]) -> Iterator[str]:
    for key, value in record.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=True)}"
