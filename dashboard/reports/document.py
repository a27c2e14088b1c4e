"""A report in reading order: sections of a few kinds of blocks, which each renderer lays out.

What stands in which section, in which order and under which words is decided here once, for HTML, PDF and Markdown.
Texts are as they are in the logs; each renderer escapes them.

One long module: sections are read beside each other, so that they say the same in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.reports import formatting
from dashboard.reports.pictures import Picture, pictures
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from dashboard.reports.model import Alert, Endpoint, ErrorGroup, Ledger, Number, Report, SlowRequest

Kind: TypeAlias = Literal["text", "number", "code", "sentence", "time"]
_MOST_SOURCES, _MOST_STEPS = 40, 25
_CUT = 300


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `code`, `number` and `time` are set as such; in a `sentence`, names are between backticks."""

    label: str
    kind: Kind = "text"
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """A paragraph; names are between backticks."""

    sentences: tuple[str, ...]
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Markdown that people wrote."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number; `tone` is worse, better or nothing."""

    label: str
    value: str
    before: str
    change: str
    tone: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text as in a log, or SQL; `is_open` is False if it may be folded."""

    label: str
    text: str
    language: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part of a section, with its text."""

    text: str
    badges: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart."""

    picture: Picture


Block: TypeAlias = Table | Sentences | Notes | Figures | Code | Heading | Drawn


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its title; `key` is its anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report: its head and its sections."""

    title: str
    badges: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footer: str


def document(report: Report) -> Document:
    """The report in sections; a section with nothing to say is left out."""
    evidence = report.evidence
    sections = [
        Section("summary", "Summary", _summary(report)),
        Section("notes", "Notes", (Notes(report.incident.notes),) if report.incident.notes.strip() else ()),
        Section("timeline", "Time line", _timeline(report)),
        Section("alerts", "Alerts", _alerts(report)),
        Section("charts", "Charts", tuple(Drawn(picture) for picture in pictures(evidence))),
        Section("changes", "What changed", _changes(report)),
        Section("errors", "Errors", tuple(_errors(report))),
        Section("endpoints", "Endpoints", _endpoints(report)),
        Section("slowest", "Slowest requests", tuple(_slowest(report))),
        Section("completeness", "What Longtail knew of its own reading", tuple(_ledger(evidence.ledger))),
        Section("sql", "The SQL behind the numbers", tuple(_queries(report))),
    ]
    incident = report.incident
    return Document(
        title=incident.title,
        badges=tuple(badge for badge in (incident.severity, incident.status) if badge),
        facts=tuple(_facts(report)),
        sections=tuple(section for section in sections if section.blocks),
        footer=f"{report.generator}, made {formatting.full(report.generated_at)}",
    )


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    window = report.evidence.window
    yield "Window", f"{formatting.full(window.from_ts)} – {formatting.full(window.to_ts)}"
    yield "Length", formatting.length(window.to_ts - window.from_ts)
    yield "Services", ", ".join(window.services) or "all"
    if report.incident.author:
        yield "Author", report.incident.author
    first = report.evidence.affected.first_bad_minute
    if first is not None:
        yield "First bad minute", f"{formatting.full(first)} ({report.evidence.affected.first_bad_by})"
    if report.incident.incident_id:
        yield "Incident", report.incident.incident_id


def _summary(report: Report) -> tuple[Block, ...]:
    topics = ("event", "overall", "trust")
    said = {topic: tuple(one.text for one in report.summary if one.topic == topic) for topic in topics}
    paragraphs = [Sentences(said[topic], is_quiet=topic == "trust") for topic in topics if said[topic]]
    figures = Figures(tuple(_figure(number) for number in report.evidence.numbers))
    return (*paragraphs[:-1], figures, *paragraphs[-1:])


def _figure(number: Number) -> Figure:
    change = formatting.change(number)
    tone = ""
    if number.more_is_worse and number.value is not None and number.before is not None:
        tone = "worse" if number.value > number.before else "better" if number.value < number.before else ""
    if change == "as before":
        tone = ""
    before = formatting.value(number, before=True) if number.before is not None else ""
    return Figure(number.label, formatting.value(number), before, change, tone)


def _timeline(report: Report) -> tuple[Block, ...]:
    rows = tuple(
        (formatting.full(entry.at), entry.text, "notes" if entry.by == "people" else "data")
        for entry in report.timeline
    )
    columns = (Column("Time", "time", 1.5), Column("What happened", "sentence", 4), Column("From", share=0.6))
    return (Table(columns, rows),) if rows else ()


