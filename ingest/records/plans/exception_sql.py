"""What a plan asks of exceptions as JSON: only where they tell more than their members say in the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.records.plans.readings import EXCEPTION, EXCEPTION_COLUMNS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.records.plans.extraction import Extraction
    from ingest.records.plans.plan import Plan
    from ingest.records.plans.readings import Candidate


def told(plan: Plan, extraction: Extraction) -> Iterator[str]:
    """The expression `exceptions`, over the columns `first_…`; nothing where a plan has no place for exceptions."""
    candidates = plan.candidates
    loose = dict.fromkeys(
        item.pointer for column in EXCEPTION_COLUMNS for item in candidates.get(column, []) if item.how == "loose"
    )
    pointers = [pointer for pointer in loose if PLAIN not in plan.roles.get((EXCEPTION, pointer), ())]
    if pointers:
        values = [extraction.value(pointer) for pointer in pointers]
        needed = " or ".join(f"({_tells_more(pointer, candidates, extraction)})" for pointer in pointers)
        yield f"case when {needed} then exceptions_in([{', '.join(values)}]) end as exceptions"


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
