"""How a plan reads durations, as SQL. If the key does not name the unit of a number, other values of the record decide.

These are the same duration in words (`latency_human`), or the times of its begin and end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ingest.records.values.moments import Moments

_SLACK_MS = 2
"""The most by which a duration may differ from two times, which may each be cut to a millisecond."""
WORDS = "words"
"""The unit of a duration that is written for people, such as `1.2s` or `350 ms`."""


class Durations:
    """The durations of one plan, as SQL.

    `places` are the pointers of its durations, each with the name of its unit or `WORDS`. `beside` are the pointers of
    its begins and ends, by role and by the pointer of their object. `string` gives the SQL of the text at a pointer.
    """

    def __init__(
        self,
        places: Iterable[tuple[str, str]],
        beside: Mapping[tuple[str, str], str],
        string: Callable[[str], str],
        moments: Moments,
    ) -> None:
        self._words = {_parent(pointer): pointer for pointer, unit in places if unit == WORDS}
        self._beside = beside
        self._string = string
        self._moments = moments

    def converted(self, pointer: str, unit: str, string: str) -> str:
        """The milliseconds that the text `string` at `pointer` says, in this unit."""
        if unit == WORDS:
            return f"parse_duration({string})"
        read = f"duration_of({string}, {field_names.FACTORS[unit]})"
        known = list(self._known(pointer))
        return f"coalesce({', '.join([*(f'duration_matching({string}, {item})' for item in known), read])})"

    def _known(self, pointer: str) -> Iterator[str]:
        """The same duration from other values, in milliseconds, and its largest error."""
        named = field_names.duration(field_names.normal(pointer.rsplit("/", 1)[-1]))
        if named and named.unit:
            return
        parent = _parent(pointer)
        if parent in self._words:
            yield f"parse_duration({self._string(self._words[parent])}), 0"
        begin, end = (self._beside.get((role, parent)) for role in ("begin", "end"))
        if begin and end:
            yield f"{self._moments.between(self._string(begin), self._string(end))}, {_SLACK_MS}"


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]
