r"""Writes the SQL that makes a JSON object of each text: the groups of a format's pattern are its keys.

A pattern of several parts (`CUT`) is matched part by part: RE2 finds up to four groups in one pass over the text, more
of them take several times as long. Texts in which no value needs an escape in JSON are put together as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.records.plans.extraction import quoted

if TYPE_CHECKING:
    from ingest.formats.text_format import PatternPart, TextFormat

_TYPE = r"(?:[A-Za-z_$][\w$]*(?:[.\\/]|::))*[A-Z][\w$]*(?:`\d+)?"
_HEAD = (
    r"(?:(?:Exception in thread \"[^\"\n]*\" |(?:PHP )?Fatal error: +|Unhandled exception[.:] +)?"
    rf"(?:Uncaught (?:\(in promise\) )?)?{_TYPE}"
    rf"(?: \[\w+\]| \(0x[0-9a-fA-F]+\))?(?::[^\n]*| \([^\n]*\):?)?"
    rf"|\S+\.(?:rb|erb|rake|ru):\d+:in [^\n]*|\*\* \([A-Z][\w.]*\) [^\n]*)"
)
"""The line with the exception's type: Java, .NET, JavaScript, PHP and Rails; Ruby; Elixir."""
_FRAME = (
    r"(?:[ \t]+at \S| ?---> |Stack trace:|\[[Ss]tacktrace\]|#0 |[ \t]*from \S+:\d+:in "
    r"|(?:[ \t]*\n)?\S+\.(?:rb|erb|rake|ru):\d+:in "
    r"|[ \t]+(?:\([\w. \-]+\) )?\S+\.(?:exs?|erl):\d+: )"
)
"""The line after it, as a frame begins."""
STACK = (
    r"Traceback \(most recent call last\):|\+ Exception Group Traceback|╭─+ Traceback \(most"
    r"|(?:\S+ )?[\w$]+(?:[.\\][\w$]+)*(?:Exception|Error|Throwable|Fault)(?:[: ][^\n]*)?(?:\n[^\n]*){0,20}?\n\s+at "
    r"|(?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*(?::[^\n]*)?\n\s+at "
    r"|Caused by: |at \S+\("
    r"|goroutine \d+ \[|panic: |fatal error: |\S+\.[\w.()*\[\]]+(?:\([^\n]*\))?\n\t\S+\.go:\d+"
    r"|Stack trace:|\[?[Ss]tacktrace\]?:?\n|#0 "
    r"|thread '[^'\n]*'(?: \(\d+\))? panicked at |stack backtrace:"
    r"|[^\n]* \((?:[A-Z]\w*::)*[A-Z]\w*\)\n\S+\.rb:\d+:in |\S+\.rb:\d+:in |from \S+:\d+:in "
)
"""How the stack traces of Python, Java, .NET, Go, PHP, Rust and Ruby begin on a line of their own, after its spaces."""
MOST_MEMBERS = 30
"""The most members of an object whose set of keys is told by a number."""
REST = "rest"
"""The group with what belongs to the message after something that does not, such as pairs."""
_STACK_LINES = rf"(?s)\n\s*((?:{STACK}).*)$"
_STACK_FROM_HEAD = rf"(?s)(?:^|\n[ \t]*|: |- |\| )({_HEAD}\r?\n{_FRAME}.*)$"
_STACK_IN_SENTENCE = (
    r"(?s)[^\n] ((?:[\w$]+[.:\\])*(?:[A-Z][\w$]*)?(?:Error|Exception)(?: \[\w+\])?: [^\n]*\n[ \t]+at .*)$"
)
_RUBY_MESSAGE = r"(?s)^([^\n]* \((?:[A-Z]\w*::)*[A-Z]\w*\)\n\S+\.rb:\d+:in .*)$"
_ESCAPED = ("'\"'", r"'\'", r"e'\n'")
"""Characters that JSON does not have as they are (RFC 8259), besides further control characters."""
_PAIR = r"""([A-Za-z_@][\w.@/\-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^\s"]\S*|)"""


