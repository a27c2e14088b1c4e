"""Answers that are kept and answers that are prepared: asked once, whoever asks, failing where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard import cache, reads
from dashboard.server import runtime
from ingest.settings import Settings
from sql.errors import QueryError
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

    Asked = list[Question]


_OF_MARKS = {"alert_history", "changes_sizes", "deploys"}
"""What charts ask for the marks on them, while they are drawn: each depends on the answer before."""


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse that pages read."""
    with warehouses.in_memory() as opened:
        runtime.install(runtime.Runtime(Settings(), opened))
        cache.forget()
        yield opened
        runtime.install(None)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The questions that came to the warehouse."""
    found: Asked = []
    run = reads.run

    def note(warehouse: Warehouse, question: Question, **more: float) -> pl.DataFrame:
        found.append(question)
        return run(warehouse, question, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reads, "run", note)
    return found


def test_answers_are_kept_until_the_data_changes(warehouse: Warehouse) -> None:
    """The same question is asked once per data generation; a refresh sees what was written since."""
    before = cache.ask(reads.data_range())["records"].item()
    write(warehouse, [record("10:00:00", "app")])
    kept = cache.ask(reads.data_range())["records"].item()
    cache.forget()
    after = cache.ask(reads.data_range())["records"].item()
    assert (before, kept, after) == (0, 0, 1)


@pytest.mark.usefixtures("warehouse")
def test_prepared_question_is_asked_once(asked: Asked) -> None:
    """However often it is prepared and asked for."""
    cache.prepare([reads.data_range(), reads.data_range()])
    answers = [cache.ask(reads.data_range())["records"].item() for _ in range(3)]
    assert (answers, len(asked)) == ([0, 0, 0], 1)


@pytest.mark.usefixtures("warehouse")
def test_prepared_question_fails_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Preparing says nothing of it; every asking gets the sentence."""

    def fail(*_: object, **__: object) -> None:
        raise QueryError("no")

    monkeypatch.setattr(reads, "run", fail)
    cache.prepare([reads.data_range()])
    for _ in range(2):
        with pytest.raises(QueryError, match="no"):
            cache.ask(reads.data_range())


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("chosen", ["15m", "24h", "7d"])
def test_overview_prepares_what_its_tiles_ask(chosen: str, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is prepared in vain, and every tile finds its answer prepared."""
    prepared: Asked = []
    tiles_asked: Asked = []
    prepare, ask = cache.prepare, cache.ask

    def note(questions: Sequence[Question]) -> None:
        prepared.extend(questions)
        prepare(prepared)
        tiles_asked.clear()  # what the frame asked before is not the page's

    def answer(question: Question) -> pl.DataFrame:
        tiles_asked.append(question)
        return ask(question)

    monkeypatch.setattr(cache, "prepare", note)
    monkeypatch.setattr(cache, "ask", answer)
    app = open_page("overview", {"range": [chosen]})
    of_tiles = {question for question in tiles_asked if question.query not in _OF_MARKS}
    assert (complaints(app), set(prepared)) == ([], of_tiles)
    assert len(asked) == len(set(asked))
