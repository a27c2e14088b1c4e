"""Reads a search by recursive descent.

Its grammar:

    search   = either
    either   = both { "OR" both }
    both     = part { [ "AND" ] part }
    part     = [ "-" | "NOT" ] factor
    factor   = "(" either ")" | field | value
    field    = name ":" ( value | "(" either ")" ) | name ( ">" | ">=" | "<" | "<=" ) word
    value    = word | '"' phrase '"' | "/" regex "/"

What people paste is no error where it can be a word: a path, a URL, a time, `Error:` before a space, `main()`. A name
in front of parentheses holds for every value in them. OR binds less than AND.
"""

from __future__ import annotations

import re

from sql.search import fields
from sql.search.errors import SearchError
from sql.search.tree import All, Any, Everything, Exists, Node, Not, Phrase, Regex, Term, Value, Word

LONGEST = 2_000
"""Characters in a search."""

_MOST_TERMS = 60
_DEEPEST = 20
_OPERATOR = re.compile(r":(?:>=|<=|>|<)|>=|<=|>|<|:")
_KEYWORDS = frozenset({"OR", "AND", "NOT"})
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def parse(text: str) -> Node:
    """The tree of a search.

    Raises `SearchError` with the place of what cannot be understood.
    """
    if len(text) > LONGEST:
        raise SearchError(f"A search has at most {LONGEST} characters: this one has {len(text)}.", text, LONGEST)
    broken = _SURROGATE.search(text)
    if broken is not None:
        raise SearchError("This is half of a character: type it again.", text, broken.start())
    return _Parser(text).search()


