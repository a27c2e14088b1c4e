"""Attributes that are nested too deeply or hold too long a number: kept as text, flagged, and nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records.repair import bounds
from ingest.records.repair.bounds import DEEPEST, LONGEST_NUMBER, bounded
from tests.ingest.stored import store

if TYPE_CHECKING:
    from collections.abc import Callable

_START = '{"timestamp":"2026-11-20T10:00:00Z","level":"INFO","message":"m"'


def _lists(levels: int) -> str:
    return "[" * levels + "]" * levels


def _objects(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def _depth(value: Any) -> int:
    """How many lists and objects are around the innermost value."""
    deepest, waiting = 0, [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(one, dict | list):
            waiting += [(inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one)]
            deepest = max(deepest, depth + 1)
    return deepest


@pytest.mark.parametrize(
    ("value", "repaired"),
    [
        (_lists(DEEPEST - 1), None),
        (_lists(DEEPEST), ["nesting"]),
        (_objects(DEEPEST), ["nesting"]),
        (_lists(3_000), ["nesting"]),
        (_objects(200_000), ["nesting"]),
        (f"[{_lists(300)},1,{_objects(300)},[]]", ["nesting"]),
        ("[" * 300 + '"]\\"[\\\\"' + "]" * 300, ["nesting"]),
        (json.dumps('\\"[{' * 500), None),
        (json.dumps("9" * 5_000), None),
        ("9" * LONGEST_NUMBER, None),
        ("9" * (LONGEST_NUMBER + 1), ["long_numbers"]),
        ("-" + "9" * 6_000, ["long_numbers"]),
        (f"[{'9' * 6_000},{_lists(300)}]", ["nesting", "long_numbers"]),
        ("[" * 300 + "9" * 6_000 + "]" * 300, ["nesting"]),
    ],
)
def test_what_is_beyond_is_a_text(value: str, repaired: list[str] | None) -> None:
    """The record is stored with its columns, within the bounds, and says what was done; nothing of it is lost."""
    stored = store(f'{_START},"x":1}}\n{_START},"x":{value},"y":2}}\n{_START},"x":3}}\n')
    texts = [found["attributes"] for found in stored.rows]
    note = json.loads(texts[1]).get("_longtail")
    assert (['{"x":1}', '{"x":3}'], "m", []) == ([texts[0], texts[2]], stored.rows[1]["message"], stored.rejects)
    assert (None if repaired is None else {"repaired": repaired}) == note
    assert _depth(json.loads(texts[1])) <= DEEPEST
    assert f'{{"x":{value},"y":2}}' == _undone(texts[1])


def _undone(text: str) -> str:
    """The attributes as they were, made of what is stored: a text that is JSON too deep or too long is that."""
    head, note, _ = text.partition(',"_longtail":')
    if not note:
        return text
    decoder, made, at = json.JSONDecoder(), "", 0
    while at < len(head):
        inner, end = decoder.raw_decode(head, at) if head[at] == '"' else ("", at + 1)
        is_bounded = _levels(inner) > 0 or len(inner) > LONGEST_NUMBER
        made, at = made + (inner if is_bounded else head[at:end]), end
    return made + "}"


def _levels(text: str) -> int:
    """How deep a text that may be a list or an object is."""
    return text.count("[") + text.count("{") if text[:1] in {"[", "{"} else 0


_KEYS = st.text(alphabet='"\\[]{}a', max_size=3)
_NESTS = st.recursive(
    st.none() | st.integers() | st.text(alphabet='"\\[]{}:,aé9'),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='"\\[]{}a', max_size=3), inner, max_size=3)
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(
    value=st.dictionaries(st.text(alphabet="ab", min_size=1, max_size=2), _NESTS, max_size=3), deepest=st.integers(1, 4)
)
def test_any_value_is_bounded(value: dict[str, Any], deepest: int) -> None:
    """Whatever its strings hold: at most so deep, with the same leaves, and untouched where it is not deeper."""
    text = json.dumps(value, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bounds, "DEEPEST", deepest)
        found = bounded(text)
    if _depth(value) <= deepest:
        assert found is None
        return
    assert found is not None
    made = json.loads(found)
    del made["_longtail"]
    assert (deepest, value) == (_depth(made), _opened(made, value))


def _opened(made: Any, value: Any) -> Any:
    """`made` with each text that stands for a list or an object of `value` as that."""
    if isinstance(made, str) and not isinstance(value, str):
        return json.loads(made)
    if isinstance(made, dict):
        return {key: _opened(inner, value[key]) for key, inner in made.items()}
    if isinstance(made, list):
        return [_opened(inner, of) for inner, of in zip(made, value, strict=True)]
    return made


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", '{"repaired":["nesting"]}'),
        (',"_longtail":{"time":"future"}', '{"time":"future","repaired":["nesting"]}'),
        (',"_longtail":{"repaired":["python"],"raw":"x"}', '{"repaired":["nesting","python"],"raw":"x"}'),
        (
            ',"_longtail":{"time":"future","repaired":["python"],"raw":"x"}',
            '{"time":"future","repaired":["nesting","python"],"raw":"x"}',
        ),
    ],
)
def test_a_note_that_is_there_is_kept(note: str, expected: str) -> None:
    """One `_longtail`, with what was said before."""
    found = bounded(f'{{"x":{_lists(300)}{note}}}')
    assert (True, json.loads(expected)) == (
        found is not None and found.count('"_longtail"') == 1,
        json.loads(found or "{}")["_longtail"],
    )


_LISTS, _OBJECTS = _lists(3_000), _objects(3_000)


def _contained(line: str, **more: Any) -> str:
    return json.dumps({"log": f"{line}\n", "stream": "stdout", "time": "2026-11-20T10:00:00Z", **more})


_WRAPS: dict[str, Callable[[str], str]] = {
    "a container's line": _contained,
    "a container's line with more": lambda line: _contained(line, attrs={"tag": "x"}),
    "many keys": lambda line: line[:-1] + "".join(f',"k{number}":{number}' for number in range(120)) + "}",
    "an error": lambda line: f'{line[:-1].replace("INFO", "ERROR")},"error":{_OBJECTS},"exception":{_LISTS}}}',
    "columns": lambda line: f'{line[:-1]},"user":{_OBJECTS},"status":{_LISTS},"trace_id":{_LISTS}}}',
    "a secret": lambda line: f'{line[:-1]},"password":{_OBJECTS},"token":{_LISTS}}}',
    "a prefix": lambda line: f"web_1 | {line}",
    "a comma": lambda line: f"{line},",
}


@pytest.mark.parametrize("wrap", _WRAPS.values(), ids=_WRAPS)
@pytest.mark.parametrize("value", [_lists(3_000), _objects(3_000)], ids=["lists", "objects"])
def test_wherever_it_stands_the_line_is_stored_or_rejected(wrap: Callable[[str], str], value: str) -> None:
    """Each line once, and nothing deep in it: as a container writes it, beside many keys, in errors and in columns."""
    stored = store("".join(wrap(f'{_START},"x":{{"y":{value}}}}}') + "\n" for _ in range(3)))
    deepest = max((_depth(json.loads(found["attributes"] or "{}")) for found in stored.rows), default=0)
    assert (3, True) == (len(stored.rows) + len(stored.rejects), deepest <= DEEPEST)
