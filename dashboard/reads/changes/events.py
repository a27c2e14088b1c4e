"""Changes of what happens: errors, and from samples message patterns, versions and attribute values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard import reads
from dashboard.reads import effect_size
from dashboard.reads.changes.aspects import HALF, HARM_LEVELS, amount, estimate, part_of_whole, scaled, strongest, turn
from dashboard.reads.changes.change import Change
from dashboard.reads.changes.comparison import errors, patterns, questions, shares
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.reads.changes.change import Kind, Unit
    from dashboard.reads.changes.comparison import Ask, Comparison

_LONGEST_NAME = 200
_RELEASES = {"version", "release", "build", "revision", "commit", "git_sha", "sha", "image", "image_tag", "deployment"}
_OTHER_VERSIONS = ("http", "tls", "ssl", "protocol", "api", "schema")
_PER: tuple[tuple[Unit, float], ...] = (
    ("per second", 1.0),
    ("per minute", 60.0),
    ("per hour", 3600.0),
    ("per day", 86400.0),
)


def find_errors(ask: Ask, comparison: Comparison) -> list[Change]:
    """Error groups by their rate: occurrences per request, if there are requests."""
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
    """The base of error rates: requests if both windows have some, else records, else seconds."""
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
        return f"new, {amount(counts[1], noun)}"
    if counts[0] == 0:
        return f"{amount(counts[1], noun)}, none before"
    if counts[1] == 0:
        return f"gone, {amount(counts[0], noun)} before"
    before, after, unit = _rates(counts, comparison)
    return f"{numbers.count(before)} → {numbers.count(after)} {noun + 's' if unit == 'count' else unit}"


def find_patterns(ask: Ask, comparison: Comparison) -> list[Change]:
    """Patterns are compared per record, and count half, because their meaning is not known."""
    sample = shares(ask, comparison)
    changes = []
    for row in ask(patterns(comparison, sample)).iter_rows(named=True):
        seen = (row["n_before"], row["n_after"])
        score = HALF * effect_size.rate(seen[0], row["sampled_before"], seen[1], row["sampled_after"])
        counts = (estimate(seen[0], sample.before), estimate(seen[1], sample.after))
        is_new, is_gone = turn(seen, score)
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
                tone="worse" if row["level"] in {"WARNING", *HARM_LEVELS} and score > 0 else "different",
                said=_occurred(counts, comparison, "record", is_new=is_new),
                is_new=is_new,
                is_gone=is_gone,
                sampled=not sample.is_everything,
            )
        )
    return changes


def find_attributes(ask: Ask, comparison: Comparison) -> list[Change]:
    """Values by their share of the records that have the key; those that name no release count half."""
    asked = questions(ask, comparison, "attribute")
    if len(asked) == 1:
        return []
    sample = shares(ask, comparison)
    changes = []
    for row in ask(asked[1]).iter_rows(named=True):
        is_release = _names_release(row["key"])
        seen, had = (row["n_before"], row["n_after"]), (row["had_before"], row["had_after"])
        aspect = part_of_whole(seen, had, f"records with {row['key']}", 1.0 if is_release else HALF)
        kind: Kind = "version" if is_release else "attribute"
        label = f"{row['key']} {row['value']}" if is_release else f"{row['key']} = {row['value']}"
        one = strongest(kind, _short(label) or "", _attribute_key(row), [aspect], {"spark": ()}, seen, "record")
        changes.append(scaled(one, sample))
    return changes


def _attribute_key(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {"key": row["key"], "value": row["value"], "service": row["service"]}


def _names_release(key: str) -> bool:
    name = key.lower()
    return name in _RELEASES or (name.endswith("version") and not name.startswith(_OTHER_VERSIONS))


def _short(text: str | None) -> str | None:
    if text is None:
        return None
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"
