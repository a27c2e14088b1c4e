r"""Text lines as JSON objects: each format's pattern gives the values, its groups the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.formats.text_registry import any_of
from ingest.records.parsing import text_lines
from ingest.records.parsing.container_prefix import Opened, nothing
from ingest.records.parsing.text_lines import without_colours
from ingest.records.plans.extraction import quoted
from ingest.records.tables import scannable, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.formats.text_format import TextFormat
    from ingest.formats.text_registry import TextFormats

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
REST = "rest"
"""The group with what belongs to the message after something that does not, such as pairs."""
_STACK_LINES = rf"(?s)\n\s*((?:{STACK}).*)$"
_STACK_FROM_HEAD = rf"(?s)(?:^|\n[ \t]*|: |- |\| )({_HEAD}\r?\n{_FRAME}.*)$"
_STACK_IN_SENTENCE = (
    r"(?s)[^\n] ((?:[\w$]+[.:\\])*(?:[A-Z][\w$]*)?(?:Error|Exception)(?: \[\w+\])?: [^\n]*\n[ \t]+at .*)$"
)
_RUBY_MESSAGE = r"(?s)^([^\n]* \((?:[A-Z]\w*::)*[A-Z]\w*\)\n\S+\.rb:\d+:in .*)$"
_PAIR = r"""([A-Za-z_@][\w.@/\-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^\s"]\S*|)"""

_SAMPLED_FROM = 2_000
"""From so many texts on, looking at some of them first takes less time."""
_SAMPLE = 200


def opened(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], formats: TextFormats) -> Opened:
    """The records in the texts at `positions` that have a text format, as JSON objects."""
    found = [part for _, part in by_format(cursor, line, positions, formats)]
    if not found:
        return nothing()
    if len(found) == 1:
        return found[0]
    together = np.concatenate([part.positions for part in found])
    order = np.argsort(together, kind="stable")
    return Opened(together[order], pa.concat_arrays([part.line for part in found]).take(pa.array(order)))


def by_format(
    cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], formats: TextFormats
) -> Iterator[tuple[TextFormat, Opened]]:
    """Each format with the records that it reads of the texts at `positions`; the first that fits takes a text."""
    if not len(positions):
        return
    texts = line if len(positions) == len(line) else line.take(pa.array(positions))
    is_text = _valid(texts)
    if not is_text.all():
        positions, texts = positions[is_text], texts.filter(pa.array(is_text))
    texts = pc.ascii_rtrim(without_colours(texts), characters="\r\n\t ")
    yield from _Reading(cursor, texts, positions).by_usual(formats.formats)


