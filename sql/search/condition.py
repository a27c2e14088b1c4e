"""From a search to a condition on `logs`: fixed SQL fragments, and every text of the user's as a bound parameter.

Parameters are called `search_1`, `search_2`…; column names come from `fields.COLUMNS` and never from the search. Where
a condition is negated, rows that do not know the field count as not having it (`is not true`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from sql.search import fields, regex
from sql.search.errors import SearchError
from sql.search.fields import Kind
from sql.search.grammar import parse
from sql.search.tree import All, Any, Everything, Exists, Node, Not, Phrase, Regex, Term, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

Parameter: TypeAlias = "str | float | datetime"
WORD_COLUMNS = ("message", "error_message", "error_type", "path", "route", "logger")
"""The columns in which a word is looked for."""

ID_COLUMNS = ("trace_id", "request_id", "span_id", "user_id", "error_id")
"""The columns that a word with a digit in it may be equal to."""

_STATUS_CLASS = re.compile(r"([1-9])(?:xx|\*)", re.IGNORECASE)
_ONLY_DIGITS = re.compile(r"\d+")
_CASELESS = re.compile(r"[!-@\[-`{-~ ]+")
_WORTH_LOOKING_FOR = 3
"""Signs without case from which on a text is looked for by them first; fewer are in too many rows."""

_LARGEST = 2.0**31
_SIMPLE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STREAMS = """(
        list_contains(
            (select list(coalesce(service, '') || '/' || source) from counted_sources where counts_requests),
            coalesce(logs.service, '') || '/' || logs.source
        )
        and not logs.is_copy
    )"""
_SAID: Mapping[str, str] = {
    "request": f"(is_request(logs.method, logs.path, logs.status) and {_STREAMS})",
    "failed": f"(logs.status >= 500 and {_STREAMS})",
    "slow": "(logs.duration_ms >= setting_ms('slow_request_ms')"
    f" and is_request(logs.method, logs.path, logs.status) and {_STREAMS})",
    "error": "(logs.error_id is not null)",
}
"""What `is:` may be followed by. Requests are those of the streams that totals of requests count."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the columns of `logs`, and the values of the parameters it names."""

    sql: str
    parameters: tuple[tuple[str, Parameter], ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether it lets every row through."""
        return self.sql == _EVERYTHING


_EVERYTHING = "true"


def condition(text: str) -> Condition:
    """The condition of a search.

    Raises `SearchError` with the place of what cannot be understood.
    """
    writer = _Writer(text)
    sql = writer.node(parse(text))
    return Condition(sql, tuple(writer.parameters.items()))


class _Writer:
    """Writes the condition of one search and collects its parameters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.parameters: dict[str, Parameter] = {}

    def _bind(self, value: Parameter) -> str:
        name = f"search_{len(self.parameters) + 1}"
        self.parameters[name] = value
        return f"${name}"

    def node(self, node: Node) -> str:
        """A part of the tree."""
        match node:
            case Everything():
                return _EVERYTHING
            case Not(part=part):
                return f"(({self.node(part)}) is not true)"
            case All(parts=parts):
                return "(" + " and ".join(self.node(part) for part in parts) + ")"
            case Any(parts=parts):
                return "(" + " or ".join(self.node(part) for part in parts) + ")"
            case Term():
                return self._term(node)

    def _term(self, term: Term) -> str:
        if not term.name:
            return self._anywhere(term)
        if term.name.lower() == fields.IS:
            return self._said(term)
        column = fields.column_of(term.name)
        if column is None:
            return self._attribute(term)
        return self._column(term, column, fields.COLUMNS[column])

    def _anywhere(self, term: Term) -> str:
        columns = ("message", "error_message") if isinstance(term.value, Regex) else WORD_COLUMNS
        parts = [self._contains(term, f"logs.{column}") for column in columns]
        if isinstance(term.value, Word) and any(sign.isdigit() for sign in term.value.text):
            name = self._bind(term.value.text)
            parts += [f"logs.{column} = {name}" for column in ID_COLUMNS]
        return "(" + " or ".join(parts) + ")"

    def _said(self, term: Term) -> str:
        said = term.value.text.lower() if isinstance(term.value, Word) else ""
        if said not in _SAID:
            raise self._error(f"is: takes {_listed(tuple(_SAID))}.", term)
        return _SAID[said]

    def _column(self, term: Term, column: str, kind: Kind) -> str:  # noqa: PLR0911 (one for each kind)
        place = f"logs.{column}"
        if isinstance(term.value, Exists):
            return f"({place} is not null)"
        match kind:
            case Kind.NUMBER | Kind.DURATION:
                return self._numbered(term, column, kind)
            case Kind.TIME:
                return self._timed(term, place)
            case Kind.LEVEL:
                return self._levelled(term, place)
            case _ if term.operator != ":":
                raise self._error(f"{column} is text: numbers, times and levels can be compared.", term)
            case Kind.TEXT:
                return self._contains(term, place)
            case Kind.JSON:
                return self._contains(term, f"{place}::varchar")
            case Kind.ID:
                return self._equals(term, place, any_case=False)
            case Kind.NAME:
                return self._equals(term, place, any_case=True)

    def _contains(self, term: Term, place: str) -> str:
        match term.value:
            case Regex(text=expression):
                return self._regex(term, expression, place)
            case Word(text=text) if "*" in text:
                return f"lower({place}) like lower({self._once('%' + _like(text) + '%')}) escape '\\'"
            case Word(text=text) | Phrase(text=text):
                return self._contains_in_any_case(text, place)
        return _EVERYTHING

    def _contains_in_any_case(self, text: str, place: str) -> str:
        """Most rows can be left out by the part of a text that has no case, which is found without lowering them."""
        whole = f"contains(lower({place}), lower({self._once(text)}))"
        part = caseless(text)
        return f"(contains({place}, {self._once(part)}) and {whole})" if len(part) >= _WORTH_LOOKING_FOR else whole

    def _equals(self, term: Term, place: str, *, any_case: bool) -> str:
        side = "lower({})" if any_case else "{}"
        match term.value:
            case Regex(text=expression):
                return self._regex(term, expression, place)
            case Word(text=text) if "*" in text:
                return f"({side.format(place)} like {side.format(self._bind(_like(text)))} escape '\\')"
            case Word(text=text) | Phrase(text=text):
                return f"({side.format(place)} = {side.format(self._bind(text))})"
        return _EVERYTHING

    def _regex(self, term: Term, expression: str, place: str) -> str:
        problem = regex.problem(expression)
        if problem is not None:
            raise SearchError(f"This is not a valid regular expression: {problem}.", self._text, term.value_start)
        return f"regexp_matches({place}, {self._once(expression)})"

    def _once(self, value: str) -> str:
        """The parameter of a value, the same one wherever the search has it."""
        known = next((name for name, bound in self.parameters.items() if bound == value), None)
        return self._bind(value) if known is None else f"${known}"

    def _numbered(self, term: Term, column: str, kind: Kind) -> str:
        place, text = f"logs.{column}", self._word(term, column)
        read = fields.milliseconds if kind is Kind.DURATION else fields.number
        if term.operator == ":":
            klass = _STATUS_CLASS.fullmatch(text) if column == "status" else None
            if klass:
                low = int(klass.group(1)) * 100
                return f"({place} between {self._bind(low)} and {self._bind(low + 99)})"
            if ".." in text:
                low_text, high_text = text.split("..", 1)
                low_end, high_end = read(low_text), read(high_text)
                if low_end is not None and high_end is not None:
                    return f"({place} between {self._bind(_whole(low_end))} and {self._bind(_whole(high_end))})"
        value = read(text)
        if value is None:
            example = "250ms or 2s" if kind is Kind.DURATION else "404, 4xx or 400..499" if column == "status" else "5"
            raise self._error(f"{column} is a number, such as {example}.", term)
        return f"({place} {_sign(term)} {self._bind(_whole(value))})"

    def _timed(self, term: Term, place: str) -> str:
        text = self._word(term, "ts")
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise self._error("A time is written 2026-11-20 or 2026-11-20T14:00:00, in UTC.", term) from None
        return f"({place} {_sign(term)} {self._bind(moment)})"

    def _levelled(self, term: Term, place: str) -> str:
        if term.operator == ":" and (not isinstance(term.value, Word) or "*" in term.value.text):
            return self._equals(term, place, any_case=True)
        text = self._word(term, "level").upper()
        level = fields.LEVEL_NAMES.get(text)
        if level is None:
            raise self._error(f"{text} is not a level: levels are {_listed(fields.LEVELS)}.", term)
        if term.operator == ":":
            return f"({place} = {self._bind(level)})"
        names = ", ".join(f"'{name}'" for name in fields.LEVELS)
        ranked = f"list_position([{names}], {{}})"
        return f"({ranked.format(place)} {term.operator} {ranked.format(self._bind(level))})"

    def _attribute(self, term: Term) -> str:
        keys = fields.attribute_path(term.name)
        places = [f"json_extract_string(logs.attributes, {self._bind(fields.pointer(keys))})"]
        if len(keys) > 1:
            places.append(f"json_extract_string(logs.attributes, {self._bind(fields.pointer(('.'.join(keys),)))})")
        found = places[0] if len(places) == 1 else f"coalesce({', '.join(places)})"
        guards = []
        if _SIMPLE_KEY.fullmatch(keys[-1]) and not keys[-1].isdigit():
            # looked for first, because most rows can be left out before their JSON is read
            guards.append(f"contains(logs.attributes::varchar, {self._bind(keys[-1] + chr(34))})")
        return self._attribute_says(term, found, guards)

    def _attribute_says(self, term: Term, found: str, guards: list[str]) -> str:
        if isinstance(term.value, Exists):
            said = f"{found} is not null"
        elif term.operator != ":":
            value = fields.number(self._word(term, term.name))
            if value is None:
                raise self._error(f"{term.name} is compared with a number.", term)
            said = f"try_cast({found} as double) {term.operator} {self._bind(value)}"
        elif isinstance(term.value, Regex):
            said = self._regex(term, term.value.text, found)
        elif isinstance(term.value, Word) and "*" in term.value.text:
            said = f"lower({found}) like lower({self._bind(_like(term.value.text))}) escape '\\'"
        else:
            value_name = self._bind(term.value.text)
            if _ONLY_DIGITS.fullmatch(term.value.text):
                guards.append(f"contains(logs.attributes::varchar, {value_name})")
            lowered = "list_transform(try(from_json({}, '[\"VARCHAR\"]')), lambda item: lower(item))"
            said = (
                f"case when starts_with({found}, '[') then list_contains({lowered.format(found)}, lower({value_name}))"
                f" else lower({found}) = lower({value_name}) end"
            )
        return f"(case when {' and '.join(guards)} then {said} end)" if guards else f"({said})"

    def _word(self, term: Term, column: str) -> str:
        if isinstance(term.value, Word | Phrase):
            return term.value.text
        raise self._error(f"{column} takes no regular expression: compare it, or give its value.", term)

    def _error(self, sentence: str, term: Term) -> SearchError:
        return SearchError(sentence, self._text, term.value_start)


def caseless(text: str) -> str:
    """The longest part of ASCII signs that are no letters: it is the same whatever the case; empty where there is none.

    Signs beyond ASCII are left alone, because lower case is a matter of Unicode's version there.
    """
    return max(_CASELESS.findall(text), key=len, default="")


def _sign(term: Term) -> str:
    return "=" if term.operator == ":" else term.operator


def _whole(value: float) -> float:
    """A number without a fraction as an integer, so that a column of integers need not be cast."""
    return int(value) if value.is_integer() and abs(value) <= _LARGEST else value


def _like(text: str) -> str:
    """Text with `*` as a pattern for LIKE with the backslash as its escape."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return re.sub(r"\*+", "%", escaped)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
