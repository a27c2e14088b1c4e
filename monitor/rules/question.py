"""Asks the warehouse how a rule's series stand at moments: one statement, whether it is one moment or a month of them.

At each moment the rule's query sees the window before it. Many moments are a table that the query is joined with
(LATERAL), so that DuckDB reads the rows once. DuckDB 1.5 joins some queries wrongly so (those with a subquery in an
expression lose rows or end with an internal error): they are asked moment by moment, as is every query whose joined
answer differs from that of one of the moments that are asked alone to compare: some of the first part, of the second,
the fourth, the eighth, and so on.
Conditions, thresholds and severities are computed in the same statement. So evaluation and replay are the same.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.rules import relations
from sql import sandbox, syntax_tree
from sql.errors import QueryError
from sql.statement_check import parsed_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

LIMIT_SECONDS = 5.0
"""What one evaluation may take."""
MOST_SERIES = 10_000
"""What one moment may give: a rule with more has a label that belongs into its evidence."""
_MOST_ROWS = 2_000_000
_CHUNK = 360
"""Moments of one statement: six hours of minutes. DuckDB may compare each of them with each row of their time."""
_CHUNK_OF_SUMS = 1440
"""The same where all that is read are totals, which have few rows."""
_MOST_SEEN = 60
"""Moments that may see the same row, for it to be put beside each of them."""
_MICROSECOND = timedelta(microseconds=1)
_OURS = ("value", "threshold")
_SKIPPED = re.compile(
    r"""[eE]'(?:\\.|[^'\\]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(\$[A-Za-z_]*\$).*?\1|\$(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A series at a moment. `meets` and `recovers` are None where its value is null."""

    labels: tuple[tuple[str, str], ...]
    value: float | None
    threshold: float | None
    meets: bool | None
    recovers: bool | None
    severity: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Moments (UTC without a zone): `first`, and `count - 1` more, `step` apart."""

    first: datetime
    step: timedelta
    count: int

    def moments(self) -> Iterator[datetime]:
        """All of them, in order."""
        return (self.first + place * self.step for place in range(self.count))

    def parts(self, most: int) -> Iterator[Grid]:
        """The same in parts of at most `most` moments."""
        for place in range(0, self.count, most):
            yield Grid(self.first + place * self.step, self.step, min(most, self.count - place))

    @property
    def last(self) -> datetime:
        """The last moment."""
        return self.first + (self.count - 1) * self.step


class Asking:
    """Asks for one rule. `given` are relations that `before` makes under their names, as temporary tables.

    `client` takes turns with others (sql/turns.py); `stop` is asked whether nobody wants the answer.
    """

    def __init__(  # noqa: PLR0913 (what to ask, and its limits, each with a name)
        self,
        warehouse: Warehouse,
        rule: Rule,
        *,
        given: Sequence[str] = (),
        before: Sequence[tuple[str, Mapping[str, Any]]] = (),
        limit_seconds: float = LIMIT_SECONDS,
        client: str = "rules",
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._warehouse = warehouse
        self._client, self._stop = client, stop
        self._rule = rule
        self._before = tuple(before)
        self._limit = limit_seconds
        with warehouse.reader() as cursor:
            tree = parsed_tree(cursor, rule.body)
        read = relations.names_in(tree)
        self.reads = read
        self._cut = sorted(read & relations.TIMES.keys())
        self._given = frozenset(given)
        self._summed = sorted((read & relations.SUMMED.keys()) - set(given))
        self.joins = not any(node.get("class") == "SUBQUERY" for node in syntax_tree.nodes(tree))
        """Whether many moments are asked together."""

    def _back(self, name: str) -> timedelta:
        """How far before `$from` its query reads a relation."""
        named = self._rule.looks_back_in
        return timedelta(seconds=self._rule.looks_back if not named or name in named else 0.0)

    def _made_of(self, grid: Grid) -> list[str]:
        """The totals that are made before; for one moment DuckDB looks into some for the time that is asked for."""
        return [name for name in self._summed if grid.count > 1 or name not in relations.LOOKED_INTO]

    def _made(self, grid: Grid) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name in self._made_of(grid):
            bounds = {"earliest": grid.first - self._rule.window - self._back(name), "latest": grid.last}
            yield f"create or replace temp table {name} as from {relations.SUMMED[name]}", bounds

    @property
    def reads_logs(self) -> bool:
        """Whether the answer depends on how far reading is."""
        return bool(self.reads & relations.FROM_LOGS)

    def points(self, grid: Grid) -> Iterator[tuple[datetime, list[Point]]]:
        """The series at each moment, in order. Raises `QueryError` where the query fails or takes too long."""
        for place, part in enumerate(grid.parts(self._chunk if self.joins else 1)):
            if part.count == 1:
                yield part.first, self._asked(part).get(part.first, [])
                continue
            found = self._joined(part, is_compared=place & (place - 1) == 0) if self.joins else None
            if found is None:
                yield from self._one_by_one(part)
                continue
            for moment in part.moments():
                yield moment, found.get(moment, [])

    @property
    def _chunk(self) -> int:
        return _CHUNK_OF_SUMS if set(self._cut) <= set(self._summed) else _CHUNK

    def _joined(self, part: Grid, *, is_compared: bool) -> dict[datetime, list[Point]] | None:
        """The answer to all moments at once; None where it is not what the moments give alone."""
        try:
            found = self._asked(part)
        except QueryError:
            return None
        if not is_compared:
            return found
        most = max(found, key=lambda moment: len(found[moment]), default=part.first)
        for moment in {part.first, most, part.last}:
            alone = self._asked(Grid(moment, part.step, 1)).get(moment, [])
            if not _are_alike(alone, found.get(moment, [])):
                self.joins = False
                return None
        return found

    def _one_by_one(self, grid: Grid) -> Iterator[tuple[datetime, list[Point]]]:
        """What cannot be joined (or takes too much together) is asked alone; a query that fails alone fails here."""
        for part in grid.parts(1):
            yield part.first, self._asked(part).get(part.first, [])

    def _asked(self, grid: Grid) -> dict[datetime, list[Point]]:
        window, looks_back = self._rule.window, timedelta(seconds=self._rule.looks_back)
        result = sandbox.run(
            self._warehouse,
            self._text(grid),
            parameters={
                **self._rule.parameters,
                "from": grid.first - window,
                "to": grid.first,
                "first": grid.first,
                "step": grid.step,
                "moments": grid.count,
                "looks_back": looks_back,
                "step_us": grid.step // _MICROSECOND,
                **{f"{name}_us": (window + self._back(name)) // _MICROSECOND for name in self._cut},
                **{f"{name}_earliest": grid.first - window - self._back(name) for name in self._cut},
                **{f"{name}_latest": grid.last for name in self._cut},
            },
            timeout_seconds=self._limit,
            max_rows=min(_MOST_ROWS, MOST_SERIES * grid.count),
            client=self._client,
            stop=self._stop,
            before=(*self._before, *self._made(grid)),
        )
        if result.truncated:
            sentence = f"It gives more than {MOST_SERIES:,} series: group by less, and put the rest into the evidence."
            raise QueryError(sentence)
        return self._read(result)

    def _text(self, grid: Grid) -> str:
        rule, is_one = self._rule, grid.count == 1
        conditions = [(rule.severity, rule.when), *rule.worse]
        meets = " or ".join(f"({condition.sql})" for _, condition in conditions)
        recovers = rule.recovers.sql if rule.recovers else f"not ({meets})"
        cases = [f"when {condition.sql} then {{}}" for _, condition in reversed(conditions)]
        severity = " ".join(
            case.format(f"'{name}'") for case, (name, _) in zip(cases, reversed(conditions), strict=True)
        )
        side = " ".join(
            case.format(f"({one.side})") for case, (_, one) in zip(cases, reversed(conditions), strict=True)
        )
        moment = "$to::timestamp" if is_one else "evaluation.moment"
        source = f"({self._seen(grid)}) as series"
        if not is_one:
            moments = "select range as place, $first::timestamp + range * $step::interval as moment "
            moments += "from range($moments::bigint)"
            source = f"({moments}) as evaluation, lateral {_placed(source)}"
        columns = (
            f"{moment} as __moment, series.value::double as __value, ({meets}) as __meets, ({recovers}) as __recovers, "
            f"case {severity} else '{rule.severity}' end as __severity, "
            f"(case {side} else ({rule.when.side}) end)::double as __threshold"
        )
        return f"select {columns}, series.* from {source}"

    def _seen(self, grid: Grid) -> str:
        """The query, which sees nothing after `$to`, nor before `$from` and what it says that it looks back.

        So what is asked together cannot see more than what is asked alone, whatever the query forgets to say.
        """
        cut = [
            f"{name} as ({self._source(name, grid)} "
            f"{relations.TIMES[name]} >= $from{' - $looks_back::interval' if self._back(name) else ''} "
            f"and {relations.ends(name)})"
            for name in self._cut
        ]
        head = f"with {', '.join(cut)}\n" if cut else ""
        return f"{head}from (\n{self._rule.body}\n) as body"

    def _source(self, name: str, grid: Grid) -> str:
        """Where the rows of a relation are read from, up to its condition.

        Of many moments each row is put beside those that see it, where these are few: so DuckDB finds the rows of a
        moment by its number, and does not compare each row with each moment.
        """
        is_temporary = name in self._given or name in self._made_of(grid)
        table = f"{'temp' if is_temporary else 'main'}.{name}"
        if grid.count == 1:
            return f"from {table} where"
        # else DuckDB reads all rows there are, and compares them with the moments
        seen = f"{table} where {relations.TIMES[name]} >= ${name}_earliest and {relations.TIMES[name]} < ${name}_latest"
        if self._rule.window + self._back(name) > _MOST_SEEN * grid.step:
            return f"from (from {seen}) where"
        when = f"epoch_us({relations.TIMES[name]}) - epoch_us($first::timestamp)"
        first = f"greatest(0, ceil(({when}) / $step_us))::bigint"
        after = f"least($moments::bigint, 1 + floor(({when} + ${name}_us) / $step_us))::bigint"
        placed = f"select *, unnest(range({first}, {after})) as __place from {seen}"
        return f"select * exclude (__place) from ({placed}) where __place = evaluation.place and"

    def _read(self, result: sandbox.Result) -> dict[datetime, list[Point]]:
        ours = [name for name in result.columns if name.startswith("__")]
        labels = sorted(name for name in result.columns if name not in ours and name not in _OURS)
        table = result.table
        texts = [[None if one is None else str(one) for one in table.column(name).to_pylist()] for name in labels]
        keys: list[Any] = [
            tuple((name, one) for name, one in zip(labels, row, strict=True) if one is not None)
            for row in zip(*texts, strict=True)
        ] or [()] * table.num_rows
        told = [
            table.column(name).to_pylist()
            for name in ("__moment", "__value", "__threshold", "__meets", "__recovers", "__severity")
        ]
        found: dict[datetime, list[Point]] = {}
        for key, moment, *rest in zip(keys, *told, strict=True):
            found.setdefault(moment, []).append(Point(key, *rest))
        return found


def _are_alike(alone: Sequence[Point], joined: Sequence[Point]) -> bool:
    """Whether both are the same series with the same values, but for the order in which DuckDB adds numbers."""
    pairs = list(zip(sorted(alone, key=_labels), sorted(joined, key=_labels), strict=False))
    return len(alone) == len(joined) and all(
        left == replace(right, value=left.value, threshold=left.threshold)
        and _is_close(left.value, right.value)
        and _is_close(left.threshold, right.threshold)
        for left, right in pairs
    )


def _labels(point: Point) -> str:
    return repr((point.labels, point.severity))


def _is_close(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(left) and math.isnan(right))


def _placed(body: str) -> str:
    """The query with the moment's window in the place of `$from` and `$to`, but not within texts and comments."""
    places = {"from": "(evaluation.moment - $window::interval)", "to": "evaluation.moment"}
    return _SKIPPED.sub(lambda found: places.get(found["name"] or "", found[0]), body)
