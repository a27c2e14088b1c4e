"""What changed between two windows: endpoints, errors, message patterns, hosts, services, levels, attributes.

The questions stand first, then what is made of their answers: a list of `Change`, ranked. Pages, the API and reports
call `find` with whatever answers questions (a cache, a warehouse). Nothing here knows Streamlit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dashboard import reads
from dashboard.components import numbers
from dashboard.reads import FINE_SPAN, Window, effect_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import polars as pl

    from dashboard.reads import Question, Value

Ask: TypeAlias = "Callable[[Question], pl.DataFrame]"
Kind: TypeAlias = Literal["endpoint", "error", "pattern", "host", "service", "level", "status", "version", "attribute"]
Unit: TypeAlias = Literal["ms", "share", "count", "per second", "per minute", "per hour", "per day"]
Tone: TypeAlias = Literal["worse", "better", "different"]

KINDS: tuple[Kind, ...] = (
    "endpoint",
    "error",
    "pattern",
    "host",
    "service",
    "level",
    "status",
    "version",
    "attribute",
)
SAMPLE = 50_000
"""How many records of each window patterns and attribute values are looked for in."""

STATUS_SAMPLE = 200_000
KEY_SAMPLE = 2_000
MOST_VALUES = 30
MOST_KEYS = 24
_MOST = 2_000
_NOUNS: Mapping[Kind, str] = {"status": "request", "version": "record", "attribute": "record"}
_LONGEST_NAME = 200
_NEXT_OF_A_KIND = 0.5
_HALF = 0.5
_NOTABLE = 0.4
_HARM_LEVELS = ("ERROR", "CRITICAL")
_FAILED = 500
_RELEASES = {"version", "release", "build", "revision", "commit", "git_sha", "sha", "image", "image_tag", "deployment"}
_PER: tuple[tuple[Unit, float], ...] = (
    ("per second", 1.0),
    ("per minute", 60.0),
    ("per hour", 3600.0),
    ("per day", 86400.0),
)
_SHORT: Mapping[Unit, str] = {
    "count": "",
    "per second": "/s",
    "per minute": "/min",
    "per hour": "/h",
    "per day": "/d",
}
_OTHER_VERSIONS = ("http", "tls", "ssl", "protocol", "api", "schema")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two windows with the same filters: the one that is looked into, and the one it is held against."""

    after: Window
    before: Window

    @classmethod
    def of(cls, after: Window, before: Window) -> Comparison:
        """Both windows, each asked at the grain that its length allows; filters are those of `after`."""
        filters = {name: getattr(after, name) for name in reads.FILTERS}
        return cls(*(replace(window, **filters, from_records=window.span <= FINE_SPAN) for window in (after, before)))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    `key` tells where to look next (service, method, route, error_id, example, status …). `before` and `after` are in
    `unit`; `n_before` and `n_after` count what was seen (estimated where `sampled`). `score` is signed, from -π to π;
    `tone` says whether it is harm. `said` is what changed, in words, without the name. `spark` has 12 values for each
    window, or none.
    """

    kind: Kind
    name: str
    key: Mapping[str, str | None]
    measure: str
    unit: Unit
    before: float | None
    after: float | None
    n_before: int
    n_after: int
    score: float
    tone: Tone
    said: str
    is_new: bool = False
    is_gone: bool = False
    sampled: bool = False
    spark: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The name, with its kind where it does not speak for itself."""
        return f"{self.kind} {self.name}" if self.kind in {"host", "service", "level", "status"} else self.name

    @property
    def before_words(self) -> str:
        """The number before, as people read it."""
        return written(self.before, self.unit)

    @property
    def after_words(self) -> str:
        """The number after, as people read it."""
        return written(self.after, self.unit)

    @property
    def words(self) -> str:
        """What changed, as a person says it."""
        return f"{self.label}: {self.said}"


def written(value: float | None, unit: Unit) -> str:
    """A number in its unit."""
    if unit == "ms":
        return numbers.milliseconds(value)
    if unit == "share":
        return numbers.percent(value)
    return numbers.count(value) + ("" if value is None else _SHORT[unit])


def _bind(query: str, comparison: Comparison, **more: Value) -> Question:
    before = comparison.before
    return reads.bind(
        query,
        comparison.after,
        before_fine=before.fine,
        before_from_ts=before.from_ts,
        before_to_ts=before.to_ts,
        **more,
    )


def sizes(comparison: Comparison) -> Question:
    """One row: rows_before, rows_after, whatever is filtered."""
    return _bind("changes_sizes", comparison)


