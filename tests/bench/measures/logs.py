"""Logs: how long the page of newest rows takes for filters and words, and a word that nothing has, over everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboard import reads
from dashboard.reads import search as searches
from dashboard.reads.search import Search
from dashboard.reads.searching import Searching, Wanted
from tests.bench.measure import FILTERED_ROWS, MISSING_WORD, RARE_WORD, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse
    from tests.bench.measure import Span

_PAGE = 100
_MOST_SECONDS = 120.0
_RARE = ("SKU-1014", "SKU-1022", "SKU-1031")
"""Articles of the demo shop: about one record in 10,000 tells of each."""


def measures(span: Span) -> Iterator[Measure]:
    """What the page waits for before it shows rows; and all of a search that finds nothing."""
    filtered: dict[str, dict[str, Any]] = {"level": {"levels": ("ERROR",)}, "service": {"services": ("storefront",)}}
    for case, window in span.windows().items():
        for name, chosen in filtered.items():
            search = Search(replace(window, **chosen))
            yield Measure(FILTERED_ROWS, f"logs: newest rows by {name}", case, _Page(search))
    everything = span.windows()["all"]
    for word in _RARE:
        for text in (word, f'"{word}"'):
            yield Measure(RARE_WORD, "logs: newest rows of a rare word", text, _Page(Search(everything, text)))
    for case, text in (("word", "wordthatnothinghas"), ("like an id", "4bf92f3577b34da6a3ce929d0e0e4736")):
        yield Measure(MISSING_WORD, "logs: a word that nothing has", case, _Page(Search(everything, text)))
    patterns = searches.patterns(Search(everything))
    yield Measure(MISSING_WORD, "logs: patterns", "all", lambda warehouse: reads.run(warehouse, patterns))


class _Page:
    """Asks for the newest rows of a search, and waits for them."""

    def __init__(self, search: Search) -> None:
        self._wanted = Wanted(search, _PAGE, counting=False)

    def __call__(self, warehouse: Warehouse) -> object:
        return Searching(warehouse, self._wanted).start().wait(_MOST_SECONDS)