def _alerts(report: Report) -> tuple[Block, ...]:
    rows = tuple(_alert(one) for one in report.evidence.alerts)
    columns = (
        Column("Alert", "code", 3),
        Column("Severity", share=0.9),
        Column("Fired", "time", 1.4),
        Column("Told", share=2),
        Column("Acknowledged", share=1.6),
        Column("Over", share=1.8),
        Column("Peak", "number", 0.8),
    )
    return (Table(columns, rows),) if rows else ()


def _alert(one: Alert) -> tuple[str, ...]:
    over = "still fired" if one.resolved_at is None else _over(one.resolved_at, one)
    noted = one.acknowledged_at
    return (
        one.name,
        one.severity,
        formatting.full(one.fired_at),
        _told(one),
        "nobody" if noted is None else f"{formatting.full(noted)} by {one.acknowledged_by}",
        over,
        "–" if one.peak is None else f"{one.peak:,.4g}",
    )


def _over(at: datetime, one: Alert) -> str:
    why = f" ({one.reason})" if one.reason not in {"", "recovered"} else ""
    return f"{formatting.full(at)}, after {formatting.length(at - one.fired_at)}{why}"


def _told(one: Alert) -> str:
    """Where and when it was first told that it fires, and what became of it where it did not arrive."""
    first: dict[str, str] = {}
    for told in one.told:
        if told.event != "resolved":
            state = "" if told.state == "sent" else f" ({told.state})"
            first.setdefault(told.channel, f"{told.channel} {formatting.clock(told.at)}{state}")
    return ", ".join(first.values()) or "nobody"


def _changes(report: Report) -> tuple[Block, ...]:
    marks = {"worse": "▲", "better": "▼", "different": "◆"}
    rows = tuple(
        (marks[one.tone], one.kind, one.name, one.said, f"{abs(one.score):.2f}") for one in report.evidence.changes
    )
    columns = (
        Column("", share=0.2),
        Column("Kind", share=0.8),
        Column("Name", "code", 3),
        Column("Change", share=3),
        Column("Effect", "number", 0.6),
    )
    if not rows:
        return ()
    note = (
        "Ranked by effect size (Cohen's h less what chance can do: 0.2 is small, 0.8 large). ▲ worse, ▼ better, "
        "◆ different. What changed together need not have caused each other."
    )
    return (Table(columns, rows), Sentences((note,), is_quiet=True))


def _errors(report: Report) -> Iterator[Block]:
    for group in report.evidence.errors:
        yield _group_heading(group)
        rows = [
            (
                "In the window",
                f"{formatting.plural(group.occurrences, 'occurrence')}, {formatting.plural(group.users, 'user')}",
            ),
            ("In the baseline", f"{group.occurrences_before:,}"),
            ("First, last", f"{formatting.full(group.first_at)} – {formatting.full(group.last_at)}"),
            ("Routes", ", ".join(group.routes) or "–"),
            ("Hosts", ", ".join(group.hosts) or "–"),
        ]
        yield Table((Column("", share=0.8), Column("", share=4)), tuple(rows))
        for number, sample in enumerate(group.samples):
            request = " ".join(part for part in (sample.method, sample.path) if part)
            ids = (("trace", sample.trace_id), ("user", sample.user_id), ("address", sample.client_ip))
            about = ", ".join(f"{name} {value}" for name, value in ids if value)
            parts = (formatting.full(sample.at), sample.host, request, about)
            label = " · ".join(part for part in parts if part)
            text = "\n".join(part for part in (sample.message, sample.stack if number == 0 else None) if part)
            if text:
                yield Code(label, text, is_open=number == 0)


def _group_heading(group: ErrorGroup) -> Heading:
    badges = ["new"] if group.is_new else ["risen"] if group.is_risen else []
    name = group.error_type or "Error"
    where = f"in {', '.join(group.services)}" if group.services else ""
    return Heading(
        name, (*badges, group.error_id), " ".join(part for part in (where, _cut(group.error_message)) if part)
    )


def _endpoints(report: Report) -> tuple[Block, ...]:
    columns = (
        Column("Endpoint", "code", 3),
        Column("Service", share=1.2),
        Column("Requests", "number"),
        Column("Failed", "number"),
        Column("before", "number"),
        Column("Slow", "number", 0.8),
        Column("p95", "number"),
        Column("before", "number"),
        Column("Users", "number", 0.8),
    )
    rows = tuple(_endpoint(one) for one in report.evidence.endpoints)
    return (Table(columns, rows, "Users are those with a failed or slow request."),) if rows else ()


