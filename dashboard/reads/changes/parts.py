"""Changes of parts of a whole: endpoints, hosts, services, levels and statuses, by their shares and latency.

A change of one thing is its strongest aspect; `effect_size` says how strong an aspect is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from dashboard.reads import effect_size
from dashboard.reads.changes.aspects import HALF, HARM_LEVELS, Aspect, part_of_whole, quotient, scaled, strongest, times
from dashboard.reads.changes.comparison import STATUS_SAMPLE, shares, split, statuses
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.reads.changes.change import Change, Kind
    from dashboard.reads.changes.comparison import Ask, Comparison

_FAILED = 500


def find_endpoints(ask: Ask, comparison: Comparison) -> list[Change]:
    """Endpoints by latency, failed requests and their share of all requests."""
    frame = ask(split(comparison, "endpoint"))
    totals = (int(frame["requests_before"].sum()), int(frame["requests_after"].sum()))
    changes = []
    for row in frame.iter_rows(named=True):
        name = f"{row['method'] or ''} {row['route'] or '(no route)'}".strip()
        key = {part: row[part] for part in ("service", "method", "route")}
        counts = (row["requests_before"], row["requests_after"])
        aspects = [_latency(row), _failures(row), part_of_whole(counts, totals, "requests", HALF)]
        changes.append(strongest("endpoint", name, key, aspects, row, counts, "request"))
    return changes


def find_places(kind: Literal["host", "service"]) -> Callable[[Ask, Comparison], list[Change]]:
    """Hosts or services. Their latency and failures count half, because endpoints show them too."""

    def places(ask: Ask, comparison: Comparison) -> list[Change]:
        frame = ask(split(comparison, kind))
        totals = (int(frame["records_before"].sum()), int(frame["records_after"].sum()))
        changes = []
        for row in frame.iter_rows(named=True):
            counts = (row["records_before"], row["records_after"])
            aspects = [
                _weighed(_latency(row), HALF),
                _weighed(_failures(row), HALF),
                _errors_share(row),
                part_of_whole(counts, totals, "records"),
            ]
            changes.append(
                strongest(kind, row["name"] or "(none)", {kind: row["name"]}, aspects, row, counts, "record")
            )
        return changes

    return places


def _weighed(aspect: Aspect, weight: float) -> Aspect:
    return replace(aspect, score=aspect.score * weight)


def _latency(row: Mapping[str, Any]) -> Aspect:
    """p95, or the median if it moved much more."""
    score = effect_size.latency(
        row["slower_before"] or 0, row["timed_before"], row["slower_after"] or 0, row["timed_after"]
    )
    moved = {one: times(row[f"{one}_before_ms"], row[f"{one}_after_ms"]) for one in ("p95", "p50")}
    name = "p95" if moved["p95"] >= HALF * moved["p50"] else "p50"
    before, after = row[f"{name}_before_ms"], row[f"{name}_after_ms"]
    said = f"{name} {numbers.milliseconds(before)} → {numbers.milliseconds(after)}"
    return Aspect(name, "ms", before, after, score, said)


def _failures(row: Mapping[str, Any]) -> Aspect:
    return _shares("failed", "failed requests", row, "failed", "requests")


def _errors_share(row: Mapping[str, Any]) -> Aspect:
    return _shares("errors", "share of errors", row, "errors", "records")


def _shares(measure: str, label: str, row: Mapping[str, Any], part: str, whole: str) -> Aspect:
    counts = [row[f"{name}_{side}"] for side in ("before", "after") for name in (part, whole)]
    before, after = quotient(counts[0], counts[1]), quotient(counts[2], counts[3])
    said = f"{label} {numbers.percent(before)} → {numbers.percent(after)}"
    return Aspect(measure, "share", before, after, effect_size.share(*counts), said)


def find_levels(ask: Ask, comparison: Comparison) -> list[Change]:
    """Levels by their share of all records."""
    frame = ask(split(comparison, "level"))
    rows = [
        (row["name"], (row["records_before"], row["records_after"]), tuple(row["spark"]))
        for row in frame.iter_rows(named=True)
    ]
    return _parts("level", rows, "record", lambda name: name in HARM_LEVELS)


def find_statuses(ask: Ask, comparison: Comparison) -> list[Change]:
    """HTTP statuses by their share of all requests, from a sample where there are many."""
    sample = shares(ask, comparison, STATUS_SAMPLE)
    rows = [
        (str(row["status"]), (row["n_before"], row["n_after"]), ())
        for row in ask(statuses(comparison, sample)).iter_rows(named=True)
    ]
    found = _parts("status", rows, "request", lambda name: int(name) >= _FAILED)
    return [scaled(one, sample) for one in found]


def _parts(
    kind: Kind,
    rows: Sequence[tuple[str, tuple[int, int], tuple[int, ...]]],
    noun: str,
    is_harm: Callable[[str], bool],
) -> list[Change]:
    """Parts of a whole, by their shares; harmless ones count half."""
    totals = (sum(counts[0] for _, counts, _ in rows), sum(counts[1] for _, counts, _ in rows))
    changes = []
    for name, counts, spark in rows:
        harm = is_harm(name)
        aspect = part_of_whole(counts, totals, f"{noun}s", 1.0 if harm else HALF)
        row = {"spark": spark}
        one = strongest(kind, name or "(none)", {kind: name}, [replace(aspect, harm=harm)], row, counts, noun)
        changes.append(one)
    return changes