def objects(item: TextFormat, *, have_controls: bool = True) -> str:
    """The SELECT that makes a JSON object of each line in the table `text_lines`, in their order; null for other lines.

    If no value is JSON or pairs, there is a column `keys`: a number for the set of keys, or -1 where only the object
    tells it. `have_controls` says that a line may have control characters besides line feeds. There is no condition
    on what the pattern found: DuckDB would push it down, and match each line twice.
    """
    found = [_extracted(number, part) for number, part in enumerate(item.parts)]
    values = [
        f"part_{number}.{name} as {_value(name)}" for number, part in enumerate(item.parts) for name in part.groups
    ]
    filled = " or ".join(f"{_value(name)} <> ''" for name in item.parts[-1].groups)
    members = _Members(item).text()
    keys = f", {_keys(item)} as keys" if _has_known_keys(item) else ""
    whole = "''"
    if item.is_plain and not have_controls:
        whole = f"concat({', '.join(map(_value, item.groups))})"
        is_escaped = " or ".join(f"contains(whole, {text})" for text in _ESCAPED)
        members = f"case when not ({is_escaped}) then {_Members(item, are_plain=True).text()} else {members} end"
    return f"""
select case when {filled} then '{{' || substr({members}, 2) || '}}' end as line{keys}
from (
    select *, {whole} as whole
    from (select {", ".join(values)} from (select {", ".join(found)} from text_lines))
)"""


def _has_known_keys(item: TextFormat) -> bool:
    """Whether the groups that found something tell the keys of an object, all with texts."""
    of_json = item.pairs or item.members or item.objects
    return not of_json and len(item.groups) + len(item.constants) <= MOST_MEMBERS


def _keys(item: TextFormat) -> str:
    """A number with a bit for each member that an object has; -1 where the message may hold a stack trace."""
    empties = ", ".join(map(quoted, item.empty))
    is_there = {name: f"{_value(name)} not in ({empties})" for name in item.groups if name != REST}
    message = [name for name in ("message", REST) if name in item.groups]
    is_split = "message" in message and item.continues
    if is_split:
        is_there["message"] = " or ".join(f"{_value(name)} <> ''" for name in message)
    constants = [f"{_value(name)} in ('', '-')" for name in item.constants if name in item.groups]
    bits = " + ".join(f"if({bit}, {1 << place}, 0)" for place, bit in enumerate([*is_there.values(), *constants]))
    if is_split and "stack_trace" not in item.groups:
        has_lines = " or ".join(f"contains({_value(name)}, e'\\n')" for name in message)
        bits = f"if({has_lines}, -1, {bits})"
    return f"({bits})::bigint"


def _value(name: str) -> str:
    """The column with what a group found."""
    return f"of_{name}"