def _endpoint(one: Endpoint) -> tuple[str, ...]:
    before = one.error_rate_before
    return (
        one.name,
        one.service or "–",
        f"{one.requests:,}",
        numbers.percent(one.error_rate),
        numbers.percent(before),
        f"{one.slow_requests:,}",
        numbers.milliseconds(one.p95_ms),
        numbers.milliseconds(one.p95_before_ms),
        f"{one.users:,}",
    )


def _slowest(report: Report) -> Iterator[Block]:
    for request in report.evidence.slowest:
        yield _request_heading(request)
        if request.trace:
            yield _trace(request)


def _request_heading(request: SlowRequest) -> Heading:
    name = " ".join(part for part in (request.method, request.path or request.route) if part)
    badges = tuple(
        str(part) for part in (numbers.milliseconds(request.duration_ms), request.status) if part is not None
    )
    ids = (
        ("", request.service),
        ("on", request.host),
        ("trace", request.trace_id),
        ("user", request.user_id),
        ("address", request.client_ip),
    )
    said = [f"{label} {value}".strip() for label, value in ids if value]
    return Heading(name or "(no path)", badges, ", ".join([formatting.full(request.at), *said]))


def _trace(request: SlowRequest) -> Table:
    """The records of the trace, each with its distance from the first."""
    first = request.trace[0].at
    rows = tuple(
        (
            f"+{(step.at - first) / timedelta(milliseconds=1):,.0f} ms",
            step.service or "–",
            step.level or "",
            _cut(step.text),
            numbers.milliseconds(step.duration_ms) if step.duration_ms is not None else "",
        )
        for step in request.trace[:_MOST_STEPS]
    )
    more = len(request.trace) - _MOST_STEPS
    columns = (
        Column("After", "number", 0.8),
        Column("Service", share=1),
        Column("Level", share=0.8),
        Column("Record", "code", 4),
        Column("Took", "number", 0.8),
    )
    return Table(columns, rows, f"{formatting.plural(more, 'more record')} in the JSON." if more > 0 else "")


def _ledger(ledger: Ledger) -> Iterator[Block]:
    said = [
        f"{numbers.byte_size(ledger.gap_bytes)} known to be lost",
        f"{numbers.byte_size(ledger.lag_bytes)} not yet read",
        f"{formatting.plural(ledger.rejects, 'rejected line')} within the window",
    ]
    yield Sentences((f"{', '.join(said)}.",))
    if ledger.silences:
        rows = tuple(
            (formatting.full(one.from_ts), formatting.full(one.to_ts), formatting.length(one.to_ts - one.from_ts))
            for one in ledger.silences
        )
        yield Table((Column("Nothing logged from"), Column("to"), Column("for")), rows)
    if ledger.incomplete:
        columns = (
            Column("File", "code", 3),
            Column("State"),
            Column("Lost", "number"),
            Column("Unread", "number"),
            Column("Twice?", "number"),
            Column("Dropped", "number"),
            Column("Why", share=2),
        )
        yield Table(
            columns,
            tuple(
                (
                    file.path,
                    file.state,
                    numbers.byte_size(file.gap_bytes),
                    numbers.byte_size(file.lag_bytes),
                    f"{file.possible_duplicates:,}",
                    f"{file.dropped_rows:,}",
                    " ".join(part for part in (file.gap, file.note) if part),
                )
                for file in ledger.incomplete
            ),
        )
    if ledger.rejected:
        yield Table(
            (
                Column("File", "code", 2),
                Column("Reason", share=1.5),
                Column("Lines", "number"),
                Column("First", "code", 3),
            ),
            tuple((one.path, one.reason, f"{one.rejects:,}", _cut(one.first_raw)) for one in ledger.rejected),
        )
    if ledger.sources:
        yield Table(
            (Column("Service"), Column("Source"), Column("Records", "number"), Column("In the baseline", "number")),
            tuple(
                (one.service or "–", one.source, f"{one.records:,}", f"{one.records_before:,}")
                for one in ledger.sources[:_MOST_SOURCES]
            ),
        )


def _queries(report: Report) -> Iterator[Block]:
    for query in report.evidence.queries:
        yield Code(f"{query.name}: {query.title}", query.sql, "sql", is_open=False)


def _cut(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= _CUT else line[: _CUT - 1] + "…"


def found(sections: Sequence[Section], key: str) -> Section | None:
    """A section by its key."""
    return next((section for section in sections if section.key == key), None)