class _Parser:
    """One search being read; `_at` is where."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._terms = 0
        self._depth = 0
        self._name = ""

    def search(self) -> Node:
        """The whole text."""
        self._skip()
        if self._ended():
            return Everything()
        found = self._either()
        if not self._ended():
            raise self._error("This parenthesis has no opening one: add it, or put it in quotes.", self._at)
        return found

    def _either(self) -> Node:
        start, parts = self._at, [self._both()]
        while self._keyword() == "OR":
            place = self._at
            self._take_keyword("OR")
            if self._closed():
                raise self._error("Say what else to look for after OR.", place)
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts), start, self._at)

    def _both(self) -> Node:
        start = self._at
        parts: list[Node] = []
        while not self._closed() and self._keyword() != "OR":
            if self._keyword() == "AND":
                place = self._at
                self._take_keyword("AND")
                if not parts or self._closed() or self._keyword() in {"AND", "OR"}:
                    raise self._error("AND needs a search term on both sides.", place)
            parts.append(self._part())
        if not parts:
            raise self._error("Say what to look for here.", self._at)
        return parts[0] if len(parts) == 1 else All(tuple(parts), start, self._end(parts[-1]))

    def _part(self) -> Node:
        start = self._at
        negated = False
        if self._keyword() == "NOT":
            self._take_keyword("NOT")
            negated = True
        elif self._text.startswith("-", self._at) and not self._blank(self._at + 1):
            self._at += 1
            negated = True
        if negated and (self._closed() or self._keyword()):
            raise self._error("Say what must not be there.", start)
        factor = self._factor()
        return Not(factor, start, self._end(factor)) if negated else factor

    def _factor(self) -> Node:
        if self._text[self._at] == "(":
            return self._group(self._name)
        start = self._at
        name = "" if self._name else self._field()
        if name:
            return self._of_field(name, start)
        value, value_start = self._value()
        return self._term(value, self._name, ":", start, value_start)

    def _group(self, name: str) -> Node:
        start, outer = self._at, self._name
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error(f"Parentheses can be nested at most {_DEEPEST} deep.", start)
        self._at += 1
        self._skip()
        self._name = name
        found = self._either()
        self._name = outer
        if self._ended():
            raise self._error("This parenthesis is not closed: close it, or put it in quotes.", start)
        self._at += 1
        end = self._at
        self._skip()
        self._depth -= 1
        return Any((found,), start, end)

    def _field(self) -> str:
        """The name of the field that begins here; empty where a word or a value does."""
        match = fields.NAME.match(self._text, self._at)
        operator = _OPERATOR.match(self._text, match.end()) if match else None
        if match is None or operator is None:
            return ""
        name, after = match.group(), operator.end()
        if fields.column_of(name) is None and name.lower() != fields.IS and not self._is_field(operator.group(), after):
            return ""
        self._at = match.end()
        return name

    def _is_field(self, operator: str, after: int) -> bool:
        """Whether an unknown name is meant as an attribute, and is not part of a pasted text."""
        if operator == ":":
            return not self._blank(after) and not self._text.startswith("//", after)
        return fields.number(self._text[after : self._word_end(after)]) is not None

    def _of_field(self, name: str, start: int) -> Node:
        match = _OPERATOR.match(self._text, self._at)
        operator = match.group() if match else ":"
        self._at += len(operator)
        operator = operator.lstrip(":") or ":"
        if self._blank(self._at) or self._text[self._at] == ")":
            raise self._error(f"Say which value {name} is to have, or {name}:* for any.", self._at)
        if self._text[self._at] == "(" and operator == ":":
            return self._group(name)
        value, value_start = self._value()
        return self._term(value, name, operator, start, value_start)

    def _term(self, value: Value, name: str, operator: str, start: int, value_start: int) -> Node:
        self._terms += 1
        if self._terms > _MOST_TERMS:
            raise self._error(f"A search has {_MOST_TERMS} terms at most.", start)
        end = self._at
        self._skip()
        if isinstance(value, Word) and not value.text.strip("*"):
            return Term(Exists(), name, operator, start, end, value_start) if name else Everything()
        return Term(value, name, operator, start, end, value_start)

    def _value(self) -> tuple[Value, int]:
        start = self._at
        sign = self._text[start]
        if sign == '"':
            return self._phrase(), start
        regex = self._regex() if sign == "/" else None
        if regex is not None:
            return regex, start + 1
        self._at = self._word_end(start)
        if self._at == start:
            raise self._error("Say what to look for here.", start)
        return Word(self._text[start : self._at]), start

    def _phrase(self) -> Phrase:
        start, signs, at = self._at, [], self._at + 1
        while at < len(self._text) and self._text[at] != '"':
            if self._text[at] == "\\" and self._text[at + 1 : at + 2] in {'"', "\\"}:
                at += 1
            signs.append(self._text[at])
            at += 1
        if at >= len(self._text):
            raise self._error("This quote is not closed.", start)
        if not signs:
            raise self._error("These quotes are empty.", start)
        self._at = at + 1
        return Phrase("".join(signs))

    def _regex(self) -> Regex | None:
        """The text between slashes; None for a path, which has no slash right before a space or the end."""
        at = self._at + 1
        while at < len(self._text) and self._text[at] != "/":
            at += 2 if self._text[at] == "\\" else 1
        if at >= len(self._text) or at == self._at + 1 or not (self._blank(at + 1) or self._text[at + 1] == ")"):
            return None
        found = self._text[self._at + 1 : at].replace("\\/", "/")
        self._at = at + 1
        return Regex(found)

    def _word_end(self, start: int) -> int:
        """Where the word ends that begins here: at a blank, or at a parenthesis that it did not open."""
        at, opened = start, 0
        while not self._blank(at):
            opened += {"(": 1, ")": -1}.get(self._text[at], 0)
            if opened < 0:
                break
            at += 1
        return at

    def _keyword(self) -> str:
        end = self._word_end(self._at)
        word = self._text[self._at : end]
        return word if word in _KEYWORDS else ""

    def _take_keyword(self, word: str) -> None:
        self._at += len(word)
        self._skip()

    def _skip(self) -> None:
        while not self._ended() and self._blank(self._at):
            self._at += 1

    def _blank(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at].isspace()

    def _ended(self) -> bool:
        return self._at >= len(self._text)

    def _closed(self) -> bool:
        return self._ended() or self._text[self._at] == ")"

    def _end(self, node: Node) -> int:
        return self._at if isinstance(node, Everything) else node.end

    def _error(self, sentence: str, position: int) -> SearchError:
        return SearchError(sentence, self._text, position)