def _extracted(number: int, part: PatternPart) -> str:
    """What a part of the pattern finds."""
    return f"regexp_extract(line, {quoted(part.pattern)}, [{', '.join(map(quoted, part.groups))}]) as part_{number}"


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of the JSON object that is made of the groups of a format, as SQL.

    With `are_plain` for lines in which no value needs an escape in JSON.
    """

    item: TextFormat
    are_plain: bool = False

    def text(self) -> str:
        """The members one after the other, with a comma before each."""
        item = self.item
        parts = [self._member(name) for name in item.groups if name not in {item.pairs, item.members, REST}]
        if item.pairs:
            parts.append(_pairs(_value(item.pairs), item.pair or _PAIR, item.pair_ends))
        if item.members:
            parts.append(_members(item.members))
        parts += [_constant(item, name, value) for name, value in item.constants.items()]
        return f"concat({', '.join(parts)})"

    def _pair(self, name: str, value: str) -> str:
        return f"""concat(',"{name}":"', {value}, '"')""" if self.are_plain else _pair(name, value)

    def _member(self, name: str) -> str:
        item = self.item
        found = value = _value(name)
        if name in item.escaped:
            value = _unescaped(value)
        empties = ", ".join(map(quoted, item.empty))
        if name == "level" and item.levels:
            cases = " ".join(f"when {quoted(word)} then {quoted(level)}" for word, level in item.levels.items())
            value = f"case {value} {cases} else {value} end"
        if name in item.objects:
            return f"case when {value} <> '' then {_object(name, value)} else '' end"
        if name == "message" and REST in item.groups:
            value = f"concat({value}, {_value(REST)})"
        if name == "message" and item.repeated:
            value = f"regexp_replace({value}, {quoted(chr(10) + item.repeated)}, e'\\n', 'g')"
        if name == "message" and item.continues:
            if self.are_plain:
                return f"case when {value} <> '' then {self._pair(name, value)} else '' end"
            return _message(value, has_stack="stack_trace" in item.groups)
        return f"case when {found} not in ({empties}) then {self._pair(name, value)} else '' end"


def _unescaped(value: str) -> str:
    text = f"""'"' || {value} || '"'"""
    return f"(case when contains({value}, '\\') and json_valid({text}) then json({text}) ->> '$' else {value} end)"


def _message(value: str, *, has_stack: bool) -> str:
    """The message, and the stack trace that follows it on lines of its own."""
    whole = f"case when {value} <> '' then {_pair('message', value)} else '' end"
    if has_stack:
        return whole
    places = ", ".join(
        f"regexp_extract({value}, {quoted(pattern)}, 1)"
        for pattern in (_STACK_LINES, _STACK_FROM_HEAD, _STACK_IN_SENTENCE, _RUBY_MESSAGE)
    )
    return f"""case when not contains({value}, e'\\n') then {whole} else list_transform(
        [list_reduce([{places}], lambda first, second: if(length(second) > length(first), second, first))],
        lambda stack: case when stack = '' then {whole} else {_pair("message", _before_stack(value))}
            || {_pair("stack_trace", "stack")} end)[1] end"""


def _before_stack(value: str) -> str:
    """What stands before a stack trace; the first line of a trace with nothing before it."""
    before = f"rtrim(left({value}, length({value}) - length(stack)), e' \\r\\n\\t')"
    return f"coalesce(nullif(regexp_replace({before}, ' *[:|-]$', ''), ''), split_part(stack, e'\\n', 1))"


def _members(name: str) -> str:
    """The members of an object; what is none stays a text."""
    value = _value(name)
    return (
        f"case when {value} = '' then '' when json_valid({value}) and json_type({value}) = 'OBJECT'"
        f" then rtrim(',' || trim(substr({value}, 2, length({value}) - 2)), ',') else {_pair(name, value)} end"
    )


def _constant(item: TextFormat, name: str, value: str) -> str:
    text = quoted(f',"{name}":"{value}"')
    return f"case when {_value(name)} in ('', '-') then {text} else '' end" if name in item.groups else text


def _pair(name: str, value: str) -> str:
    return f"""',"{name}":' || to_json({value})::varchar"""


def _object(name: str, value: str) -> str:
    """A member that is JSON; its line breaks may be written as they are."""
    text = rf"replace(replace({value}, e'\r', ''), e'\n', '\n')"
    return f"""',"{name}":' || case when json_valid({text}) then {text} else to_json({value})::varchar end"""


def _pairs(value: str, pair: str, ends: str) -> str:
    """Members for the ``key=value`` pairs in a text; a quoted value is as in JSON, where it is valid there."""
    keys = f"regexp_extract_all({value}, {quoted(pair)}, 1)"
    values = f"regexp_extract_all({value}, {quoted(pair)}, 2)"
    plain = f"trim(rtrim(p[2], {quoted(ends)}), '''\"')" if ends else "trim(p[2], '''\"')"
    text = f"case when json_valid(p[2]) and p[2][1] = '\"' then p[2] else to_json({plain})::varchar end"
    return f"""coalesce(list_aggregate(
        list_transform(list_zip({keys}, {values}), lambda p: ',' || to_json(p[1])::varchar || ':' || {text}),
        'string_agg', ''), '')"""