def split(comparison: Comparison, by: str, limit: int = _MOST) -> Question:
    """Counts and latency of both windows by endpoint, service, host, level or status."""
    return _bind("changes_split", comparison, split=by, limit=limit)


def errors(comparison: Comparison, limit: int = _MOST) -> Question:
    """error_id, error_type, error_message, service, occurrences_before, occurrences_after, first_seen, spark."""
    return _bind("changes_errors", comparison, limit=limit)


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of each window's records a sample has."""

    before: float
    after: float

    @property
    def is_everything(self) -> bool:
        """Whether it is no sample but all records."""
        return self.before == self.after == 1.0


def shares(ask: Ask, comparison: Comparison, rows: int = SAMPLE) -> Shares:
    """The shares that give about `rows` records of each window."""
    size = ask(sizes(comparison)).row(0, named=True)
    before, after = (min(1.0, rows / max(1, size[name])) for name in ("rows_before", "rows_after"))
    return Shares(before, after)


def statuses(comparison: Comparison, sample: Shares) -> Question:
    """status, n_before, n_after: exact statuses, of which the rollup knows the class alone."""
    return _bind("changes_statuses", comparison, share=sample.after, before_share=sample.before)


def patterns(comparison: Comparison, sample: Shares, limit: int = _MOST) -> Question:
    """pattern, level, service, example, n_before, n_after, sampled_before, sampled_after."""
    return _bind("changes_patterns", comparison, share=sample.after, before_share=sample.before, limit=limit)


def keys(comparison: Comparison, sample: Shares) -> Question:
    """key, records, distinct_values: attributes with few distinct values."""
    return _bind(
        "changes_keys",
        comparison,
        share=sample.after,
        before_share=sample.before,
        most_values=MOST_VALUES,
        limit=MOST_KEYS,
    )


def attributes(comparison: Comparison, sample: Shares, names: Sequence[str], limit: int = _MOST) -> Question:
    """key, value, service, n_before, n_after, had_before, had_after."""
    return _bind(
        "changes_attributes",
        comparison,
        share=sample.after,
        before_share=sample.before,
        keys=tuple(names),
        paths=tuple(f'$."{name}"' for name in names),
        limit=limit,
    )


def questions(ask: Ask, comparison: Comparison, kind: Kind) -> tuple[Question, ...]:
    """The questions behind one kind."""
    if kind == "error":
        return (errors(comparison),)
    if kind == "status":
        return (statuses(comparison, shares(ask, comparison, STATUS_SAMPLE)),)
    if kind == "pattern":
        return (patterns(comparison, shares(ask, comparison)),)
    if kind in {"version", "attribute"}:
        wide = shares(ask, comparison)
        few = keys(comparison, shares(ask, comparison, KEY_SAMPLE))
        names = ask(few)["key"].to_list()
        return (few, attributes(comparison, wide, names)) if names else (few,)
    return (split(comparison, kind),)


def find(ask: Ask, comparison: Comparison, kinds: Iterable[Kind] = KINDS) -> list[Change]:
    """What changed beyond chance, ranked; see `ranked` and `effects`."""
    wanted = tuple(kinds)
    found: list[Change] = []
    for kind in wanted:
        if kind == "version" and "attribute" in wanted:
            continue
        found += _FINDERS[kind](ask, comparison)
    return ranked(change for change in found if change.kind in wanted)


def ranked(changes: Iterable[Change]) -> list[Change]:
    """Those with a score, largest first; each further one of a kind counts for less beside the others.

    Else one cause would fill the list from one side: thirty endpoints before the exception that slowed them.
    """
    largest = sorted((one for one in changes if one.score), key=_order)
    before: dict[str, int] = {}
    placed = []
    for place, one in enumerate(largest):
        nth = before[one.kind] = before.get(one.kind, -1) + 1
        placed.append((-abs(one.score) / (1 + _NEXT_OF_A_KIND * nth), place, one))
    return [one for *_, one in sorted(placed, key=lambda item: item[:2])]


def _order(one: Change) -> tuple[float, bool, float, str]:
    """By score; among equals what is new first, then by how many times more or less it became."""
    return (-round(abs(one.score), 6), not one.is_new, -_times(one.before, one.after), one.words)


def _times(before: float | None, after: float | None) -> float:
    """How many times one is the other, as a logarithm without a sign."""
    return abs(log(after / before)) if before and after else 0.0


# endpoints, hosts, services


