"""The error of a search, and its place."""

from __future__ import annotations

from sql.errors import QueryError

_BEFORE, _AFTER = 60, 40


class SearchError(QueryError):
    """A search that cannot be understood: one sentence, the place (from 0) and an excerpt with a caret under it."""

    def __init__(self, sentence: str, text: str, position: int) -> None:
        position = max(0, min(position, len(text)))
        shown = " ".join(text.split("\n"))
        first, last = max(0, position - _BEFORE), position + _AFTER
        excerpt = f"{shown[first:last]}\n{' ' * (position - first)}^"
        super().__init__(sentence, line=1, column=position + 1, excerpt=excerpt)
        self.position = position
