"""Writes a plan as SQL: one SELECT over the table of texts, level by level.

The innermost level takes the values out of each text (extraction.py). The next levels convert the best candidate of
each column, choose the columns, and complete what depends on several columns (route, error, attributes). Fingerprints
of errors come later (fingerprint_errors.sql): few rows have one, and its lambdas cost much even for a few rows.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from ingest.formats import field_names
from ingest.records.plans import exception_sql
from ingest.records.plans.extraction import Extraction, listed, quoted
from ingest.records.plans.leftovers import any_of, json_key, rarely_left, wide_attributes
from ingest.records.plans.readings import EXCEPTION_COLUMNS
from ingest.records.values.durations import Durations
from ingest.records.values.guards import guarded
from ingest.records.values.moments import FROM_FILE, Moments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.records.plans.plan import Plan
    from ingest.records.plans.readings import Candidate

_GIVEN = (
    "position",
    "source",
    "known_service",
    "zone",
    "file_time",
    "file_id",
    "line_number",
    "byte_offset",
    "record_index",
)
_NUMBERS = r'\{(?:"\w+":"?\d+"?,?)+\}'
"""An object of numbers, such as seconds and nanoseconds. Other objects with a time may also have its zone."""
_SCHEMES = {"severity_level": "appinsights", "severity_number": "otel"}
"""The level scheme for numbers under keys that only one kind of program writes."""
_CHOSEN = {
    "ts": "timestamp",
    "level": "varchar",
    "service": "varchar",
    "host": "varchar",
    "logger": "varchar",
    "message": "varchar",
    "trace_id": "varchar",
    "span_id": "varchar",
    "request_id": "varchar",
    "user_id": "varchar",
    "method": "varchar",
    "path": "varchar",
    "route": "varchar",
    "status": "smallint",
    "duration_ms": "double",
    "client_ip": "varchar",
    "error_type": "varchar",
    "error_message": "varchar",
    "stack_trace": "varchar",
}


def select(plan: Plan, condition: str, *, is_zoned: bool = False) -> str:
    """The SELECT that turns the rows of `texts` that meet `condition` into the columns of `logs` and `position`.

    `is_zoned` says that the column `zone` has the zones of streams. Otherwise all streams are in UTC.
    """
    return Select(plan, condition, is_zoned=is_zoned).text()


class Select:
    """One plan as SQL, level by level."""

    more_columns: tuple[str, ...] = ()
    """Columns besides those of `logs` and `position`."""

    def __init__(self, plan: Plan, condition: str, *, is_zoned: bool) -> None:
        self.plan = plan
        self.condition = condition
        self.extraction = Extraction()
        self.moments = Moments(sorted(plan.keys), self.extraction.string, is_zoned=is_zoned)
        self.candidates = {column: items for column, items in plan.candidates.items() if items}
        self.durations = Durations(plan.beside, self.extraction.string, self.moments)
        self.groups = {column: self._alike(column, items) for column, items in self.candidates.items()}
        self.exceptions = self._exceptions()
        self.consumed = dict(self._consumed())
        self.used = {key: f"used_{number}" for number, key in enumerate(self.consumed, 1)}

    def text(self) -> str:
        """The SELECT."""
        readings = [f"{self._reading(column)} as {self._read(column, 1)}" for column in self.groups]
        more_readings = list(self._more_readings())
        firsts = list(self._firsts())
        choices = list(self._choices())
        attributes = self._attributes()
        used = [f"({condition}) as {self.used[key]}" for key, condition in self.consumed.items()]
        return f"""
select
    position,
    coalesce(chosen_ts, dated_ts) as ts,
    chosen_level as level,
    source,
    coalesce(chosen_service, known_service) as service,
    chosen_host as host,
    chosen_logger as logger,
    chosen_message as message,
    chosen_trace_id as trace_id,
    chosen_span_id as span_id,
    chosen_request_id as request_id,
    chosen_user_id as user_id,
    chosen_method as method,
    chosen_path as path,
    coalesce(chosen_route, route_of(chosen_path)) as route,
    chosen_status as status,
    chosen_duration_ms as duration_ms,
    chosen_client_ip as client_ip,
    full_error_type as error_type,
    full_error_message as error_message,
    chosen_stack_trace as stack_trace,
    null::varchar as error_id,
    {attributes} as attributes,
    file_id,
    line_number,
    byte_offset,
    record_index{"".join(f", {name}" for name in self.more_columns)}
