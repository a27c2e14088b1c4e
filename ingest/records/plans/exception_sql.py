"""What a plan asks of exceptions as JSON: only where they tell more than their members say in the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.records.plans.readings import EXCEPTION, EXCEPTION_COLUMNS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.records.plans.extraction import Extraction
    from ingest.records.plans.plan import Plan
    from ingest.records.plans.readings import Candidate

OF_STACK = (
    """
    case
        when chosen_error_type is not null then chosen_error_type
        when chosen_stack_trace is not null then stack_error_type(chosen_stack_trace)
    end as full_error_type""",
    """
    case
        when chosen_error_message is not null then chosen_error_message
        when chosen_stack_trace is not null then rtrim(stack_error_message(chosen_stack_trace), chr(13))
    end as full_error_message""",
)
"""The type and message of an error, from its stack trace where nothing else tells them."""


def told(plan: Plan, extraction: Extraction) -> Iterator[str]:
    """The expression `exceptions`, over the columns `first_…`; nothing where a plan has no place for exceptions."""
    pointers = _rich(plan)
    if pointers:
        values = ", ".join(map(extraction.value, pointers))
        yield f"case when {needed(plan, extraction)} then exceptions_in([{values}]) end as exceptions"


def needed(plan: Plan, extraction: Extraction) -> str:
    """Whether an exception tells more than its members say in the columns; empty where none can."""
    return " or ".join(f"({_tells_more(pointer, plan.candidates, extraction)})" for pointer in _rich(plan))


def _rich(plan: Plan) -> list[str]:
    """The places of exceptions that are not known to be plain."""
    candidates = plan.candidates
    loose = dict.fromkeys(
        item.pointer for column in EXCEPTION_COLUMNS for item in candidates.get(column, []) if item.how == "loose"
    )
    return [pointer for pointer in loose if PLAIN not in plan.roles.get((EXCEPTION, pointer), ())]


def _tells_more(pointer: str, candidates: Mapping[str, Sequence[Candidate]], extraction: Extraction) -> str:
    """Whether the JSON at a place tells more of an exception than what its members say in the columns.

    The macro's lambdas cost as much for one row of a vector as for all, and most exceptions are plain: an object of a
    type, a message and a stack trace, each in its column as it is.
    """
    text = f"({extraction.value(pointer)}::varchar)"
    members: dict[str, list[str]] = {}
    for column in EXCEPTION_COLUMNS:
        for item in candidates.get(column, []):
            if item.pointer.rpartition("/")[0] != pointer:
                continue
            is_stack = column == "stack_trace"
            there = extraction.value(item.pointer) if is_stack else extraction.string(item.pointer)
            same = "is not null" if is_stack else f"= {there}"
            members.setdefault(there, []).append(f"first_{column} {same}")
    if not members:
        return f"{text}[1] in ('{{', '[')"
    count = " + ".join(f"({there} is not null)::integer" for there in members)
    read = " and ".join(
        f"({there} is null or coalesce({' and '.join(same)}, false))" for there, same in members.items()
    )
    is_nested = f"""contains({text}, '":{{') or contains({text}, '":[')"""
    is_plain = f"len(json_keys({text})) = {count} and {read}"
    return f"{text}[1] = '[' or {text}[1] = '{{' and ({is_nested} or not ({is_plain}))"