@dataclass(frozen=True, slots=True)
class _Aspect:
    """One thing that may have changed of something: how strongly, and how it reads."""

    measure: str
    unit: Unit
    before: float | None
    after: float | None
    score: float
    said: str
    harm: bool = True


def _endpoints(ask: Ask, comparison: Comparison) -> list[Change]:
    frame = ask(split(comparison, "endpoint"))
    totals = (int(frame["requests_before"].sum()), int(frame["requests_after"].sum()))
    changes = []
    for row in frame.iter_rows(named=True):
        name = f"{row['method'] or ''} {row['route'] or '(no route)'}".strip()
        key = {part: row[part] for part in ("service", "method", "route")}
        counts = (row["requests_before"], row["requests_after"])
        aspects = [_latency(row), _failures(row), _part(counts, totals, "requests", _HALF)]
        changes.append(_strongest("endpoint", name, key, aspects, row, counts, "request"))
    return changes


def _places(kind: Literal["host", "service"]) -> Callable[[Ask, Comparison], list[Change]]:
    """Hosts or services. Their latency and failures count half: they stand in the endpoints too."""

    def places(ask: Ask, comparison: Comparison) -> list[Change]:
        frame = ask(split(comparison, kind))
        totals = (int(frame["records_before"].sum()), int(frame["records_after"].sum()))
        changes = []
        for row in frame.iter_rows(named=True):
            counts = (row["records_before"], row["records_after"])
            aspects = [
                _weighed(_latency(row), _HALF),
                _weighed(_failures(row), _HALF),
                _errors_share(row),
                _part(counts, totals, "records"),
            ]
            changes.append(
                _strongest(kind, row["name"] or "(none)", {kind: row["name"]}, aspects, row, counts, "record")
            )
        return changes

    return places


def _weighed(aspect: _Aspect, weight: float) -> _Aspect:
    return replace(aspect, score=aspect.score * weight)


def _latency(row: Mapping[str, Any]) -> _Aspect:
    """p95, or the median where that moved much more."""
    score = effect_size.latency(
        row["slower_before"] or 0, row["timed_before"], row["slower_after"] or 0, row["timed_after"]
    )
    moved = {one: _times(row[f"{one}_before_ms"], row[f"{one}_after_ms"]) for one in ("p95", "p50")}
    name = "p95" if moved["p95"] >= _HALF * moved["p50"] else "p50"
    before, after = row[f"{name}_before_ms"], row[f"{name}_after_ms"]
    said = f"{name} {numbers.milliseconds(before)} → {numbers.milliseconds(after)}"
    return _Aspect(name, "ms", before, after, score, said)


def _failures(row: Mapping[str, Any]) -> _Aspect:
    return _shares("failed", "failed requests", row, "failed", "requests")


def _errors_share(row: Mapping[str, Any]) -> _Aspect:
    return _shares("errors", "share of errors", row, "errors", "records")


def _shares(measure: str, words: str, row: Mapping[str, Any], part: str, whole: str) -> _Aspect:
    counts = [row[f"{name}_{side}"] for side in ("before", "after") for name in (part, whole)]
    before, after = _quotient(counts[0], counts[1]), _quotient(counts[2], counts[3])
    said = f"{words} {numbers.percent(before)} → {numbers.percent(after)}"
    return _Aspect(measure, "share", before, after, effect_size.share(*counts), said)


def _part(counts: tuple[int, int], totals: tuple[int, int], noun: str, weight: float = 1.0) -> _Aspect:
    """The share that something has of everything."""
    before, after = _quotient(counts[0], totals[0]), _quotient(counts[1], totals[1])
    score = effect_size.share(counts[0], totals[0], counts[1], totals[1]) * weight
    said = f"share of {noun} {numbers.percent(before)} → {numbers.percent(after)}"
    return _Aspect(f"share of {noun}", "share", before, after, score, said, harm=False)