from (
    select {listed(["*", *used, f"{self._dated()} as dated_ts", *self._full_error()])}
    from (
        select *, {listed(choices)}
        from (
            select {listed(["*", *self.exceptions])}
            from (
                select {listed(["*", *firsts])}
                from (
                    select {listed(["*", *more_readings])}
                    from (
                        select {listed(["*", *readings])}
                        from ({self.extraction.text([*_GIVEN, "line"], self.condition)})
                    )
                )
            )
        )
    )
)"""

    def _exceptions(self) -> list[str]:
        return list(exception_sql.told(self.plan, self.extraction))

    def _full_error(self) -> list[str]:
        """What the stack trace tells, where nothing else does."""
        return list(exception_sql.OF_STACK)

    def _read(self, column: str, number: int) -> str:
        """The name of the value that the first place of a group gives; without a second group, the column's first."""
        return f"first_{column}" if len(self.groups[column]) == 1 else f"read_{column}_{number}"

    def _reading(self, column: str, number: int = 1) -> str:
        group = self.groups[column][number - 1]
        return self._converted(column, group[0], self._lead(column, group))

    def _more_readings(self) -> Iterator[str]:
        """What the further groups of a column give, only where the first one gives nothing."""
        for column, groups in self.groups.items():
            for number in range(2, len(groups) + 1):
                reading = self._reading(column, number)
                name = self._read(column, number)
                yield f"case when {self._read(column, 1)} is null then {reading} end as {name}"

    def _firsts(self) -> Iterator[str]:
        """The value of each column's first place that has any, as a column of its own: the attributes depend on it."""
        for column, groups in self.groups.items():
            if len(groups) > 1:
                cases = " ".join(
                    f"when {self._lead(column, group)} is not null then {self._read(column, number)}"
                    for number, group in enumerate(groups, 1)
                )
                yield f"case {cases} end as first_{column}"

    def _lead(self, column: str, group: list[Candidate]) -> str:
        """The first value at a place of the group."""
        values = [self._present(column, item) for item in group]
        return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"

    def _choices(self) -> Iterator[str]:
        for column, type_name in _CHOSEN.items():
            candidates = self.candidates.get(column, [])
            first, last = self._told_by_exceptions(column, candidates)
            expressions = [*self._moment_of_two_keys(column), *first]
            if candidates:
                expressions += self._found(column)
            expressions += last
            expressions += self._default(column, candidates)
            if column == "stack_trace" and self._reads_messages():
                expressions.append("message_stack(first_message)")
            if not expressions:
                expressions = [f"null::{type_name}"]
            chosen = expressions[0] if len(expressions) == 1 else f"coalesce({', '.join(expressions)})"
            yield f"{chosen} as chosen_{column}"

    def _told_by_exceptions(self, column: str, candidates: list[Candidate]) -> tuple[list[str], list[str]]:
        """The values for a column from exceptions as JSON: those that go before all others, and those that come last.

        A single exception has its stack trace as it was written; with several, that one would not have the causes.
        """
        is_loose = any(item.how == "loose" for item in candidates)
        if column not in EXCEPTION_COLUMNS or not is_loose or not self.exceptions:
            return [], []
        if column == "stack_trace":
            return ["case when exceptions.number > 1 then exceptions.stack end"], ["exceptions.stack"]
        return [f"exceptions.{column.removeprefix('error_')}"], []

    def _reads_messages(self) -> bool:
        """Whether a message may be a stack trace."""
        is_silent = self.plan.format is not None and "stack_trace" in self.plan.format.silent
        return bool(self.candidates.get("message")) and not is_silent

    def _default(self, column: str, candidates: list[Candidate]) -> Iterator[str]:
        """The schema's level for records without one. A value that is not a level stays null."""
        if column == "level" and self.plan.format and self.plan.format.default_level:
            known = [item for item in candidates if not item.is_guess]
            absent = " and ".join(f"{self.extraction.string(item.pointer)} is null" for item in known) or "true"
            yield f"case when {absent} then {quoted(self.plan.format.default_level)} end"

    def _moment_of_two_keys(self, column: str) -> Iterator[str]:
        """Times under two keys are tried first, unless the schema says how its times are written."""
        if column == "ts" and not (self.plan.format and self.plan.format.time_format):
            yield from self.moments.of_two_keys()

    def _found(self, column: str) -> Iterator[str]:
        """The value at each place, in their order; the places that are read alike are planned once."""
        for number, group in enumerate(self.groups[column], 1):
            yield self._read(column, number)
            if len(group) > 1:
                values = ", ".join(self._present(column, item) for item in group)
                read = f"list_transform([{values}], lambda text: {self._converted(column, group[0], 'text')})"
                found = f"list_filter({read}, lambda found: found is not null)[1]"
                yield f"case when {self._lead(column, group)} is not null then {found} end"

    def _dated(self) -> str:
        """A time of day with the date of the file, if the record has no full time."""
        strings = [
            self.extraction.string(item.pointer) for item in self.candidates.get("ts", []) if item.how != "given"
        ]
        if not strings:
            return "null::timestamp"
        return f"case when chosen_ts is null then {self.moments.with_file_date(strings)} end"

    def _alike(self, column: str, candidates: list[Candidate]) -> list[list[Candidate]]:
        """The candidates of a column in their order, in groups that are read in the same way."""
        found = groupby(candidates, lambda item: self._converted(column, item, "text"))
        return [list(group) for _, group in found]

    def _converted(self, column: str, candidate: Candidate, text: str | None = None) -> str:
        """The value of `column` at a place, or from the given text of this place."""
        if text is None:
            text = self._present(column, candidate)
        if column == "stack_trace":
            macro = {"loose": "loose_stack", "traceback": "traceback_in"}.get(candidate.how, "stack_text")
            return f"case when {text} is not null then {macro}({text}) end"
        if candidate.how == "line":
            return f"request_line_{column}({text})"
        if candidate.how == "loose":
            return f"case when {text} is not null then loose_{column}({text}) end"
        return self._value_of(column, candidate, text)

    def _value_of(self, column: str, candidate: Candidate, string: str) -> str:
        """The text `string` as a value of `column`."""
        if candidate.is_guess:
            return guarded(column, string, self._meant(column, replace(candidate, order=(1,)), string))
        return self._meant(column, candidate, string)

    def _meant(self, column: str, candidate: Candidate, string: str) -> str:
        if column == "level":
            return self._level(candidate.pointer, string)
        if column == "duration_ms":
            return self.durations.converted(candidate.pointer, candidate.how, string, is_open=candidate.is_open)
        if candidate.how == "given":
            return self._moment(string)
        if column == "ts":
            return self.moments.parsed(string)
        conversions = {
            "message": "message_text",
            "method": "http_method",
            "path": "path_of",
            "status": "http_status",
            "client_ip": "client_address",
            "trace_id": "parse_trace_id",
            "span_id": "parse_span_id",
            "service": "service_name",
            "error_type": "error_type_name",
        }
        return f"{conversions.get(column, 'scalar_text')}({string})"

    def _level(self, pointer: str, string: str) -> str:
        schema = self.plan.format
        scheme = schema.level_scheme if schema else "any"
        if scheme == "any":
            scheme = _SCHEMES.get(field_names.normal(pointer.rsplit("/", 1)[-1]), "any")
        parsed = f"parse_level({string}, {quoted(scheme)})"
        if not (schema and schema.levels):
            return parsed
        words = " ".join(f"when {quoted(word)} then {quoted(level)}" for word, level in schema.levels.items())
        return f"coalesce(case {string} {words} end, {parsed})"

    def _moment(self, string: str) -> str:
        """A time in the form that the schema names; null for any other form."""
        form = (self.plan.format.time_format if self.plan.format else None) or ""
        if "%" in form:
            return self.moments.patterned(string, quoted(form))
        return f"epoch_with_unit({string}, {quoted(form)})"

    def _attributes(self) -> str:
        """The JSON of every key that is not wholly in a column; null if nothing is left."""
        if self.plan.is_wide:
            return wide_attributes(self.used)
        runs = groupby(self.plan.keys, lambda key: key in self.used)
        items = [
            item
            for is_used, keys in runs
            for item in (rarely_left(list(keys), self.used) if is_used else map(self._leftover, keys))
        ]
        if self.candidates.get("ts"):
            items.append(f"case when dated_ts is not null then {quoted(FROM_FILE)} end")
        if not items:
            return "null::json"
        return f"nullif('{{' || concat_ws(',', {listed(items)}) || '}}', '{{}}')::json"

    def _leftover(self, key: str) -> str:
        return f"{quoted(json_key(key) + ':')} || {self.extraction.leftover(key)}"

    def _consumed(self) -> Iterator[tuple[str, str]]:
        """For each top-level key, the condition that nothing of it is left."""
        conditions: dict[str, list[str]] = {}
        members: dict[str, dict[str, list[str]]] = {}
        nothing: dict[str, str] = {}
        for column, candidates in self.candidates.items():
            for index, item in enumerate(candidates):
                if item.how == "line" or not (item.is_whole or item.is_member):
                    continue
                used = list(self._used(column, candidates, index))
                key, condition = field_names.top_key(item.pointer), f"({' and '.join(used)})"
                if not item.is_whole:
                    members.setdefault(key, {}).setdefault(item.pointer, []).append(condition)
                    continue
                alternatives = conditions.setdefault(key, [])
                alternatives.append(condition)
                if item.is_flat:
                    nothing[key] = self._is_nothing(column, item)
                    alternatives.append(nothing[key])
        for key, used_by in members.items():
            conditions.setdefault(key, []).append(self._all_members(key, used_by.values()))
        for key, alternatives in conditions.items():
            yield key, any_of(list(dict.fromkeys(alternatives)), nothing.get(key))

    def _used(self, column: str, candidates: list[Candidate], index: int) -> Iterator[str]:
        """The condition that a column has everything at its candidate number `index`."""
        if len(candidates) > 1:
            yield f"{self._present(column, candidates[index])} is not null"
        yield from (f"{self._present(column, other)} is null" for other in candidates[:index])
        yield f"first_{column} is not null"
        yield from self._unchanged(column, candidates[index])

    def _all_members(self, key: str, used: Iterable[list[str]]) -> str:
        """The condition that all members of an object are in columns; `used` has the condition of each member."""
        value = self.extraction.value(field_names.pointer(key))
        in_columns = " + ".join(f"coalesce({' or '.join(alternatives)}, false)::integer" for alternatives in used)
        return f"case when {value} is not null then nullif(len(json_keys({value})), 0) = {in_columns} end"

    def _is_nothing(self, column: str, candidate: Candidate) -> str:
        """Whether the key is missing or null."""
        if column == "stack_trace":
            return f"coalesce({self.extraction.value(candidate.pointer)} = 'null', true)"
        return f"{self.extraction.string(candidate.pointer)} is null"

    def _present(self, column: str, candidate: Candidate) -> str:
        return (
            self.extraction.value(candidate.pointer)
            if column == "stack_trace"
            else self.extraction.string(candidate.pointer)
        )

    def _unchanged(self, column: str, candidate: Candidate) -> Iterator[str]:
        """The condition that a value is wholly in its column."""
        string = self.extraction.string(candidate.pointer) if column == "ts" else ""
        if candidate.how == "traceback":
            yield "false"
        elif column == "stack_trace":
            yield f"json_type({self.extraction.value(candidate.pointer)}) = 'VARCHAR'"
        elif column in ("path", "client_ip", "error_type", "error_message", "trace_id", "span_id"):
            yield f"chosen_{column} = {self.extraction.string(candidate.pointer)}"
        elif column == "ts" and candidate.is_flat:
            is_of_numbers = f"regexp_full_match({string}, {quoted(_NUMBERS)})"
            yield f"case when starts_with({string}, '{{') then {is_of_numbers} else true end"
        elif column == "message":
            yield f"scalar_text({self.extraction.string(candidate.pointer)}) is not null"
