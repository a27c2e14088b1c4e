"""How a plan reads durations, as SQL. If the key does not name the unit of a number, other values of the record decide.

These are the same duration in words (`latency_human`), or the times of its begin and end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ingest.records.values.moments import Moments

WORDS = "words"
"""The unit of a duration that is written for people, such as `1.2s` or `350 ms`."""


class Durations:
    """The durations of one plan, as SQL.

    `beside` are the pointers of its begins, ends and durations in words, by role and by what they stand in; and what
    those stand in that tell the unit of a duration (see `Reading`). `string` gives the SQL of the text at a pointer.
    """

    def __init__(self, beside: Mapping[tuple[str, str], str], string: Callable[[str], str], moments: Moments) -> None:
        self._beside = beside
        self._string = string
        self._moments = moments

    def converted(self, pointer: str, unit: str, string: str, *, is_open: bool) -> str:
        """The milliseconds that the text `string` at `pointer` says in this unit, only a supposition if `is_open`."""
        if unit == WORDS:
            return f"parse_duration({string})"
        factor = field_names.FACTORS[unit]
        told = self._told(pointer, string, factor) if is_open else ()
        read = f"duration_of({string}, {factor})"
        return f"coalesce({', '.join([*told, read])})"

    def _told(self, pointer: str, string: str, factor: float) -> Iterator[str]:
        """The milliseconds by the unit in which the number says the same as what stands beside it."""
        words = self._of("words", "described", pointer)
        if words:
            yield f"duration_matching({string}, {factor}, parse_duration({self._string(words)}), 0)"
        begin, end = (self._of(role, "between", pointer) for role in ("begin", "end"))
        if begin and end:
            yield self._between(begin, end, string, factor)

    def _of(self, role: str, evidence: str, pointer: str) -> str | None:
        """The place with this role, where the evidence for the duration at `pointer` is."""
        parent = self._beside.get((evidence, pointer))
        return None if parent is None else self._beside.get((role, parent))

    def _between(self, begin: str, end: str, string: str, factor: float) -> str:
        times = f"[{self._string(begin)}, {self._string(end)}]"
        moments = f"list_transform({times}, lambda text: {self._moments.parsed('text')})"
        return (
            f"list_transform([{moments}], lambda pair: duration_matching({string}, {factor}, "
            "epoch_us(pair[2] - pair[1]) / 1000, "
            "case when epoch_us(pair[1]) % 1000000 = 0 and epoch_us(pair[2]) % 1000000 = 0 then 1000 else 2 end))[1]"
        )