@dataclass(slots=True)
class _Reading:
    """The texts that no format has taken yet, and their positions."""

    cursor: DuckDBPyConnection
    texts: pa.Array
    positions: NDArray[np.int64]

    def by_usual(self, formats: Sequence[TextFormat]) -> Iterator[tuple[TextFormat, Opened]]:
        """The same as `by`; most texts are compared only with the formats that a sample of them begins like.

        Which texts begin like any other format is looked at together, and only these are compared with all.
        """
        if len(self.texts) < _SAMPLED_FROM:
            yield from self.by(formats)
            return
        some = _Reading(
            self.cursor,
            self.texts.take(pa.array(np.arange(0, len(self.texts), len(self.texts) // _SAMPLE))),
            self.positions,
        )
        usual = [item for item in formats if some._begin_like([item]).any()]
        others = [item for item in formats if item not in usual]
        is_odd = self._begin_like(others) if others else np.zeros(len(self.texts), np.bool_)
        if is_odd.any():
            yield from _Reading(self.cursor, self.texts.filter(pa.array(is_odd)), self.positions[is_odd]).by(formats)
            self.texts, self.positions = self.texts.filter(pa.array(~is_odd)), self.positions[~is_odd]
        for item in usual:
            yield from self.by([item])

    def by(self, formats: Sequence[TextFormat]) -> Iterator[tuple[TextFormat, Opened]]:
        """Each of `formats` with the texts that it takes.

        Where no text begins like any of them they are passed over together: a log has few of the many formats.
        """
        begins = np.zeros(0, np.bool_) if not len(self.texts) else self._begin_like(formats)
        if not begins.any():
            return
        if len(formats) > 1:
            half = len(formats) // 2
            yield from self.by(formats[:half])
            yield from self.by(formats[half:])
            return
        item = formats[0]
        found = _of_format(self.cursor, item, self.texts if begins.all() else self.texts.filter(pa.array(begins)))
        begins[begins] = np.asarray(found.is_valid())
        if begins.any():
            yield item, Opened(self.positions[begins], found.drop_null())
            self.texts, self.positions = self.texts.filter(pa.array(~begins)), self.positions[~begins]

    def _begin_like(self, formats: Sequence[TextFormat]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.array(
            pc.match_substring_regex(self.texts, any_of(item.begins for item in formats))
        )
        return found


def _valid(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are UTF-8 without NULs."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return np.array([_is_text(raw) for raw in texts.cast(pa.large_binary()).to_pylist()])
    if not text_lines.may_contain(texts, b"\0"):
        return np.ones(len(texts), np.bool_)
    return ~np.asarray(pc.match_substring(texts, "\0"))


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _of_format(cursor: DuckDBPyConnection, item: TextFormat, lines: pa.Array) -> pa.Array:
    """Each line as a JSON object; null if it does not have this format."""
    cursor.register("text_lines", scannable({"line": lines}))
    try:
        return texts_of(cursor.execute(statement(item)).to_arrow_table().column("line"))
    finally:
        cursor.unregister("text_lines")


def statement(item: TextFormat) -> str:
    """The SELECT that makes a JSON object of each line in the table `text_lines`, in their order; null for other lines.

    There is no condition on what the pattern found: DuckDB would push it down, and match each line twice.
    """
    names = ", ".join(map(quoted, item.groups))
    parts = [_member(item, name) for name in item.groups if name not in {item.pairs, item.members, REST}]
    if item.pairs:
        parts.append(_pairs(f"x.{item.pairs}", item.pair_ends))
    if item.members:
        parts.append(_members(item.members))
    parts += [_constant(item, name, value) for name, value in item.constants.items()]
    filled = " or ".join(f"x.{name} <> ''" for name in item.groups)
    return f"""
select case when {filled} then '{{' || substr(concat({", ".join(parts)}), 2) || '}}' end as line
from (select regexp_extract(line, {quoted(f"^(?:{item.pattern})$")}, [{names}]) as x from text_lines)"""


def _member(item: TextFormat, name: str) -> str:
    value = f"x.{name}"
    if name in item.escaped:
        value = _unescaped(value)
    empties = ", ".join(map(quoted, item.empty))
    if name == "level" and item.levels:
        cases = " ".join(f"when {quoted(word)} then {quoted(level)}" for word, level in item.levels.items())
        value = f"case {value} {cases} else {value} end"
    if name in item.objects:
        return f"case when {value} <> '' then {_object(name, value)} else '' end"
    if name == "message" and REST in item.groups:
        value = f"concat({value}, x.{REST})"
    if name == "message" and item.repeated:
        value = f"regexp_replace({value}, {quoted(chr(10) + item.repeated)}, e'\\n', 'g')"
    if name == "message" and item.continues:
        return _message(value, has_stack="stack_trace" in item.groups)
    return f"case when x.{name} not in ({empties}) then {_pair(name, value)} else '' end"


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
    value = f"x.{name}"
    return (
        f"case when {value} = '' then '' when json_valid({value}) and json_type({value}) = 'OBJECT'"
        f" then rtrim(',' || trim(substr({value}, 2, length({value}) - 2)), ',') else {_pair(name, value)} end"
    )


def _constant(item: TextFormat, name: str, value: str) -> str:
    text = quoted(f',"{name}":"{value}"')
    return f"case when x.{name} in ('', '-') then {text} else '' end" if name in item.groups else text


def _pair(name: str, value: str) -> str:
    return f"""',"{name}":' || to_json({value})::varchar"""


def _object(name: str, value: str) -> str:
    """A member that is JSON; its line breaks may be written as they are."""
    text = rf"replace(replace({value}, e'\r', ''), e'\n', '\n')"
    return f"""',"{name}":' || case when json_valid({text}) then {text} else to_json({value})::varchar end"""


def _pairs(value: str, ends: str) -> str:
    """Members for the ``key=value`` pairs in a text; a quoted value is as in JSON, where it is valid there."""
    keys = f"regexp_extract_all({value}, {quoted(_PAIR)}, 1)"
    values = f"regexp_extract_all({value}, {quoted(_PAIR)}, 2)"
    plain = f"trim(rtrim(p[2], {quoted(ends)}), '''\"')" if ends else "trim(p[2], '''\"')"
    text = f"case when json_valid(p[2]) and p[2][1] = '\"' then p[2] else to_json({plain})::varchar end"
    return f"""coalesce(list_aggregate(
        list_transform(list_zip({keys}, {values}), lambda p: ',' || to_json(p[1])::varchar || ':' || {text}),
        'string_agg', ''), '')"""
