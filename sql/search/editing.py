"""Changes a search by a click: includes or excludes a value. The rest of the text stays as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sql.search import fields
from sql.search.errors import SearchError
from sql.search.grammar import parse
from sql.search.tree import All, Any, Node, Not, Phrase, Term, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARE = re.compile(r"[\w][\w.,:@{}+/$-]*")
_SIGN = re.compile(r"[!-/:-@\[-^`{-~]")
_GAP = re.compile(r"<\*>")


def quoted(value: str) -> str:
    """A value in the search language: bare if possible, else in quotes."""
    if _BARE.fullmatch(value) and value not in {"OR", "AND", "NOT"}:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def including(text: str, name: str, value: str) -> str:
    """The search for what it finds now and has the value; a second value of a field joins the first with OR.

    The empty value stands for records without the field. A value that is included already is taken out again.
    """
    if not value:
        return _toggled(text, f"-{name}:*")
    wanted = f"{name}:{quoted(value)}"
    part = next((one for one in _parts(text) if _names(one) == {_known(name)}), None)
    if part is None:
        return _with(text, wanted)
    old = text[part.start : part.end]
    if isinstance(part, Term):
        if _value(part) == value:
            return _without(text, part)
        new = f"{name}:({old[part.value_start - part.start :]} OR {quoted(value)})"
    else:
        new = f"{old[:-1]} OR {quoted(value)})"
    return text[: part.start] + new + text[part.end :]


def excluding(text: str, name: str, value: str) -> str:
    """The search for what it finds now and does not have the value; what is left out already is let in again."""
    if not value:
        return _toggled(text, f"{name}:*")
    for part in _parts(text):
        if isinstance(part, Term) and _names(part) == {_known(name)} and _value(part) == value:
            text = _without(text, part)
    return _toggled(text, f"-{name}:{quoted(value)}")


def for_pattern(pattern: str) -> str:
    """The search for messages of a masked pattern, in which `<*>` stands for what differs."""
    literal = [_SIGN.sub(r"\\\g<0>", part) for part in _GAP.split(pattern)]
    escaped = [re.sub(r"\s", lambda sign: "\\s" if sign.group() != " " else " ", part) for part in literal]
    return "/^" + ".*".join(escaped) + "$/"


def _parts(text: str) -> Sequence[Term | Not | All | Any]:
    """What must all hold, as far as the search can be understood."""
    try:
        tree = parse(text)
    except SearchError:
        return ()
    nodes: Sequence[Node] = tree.parts if isinstance(tree, All) else (tree,)
    return [node for node in nodes if isinstance(node, Term | Not | All | Any)]


def _names(node: Node) -> set[str]:
    """The fields of which one value or another is wanted; something that is no field where it is not so simple."""
    match node:
        case Term(name=name, operator=":", value=Word() | Phrase()) if name:
            return {_known(name)}
        case Any(parts=parts):
            return set().union(*(_names(part) for part in parts))
    return {"", "?"}


def _known(name: str) -> str:
    return fields.column_of(name) or name


def _value(term: Term) -> str | None:
    return term.value.text if isinstance(term.value, Word | Phrase) else None


def _with(text: str, addition: str) -> str:
    text = text.strip()
    try:
        tree = parse(text)
        needs_group = isinstance(tree, Any) and len(tree.parts) > 1  # one part is what stands in parentheses
    except SearchError:
        needs_group = False
    return " ".join(filter(None, (f"({text})" if needs_group else text, addition)))


def _toggled(text: str, addition: str) -> str:
    for part in _parts(text):
        if text[part.start : part.end] == addition:
            return _without(text, part)
    return _with(text, addition)


def _without(text: str, part: Term | Not | All | Any) -> str:
    return " ".join(filter(None, (text[: part.start].strip(), text[part.end :].strip())))
