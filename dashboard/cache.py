"""Answers kept for everybody: by warehouse, data generation and question. An error is never kept.

While logs are written the generation changes every second. A viewer does not need that: within `_FRESH_SECONDS` the
generation seen last still counts, so that ten people who look at one page ask each question once.

A page draws one tile after the other, and most of a small question's time is DuckDB's planning, which takes one core.
A page that says beforehand what it will ask (`prepare`) has its questions answered side by side while it draws.
"""

from __future__ import annotations

import functools
import itertools
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import streamlit as st

from dashboard import reads
from dashboard.reads import traces
from dashboard.server import runtime

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from dashboard.reads import Question, Value
    from dashboard.reads.traces import Found
    from sql.warehouse import Warehouse

    _Key = tuple[int, int, str, tuple[tuple[str, Value], ...], str]

_FRESH_SECONDS = 2.0
_MOST_ANSWERS = 2000
_tokens: WeakKeyDictionary[Warehouse, int] = WeakKeyDictionary()
_seen: dict[int, tuple[int, float]] = {}
_next_token = itertools.count(1)
_lock = threading.Lock()
_forgotten = 0
_ANSWERED_AT_ONCE = 2
_pool = ThreadPoolExecutor(_ANSWERED_AT_ONCE, thread_name_prefix="answers")
_on_the_way: dict[_Key, Future[pl.DataFrame]] = {}


def ask(question: Question) -> pl.DataFrame:
    """The rows of a question, from the cache where they are still true.

    Raises `LongtailError` where no warehouse is open, `QueryError` where the question fails.
    """
    key = _key(question)
    with _lock:
        coming = _on_the_way.get(key)
    if coming is None or coming.cancel():  # nobody is at it yet: it need not wait for its turn
        return _answer(*key)
    return coming.result()


def prepare(questions: Iterable[Question]) -> None:
    """Answer questions in the background, in this order, for a later `ask`; an error is raised there.

    Raises `LongtailError` where no warehouse is open.
    """
    for key in map(_key, questions):
        with _lock:
            if key in _on_the_way:
                continue
            _on_the_way[key] = coming = _pool.submit(_answer, *key)
        coming.add_done_callback(functools.partial(_arrived, key))


def _arrived(key: _Key, _coming: Future[pl.DataFrame]) -> None:
    with _lock:
        _on_the_way.pop(key, None)


def _key(question: Question) -> _Key:
    token, generation = snapshot(runtime.current().warehouse)
    return token, generation, question.query, question.parameters, question.search


def find(text: str) -> Found | None:
    """Where a trace, request or span id stands, from the cache where that is still true.

    Raises `LongtailError` where no warehouse is open, `QueryError` where looking for it fails.
    """
    token, generation = snapshot(runtime.current().warehouse)
    return _found(token, generation, traces.cleaned(text))


def snapshot(warehouse: Warehouse) -> tuple[int, int]:
    """Which warehouse, and the data generation that its viewers now share."""
    now = time.monotonic()
    with _lock:
        token = _tokens.get(warehouse)
        if token is None:
            token = _tokens[warehouse] = next(_next_token)
        generation, since = _seen.get(token, (-1, -_FRESH_SECONDS))
        if generation < 0 or now - since >= _FRESH_SECONDS:
            generation = warehouse.generation
            _seen[token] = (generation, now)
    return token, generation


def forget() -> None:
    """Look at the data's generation anew, at the next question (somebody asked to refresh)."""
    global _forgotten  # noqa: PLW0603 (a count for the whole process, like the answers that are kept)
    with _lock:
        _seen.clear()
        _forgotten += 1


def forgotten() -> int:
    """How often somebody asked to refresh: what was asked before holds no longer where this has risen."""
    return _forgotten


@st.cache_data(show_spinner=False, max_entries=_MOST_ANSWERS, ttl="1h")
def _answer(
    token: int, generation: int, query: str, parameters: tuple[tuple[str, Value], ...], search: str
) -> pl.DataFrame:
    del token, generation  # part of the key, not of the question
    current = runtime.current()
    return reads.run(
        current.warehouse,
        reads.Question(query, parameters, search),
        timeout_seconds=current.settings.query_timeout_seconds,
    )


@st.cache_data(show_spinner=False, max_entries=_MOST_ANSWERS, ttl="1h")
def _found(token: int, generation: int, text: str) -> Found | None:
    del token, generation  # part of the key, not of the question
    current = runtime.current()
    return traces.find_id(current.warehouse, text, timeout_seconds=current.settings.query_timeout_seconds)