def _quotient(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _strongest(  # noqa: PLR0913, PLR0917 (what is known of one thing)
    kind: Kind,
    name: str,
    key: Mapping[str, str | None],
    aspects: Sequence[_Aspect],
    row: Mapping[str, Any],
    counts: tuple[int, int],
    noun: str,
) -> Change:
    """One change of something that may have changed in several ways: by the strongest, with the next one in words."""
    first, *others = sorted(aspects, key=lambda one: -abs(one.score))
    is_new, is_gone = _turn(counts, first.score)
    also = [one.said for one in others if one.harm and abs(one.score) >= _NOTABLE * abs(first.score) > 0][:1]
    said = _appeared(kind, counts, noun) if is_new or is_gone else ", ".join([first.said, *also])
    tone: Tone = ("worse" if first.score > 0 else "better") if first.harm else "different"
    return Change(
        kind=kind,
        name=name,
        key=key,
        measure=first.measure,
        unit=first.unit,
        before=first.before,
        after=first.after,
        n_before=counts[0],
        n_after=counts[1],
        score=first.score,
        tone="worse" if kind in {"host", "service"} and is_gone else tone,
        said=said,
        is_new=is_new,
        is_gone=is_gone,
        spark=tuple(row["spark"]),
    )


def _turn(counts: tuple[int, int], score: float) -> tuple[bool, bool]:
    """Whether it is new, and whether it is gone."""
    return counts[0] == 0 and score > 0, counts[1] == 0 and score < 0


def _appeared(kind: Kind, counts: tuple[int, int], noun: str) -> str:
    if counts[0] == 0:
        return f"new, {_amount(counts[1], noun)}"
    return f"{'silent' if kind in {'host', 'service'} else 'gone'}, {_amount(counts[0], noun)} before"


def _amount(number: int, noun: str) -> str:
    return f"{numbers.count(number)} {noun}{'' if number == 1 else 's'}"


# levels and statuses


def _levels(ask: Ask, comparison: Comparison) -> list[Change]:
    frame = ask(split(comparison, "level"))
    rows = [
        (row["name"], (row["records_before"], row["records_after"]), tuple(row["spark"]))
        for row in frame.iter_rows(named=True)
    ]
    return _parts("level", rows, "record", lambda name: name in _HARM_LEVELS)


def _statuses(ask: Ask, comparison: Comparison) -> list[Change]:
    sample = shares(ask, comparison, STATUS_SAMPLE)
    rows = [
        (str(row["status"]), (row["n_before"], row["n_after"]), ())
        for row in ask(statuses(comparison, sample)).iter_rows(named=True)
    ]
    found = _parts("status", rows, "request", lambda name: int(name) >= _FAILED)
    return [_scaled(one, sample) for one in found]


def _scaled(one: Change, sample: Shares) -> Change:
    """What was counted in a sample, as an estimate for the whole."""
    if sample.is_everything:
        return one
    counts = (_estimate(one.n_before, sample.before), _estimate(one.n_after, sample.after))
    said = _appeared(one.kind, counts, _NOUNS[one.kind]) if one.is_new or one.is_gone else one.said
    return replace(one, n_before=counts[0], n_after=counts[1], said=said, sampled=True)


def _parts(
    kind: Kind,
    rows: Sequence[tuple[str, tuple[int, int], tuple[int, ...]]],
    noun: str,
    is_harm: Callable[[str], bool],
) -> list[Change]:
    """Parts of a whole, by their shares; what is no harm counts half."""
    totals = (sum(counts[0] for _, counts, _ in rows), sum(counts[1] for _, counts, _ in rows))
    changes = []
    for name, counts, spark in rows:
        harm = is_harm(name)
        aspect = _part(counts, totals, f"{noun}s", 1.0 if harm else _HALF)
        row = {"spark": spark}
        one = _strongest(kind, name or "(none)", {kind: name}, [replace(aspect, harm=harm)], row, counts, noun)
        changes.append(one)
    return changes


# errors


def _errors(ask: Ask, comparison: Comparison) -> list[Change]:
    exposures = _exposures(ask, comparison)
    changes = []
    for row in ask(errors(comparison)).iter_rows(named=True):
        counts = (row["occurrences_before"], row["occurrences_after"])
        score = effect_size.rate(counts[0], exposures[0], counts[1], exposures[1])
        is_new = counts[0] == 0 and row["first_seen"] >= comparison.after.from_ts and score > 0
        before, after, unit = _rates(counts, comparison)
        changes.append(
            Change(
                kind="error",
                name=row["error_type"] or _short(row["error_message"]) or "Error",
                key={
                    "error_id": row["error_id"],
                    "service": row["service"],
                    "message": _short(row["error_message"]) if row["error_type"] else None,
                },
                measure="occurrences",
                unit=unit,
                before=before,
                after=after,
                n_before=counts[0],
                n_after=counts[1],
                score=score,
                tone="worse" if score > 0 else "better",
                said=_occurred(counts, comparison, "occurrence", is_new=is_new),
                is_new=is_new,
                is_gone=counts[1] == 0 and score < 0,
                spark=tuple(row["spark"]),
            )
        )
    return changes


def _exposures(ask: Ask, comparison: Comparison) -> tuple[float, float]:
    """What errors are counted by: requests where both windows have some, else records, else seconds."""
    found = [ask(reads.headline(window)).row(0, named=True) for window in (comparison.before, comparison.after)]
    for name in ("requests", "records"):
        if all(row[name] for row in found):
            return float(found[0][name]), float(found[1][name])
    return comparison.before.span.total_seconds(), comparison.after.span.total_seconds()


def _rates(counts: tuple[int, int], comparison: Comparison) -> tuple[float, float, Unit]:
    """The counts themselves where the windows are of one length, else per second, minute, hour or day."""
    spans = (comparison.before.span, comparison.after.span)
    if spans[0] == spans[1]:
        return float(counts[0]), float(counts[1]), "count"
    per_second = [count / span.total_seconds() for count, span in zip(counts, spans, strict=True)]
    unit, seconds = next((one for one in _PER if max(per_second) * one[1] >= 1), _PER[-1])
    return per_second[0] * seconds, per_second[1] * seconds, unit


def _occurred(counts: tuple[int, int], comparison: Comparison, noun: str, *, is_new: bool) -> str:
    if is_new:
        return f"new, {_amount(counts[1], noun)}"
    if counts[0] == 0:
        return f"{_amount(counts[1], noun)}, none before"
    if counts[1] == 0:
        return f"gone, {_amount(counts[0], noun)} before"
    before, after, unit = _rates(counts, comparison)
    return f"{numbers.count(before)} → {numbers.count(after)} {noun + 's' if unit == 'count' else unit}"


# patterns, versions and attribute values, from samples


def _patterns(ask: Ask, comparison: Comparison) -> list[Change]:
    """Patterns are counted by the records around them, and count half: what they mean is not known."""
    sample = shares(ask, comparison)
    changes = []
    for row in ask(patterns(comparison, sample)).iter_rows(named=True):
        seen = (row["n_before"], row["n_after"])
        score = _HALF * effect_size.rate(seen[0], row["sampled_before"], seen[1], row["sampled_after"])
        counts = (_estimate(seen[0], sample.before), _estimate(seen[1], sample.after))
        is_new, is_gone = _turn(seen, score)
        before, after, unit = _rates(counts, comparison)
        changes.append(
            Change(
                kind="pattern",
                name=_short(row["pattern"]) or "(empty)",
                key={"example": row["example"], "service": row["service"], "level": row["level"]},
                measure="records",
                unit=unit,
                before=before,
                after=after,
                n_before=counts[0],
                n_after=counts[1],
                score=score,
                tone="worse" if row["level"] in {"WARNING", *_HARM_LEVELS} and score > 0 else "different",
                said=_occurred(counts, comparison, "record", is_new=is_new),
                is_new=is_new,
                is_gone=is_gone,
                sampled=not sample.is_everything,
            )
        )
    return changes


def _attributes(ask: Ask, comparison: Comparison) -> list[Change]:
    """Values by their share of the records that have the key; those that name no release count half."""
    asked = questions(ask, comparison, "attribute")
    if len(asked) == 1:
        return []
    sample = shares(ask, comparison)
    changes = []
    for row in ask(asked[1]).iter_rows(named=True):
        is_release = _names_release(row["key"])
        seen, had = (row["n_before"], row["n_after"]), (row["had_before"], row["had_after"])
        aspect = _part(seen, had, f"records with {row['key']}", 1.0 if is_release else _HALF)
        kind: Kind = "version" if is_release else "attribute"
        label = f"{row['key']} {row['value']}" if is_release else f"{row['key']} = {row['value']}"
        one = _strongest(kind, _short(label) or "", _attribute_key(row), [aspect], {"spark": ()}, seen, "record")
        changes.append(_scaled(one, sample))
    return changes


def _attribute_key(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {"key": row["key"], "value": row["value"], "service": row["service"]}


def _names_release(key: str) -> bool:
    name = key.lower()
    return name in _RELEASES or (name.endswith("version") and not name.startswith(_OTHER_VERSIONS))


def _estimate(seen: int, share: float) -> int:
    return round(seen / share)


def _short(text: str | None) -> str | None:
    if text is None:
        return None
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


_FINDERS: Mapping[Kind, Callable[[Ask, Comparison], list[Change]]] = {
    "endpoint": _endpoints,
    "error": _errors,
    "pattern": _patterns,
    "host": _places("host"),
    "service": _places("service"),
    "level": _levels,
    "status": _statuses,
    "version": _attributes,
    "attribute": _attributes,
}
