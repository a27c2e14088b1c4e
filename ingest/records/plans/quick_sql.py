"""Writes a plan as SQL for values in their most common forms: a third of the SQL, which is planned and run sooner.

Times in ISO 8601 and as access logs have them, levels by their usual names, numbers without a unit, texts that are no
objects, and exceptions that are strings or plain objects. A row with any other value has `is_unsure`, and is read by
the whole SELECT. Where a row is sure, both give the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats import field_names
from ingest.records.plans import exception_sql
from ingest.records.plans.plan_sql import Select
from ingest.records.plans.readings import EXCEPTION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.records.plans.plan import Plan
    from ingest.records.plans.readings import Candidate

_READ = {
    "ts": "coalesce(quick_time({text}), access_log_time({text}))",
    "level": "quick_level({text})",
    "message": "quick_message({text})",
    "trace_id": "scalar_text({text})",
    "span_id": "scalar_text({text})",
    "error_type": "error_type_name({text})",
    "error_message": "scalar_text({text})",
    "stack_trace": "case when {text} is not null then quick_stack({text}) end",
}
"""By column, what reads its common forms; null for all others."""


def quick_select(plan: Plan, condition: str, *, is_zoned: bool = False) -> str:
    """The SELECT of `plan_sql.select` with a further column: `is_unsure`, where its values may be wrong."""
    return _Quick(plan, condition, is_zoned=is_zoned).text()


class _Quick(Select):
    more_columns = ("is_unsure",)

    def _is_quick(self, column: str) -> bool:
        """Whether only the common forms of a column are read."""
        candidates = self.plan.candidates.get(column) or []
        if not candidates or any(item.is_guess for item in candidates):
            return False
        if column == "ts":
            return all(item.how == "" for item in candidates) and not list(self._moment_of_two_keys("ts"))
        if column == "level":
            return not (self.plan.format and self.plan.format.levels)
        if column == "duration_ms":
            return all(item.how in field_names.FACTORS and not item.is_open for item in candidates)
        if column in EXCEPTION_COLUMNS:
            return all(item.how in ("", "loose") for item in candidates)
        return column in _READ and all(item.how == "" for item in candidates)

    def _converted(self, column: str, candidate: Candidate, text: str | None = None) -> str:
        if not self._is_quick(column):
            return super()._converted(column, candidate, text)
        text = self._present(column, candidate) if text is None else text
        if candidate.how == "loose":
            return "null::varchar"
        if column == "ts" and self.moments.zone == "null":
            return f"coalesce(quick_time({text}), access_log_time({text}), quick_plain_time({text}))"
        if column == "duration_ms":
            return f"quick_duration({text}, {field_names.FACTORS[candidate.how]})"
        return _READ[column].format(text=text)

    def _found(self, column: str) -> Iterator[str]:
        if self._is_quick(column):
            yield f"first_{column}"
        else:
            yield from super()._found(column)

    def _exceptions(self) -> list[str]:
        return []

    def _reads_messages(self) -> bool:
        return False

    def _dated(self) -> str:
        return "null::timestamp"

    def _full_error(self) -> list[str]:
        unsure = " or ".join(f"({condition})" for condition in self._unsure())
        return [
            "chosen_error_type as full_error_type",
            "chosen_error_message as full_error_message",
            f"coalesce({unsure}, false) as is_unsure",
        ]

    def _unsure(self) -> Iterator[str]:
        """The conditions under which a row may have other values than those that were read."""
        for column, candidates in self.candidates.items():
            if self._is_quick(column):
                present = " or ".join(f"{self._present(column, item)} is not null" for item in candidates)
                yield f"first_{column} is null and ({present})"
        for column in ("trace_id", "span_id"):
            if self._is_quick(column):
                value = f"first_{column}"
                signs = f"contains({value}, '/') or contains({value}, '=') or starts_with({value}, '1-')"
                yield f"strlen({value}) > 36 or {signs}"
        yield "chosen_stack_trace is not null and (chosen_error_type is null or chosen_error_message is null)"
        if self.candidates.get("ts"):
            yield "chosen_ts is null"
        if super()._reads_messages():
            yield "contains(first_message, chr(10))"
        more = exception_sql.needed(self.plan, self.extraction)
        if more:
            yield more
