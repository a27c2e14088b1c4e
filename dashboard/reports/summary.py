"""The summary in words: sentences from templates, each on numbers of the evidence, in the order a reader asks.

What failed and for whom, how slow it was, which error came when and after what, how it was overall, when it ended,
and how far the numbers can be trusted. That one thing came after another is said as just that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.reports import formatting
from dashboard.reports.evidence import LEAD
from dashboard.reports.evidence_parts import leading
from dashboard.reports.formatting import code, plural
from dashboard.reports.model import Sentence
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.reports.model import Endpoint, ErrorGroup, Evidence, Number, Version

_NOTABLE_SHARE, _NOTABLE_TIMES = 0.005, 1.5


def sentences(evidence: Evidence) -> tuple[Sentence, ...]:
    """The summary of a window."""
    if not evidence.number("records").value:
        return (*_empty(evidence), *_trust(evidence))
    found = [*_endpoint(evidence), *_error(evidence), *_overall(evidence), *_ending(evidence)]
    return (*found, *_trust(evidence))


def _empty(evidence: Evidence) -> Iterator[Sentence]:
    where = f" of {_services(evidence)}" if evidence.window.services else ""
    yield Sentence(
        topic="event",
        text=f"{formatting.span(evidence.window)}, no records{where} are stored.",
        facts=("/evidence/numbers/0/value",),
    )


def _services(evidence: Evidence) -> str:
    return ", ".join(code(service) for service in evidence.window.services)


def is_notable(endpoint: Endpoint) -> bool:
    """Whether more of its requests failed or were slow than before, beyond a trifle."""
    return _failed_more(endpoint) or _slowed(endpoint)


def _failed_more(endpoint: Endpoint) -> bool:
    before = endpoint.error_rate_before or 0.0
    return endpoint.failed_requests > 0 and endpoint.error_rate >= max(before * _NOTABLE_TIMES, before + _NOTABLE_SHARE)


def _slowed(endpoint: Endpoint) -> bool:
    now, before = endpoint.p95_ms, endpoint.p95_before_ms
    return now is not None and before is not None and now >= _NOTABLE_TIMES * before and endpoint.slow_requests > 0


def _endpoint(evidence: Evidence) -> Iterator[Sentence]:
    """What failed or slowed most, and for how many."""
    first = evidence.endpoints[0] if evidence.endpoints else None
    if first is None or not is_notable(first):
        return
    at = "/evidence/endpoints/0"
    where = f"requests to {code(first.name)}" + (f" ({code(first.service)})" if first.service else "")
    against = _against(evidence)
    users = f"; {plural(first.users, 'user')} had failed or slow requests" if first.users else ""
    if _failed_more(first):
        before = first.error_rate_before
        held = f", against {numbers.percent(before)} {against}" if before is not None and against else ""
        text = (
            f"{formatting.span(evidence.window)}, {numbers.percent(first.error_rate)} of {where} failed "
            f"({first.failed_requests:,} of {first.requests:,}){held}{users}."
        )
        yield Sentence(
            topic="event",
            text=text,
            facts=(
                "/evidence/window",
                *(
                    f"{at}/{name}"
                    for name in ("failed_requests", "requests", "failed_before", "requests_before", "users")
                ),
            ),
        )
        if _slowed(first):
            text = f"Their p95 latency was {_p95(first, against)}; {_slow(first, evidence)}."
            yield Sentence(
                topic="event",
                text=text,
                facts=tuple(f"{at}/{name}" for name in ("p95_ms", "p95_before_ms", "slow_requests")),
            )
        return
    said = f"the p95 latency of {where} was {_p95(first, against)}; {_slow(first, evidence)}{users}"
    text = f"{formatting.span(evidence.window)}, {said}."
    facts = (f"{at}/{name}" for name in ("p95_ms", "p95_before_ms", "slow_requests", "users"))
    yield Sentence(topic="event", text=text, facts=("/evidence/window", *facts))


def _p95(endpoint: Endpoint, against: str) -> str:
    held = f", against {numbers.milliseconds(endpoint.p95_before_ms)} {against}" if against else ""
    return numbers.milliseconds(endpoint.p95_ms) + held


def _slow(endpoint: Endpoint, evidence: Evidence) -> str:
    took = numbers.milliseconds(evidence.slow_request_ms)
    return f"{plural(endpoint.slow_requests, 'request')} took {took} or more"


def _against(evidence: Evidence) -> str:
    return {"week before": "the week before", "period before": "in the period before", "none": ""}[
        evidence.baseline.kind
    ]


def _error(evidence: Evidence) -> Iterator[Sentence]:
    """The new or risen error with most occurrences, and which version came shortly before it."""
    lead = leading(evidence.errors)
    if lead is None:
        return
    index = evidence.errors.index(lead)
    at = f"/evidence/errors/{index}"
    name = code(lead.error_type or lead.error_message or "error")
    where = f" in {', '.join(code(service) for service in lead.services)}" if lead.services else ""
    version = version_before(evidence, lead)
    if lead.is_new:
        text = f"The first {name}{where} was seen at {formatting.clock(lead.first_at)}"
        facts = [f"{at}/first_at", f"{at}/first_seen"]
    else:
        text = f"{name}{where} rose from {lead.occurrences_before:,} to {plural(lead.occurrences, 'occurrence')}"
        facts = [f"{at}/occurrences_before", f"{at}/occurrences"]
    if lead.is_new and version is not None:
        which = evidence.versions.index(version)
        after = formatting.length(lead.first_at - version.first_at)
        of = f" of {code(version.service)}" if version.service else ""
        text += f", {after} after version {code(version.version)}{of} first appeared"
        facts.append(f"/evidence/versions/{which}/first_at")
        yield Sentence(topic="event", text=text + ".", facts=tuple(facts))
        yield Sentence(
            topic="event",
            text="That one came after the other is a correlation; the logs do not say that it is the cause.",
            facts=tuple(facts),
        )
    else:
        yield Sentence(topic="event", text=text + ".", facts=tuple(facts))
    if lead.is_new:
        until = f" until {formatting.clock(lead.last_at)}" if lead.occurrences > 1 else ""
        users = f" and touched {plural(lead.users, 'user')}" if lead.users else ""
        yield Sentence(
            topic="event",
            text=f"It occurred {'once' if lead.occurrences == 1 else f'{lead.occurrences:,} times'}{until}{users}.",
            facts=(f"{at}/occurrences", f"{at}/last_at", f"{at}/users"),
        )
    others = sum(group.is_new for group in evidence.errors) - lead.is_new
    if others:
        yield Sentence(
            topic="event",
            text=f"{plural(others, 'other error group')} {'was' if others == 1 else 'were'} new.",
            facts=("/evidence/errors",),
        )


def version_before(evidence: Evidence, lead: ErrorGroup) -> Version | None:
    """The version that appeared last before the first occurrence, in a service that has the error or in any."""
    earlier = [one for one in evidence.versions if one.first_at <= lead.first_at <= one.first_at + LEAD * 2]
    own = [one for one in earlier if one.service in lead.services]
    return max(own or earlier, key=lambda one: one.first_at, default=None)


def _overall(evidence: Evidence) -> Iterator[Sentence]:
    requests, failed, slow = (evidence.number(name) for name in ("requests", "error_rate", "slow_share"))
    if not requests.value:
        records, errors = evidence.number("records"), evidence.number("errors")
        text = f"In all, {formatting.value(records)} records were written{_held(records, evidence)}, "
        text += f"{formatting.value(errors)} of them errors{_held(errors, evidence)}; none was an HTTP request."
        yield Sentence(topic="overall", text=text, facts=("/evidence/numbers/0", "/evidence/numbers/9"))
        return
    text = (
        f"Over everything that was looked at, {formatting.value(failed)} of {formatting.value(requests)} requests "
        "failed"
        f"{_held(failed, evidence)}, and {formatting.value(slow)} were slow{_held(slow, evidence)}."
    )
    places = {number.name: index for index, number in enumerate(evidence.numbers)}
    facts = tuple(f"/evidence/numbers/{places[name]}" for name in ("requests", "error_rate", "slow_share"))
    if not evidence.endpoints or not is_notable(evidence.endpoints[0]):
        text = f"{formatting.span(evidence.window)}, nothing failed or slowed notably. {text}"
    yield Sentence(topic="overall", text=text, facts=facts)


def _held(number: Number, evidence: Evidence) -> str:
    return (
        f" (against {formatting.value(number, before=True)} {_against(evidence)})" if number.before is not None else ""
    )


def _ending(evidence: Evidence) -> Iterator[Sentence]:
    """When it was over, where it was."""
    lead = leading(evidence.errors)
    version = version_before(evidence, lead) if lead else None
    last = evidence.affected.last_failed_at
    if last is None or not evidence.endpoints or not is_notable(evidence.endpoints[0]):
        return
    text = f"The last failed request of the window was at {formatting.clock(last)}"
    facts = ["/evidence/affected/last_failed_at"]
    if version is not None and version.last_at < evidence.window.to_ts:
        text += f"; version {code(version.version)} was last seen at {formatting.clock(version.last_at)}"
        facts.append(f"/evidence/versions/{evidence.versions.index(version)}/last_at")
    yield Sentence(topic="overall", text=text + ".", facts=tuple(facts))


def _trust(evidence: Evidence) -> Iterator[Sentence]:
    """What the ledger knew, and what the window is held against."""
    ledger = evidence.ledger
    missing = []
    if ledger.gap_bytes:
        missing.append(f"{numbers.byte_size(ledger.gap_bytes)} of logs are known to be lost")
    if ledger.lag_bytes:
        missing.append(f"{numbers.byte_size(ledger.lag_bytes)} were not yet read")
    if ledger.rejects:
        missing.append(f"{plural(ledger.rejects, 'line')} could not be read as records")
    dropped = sum(file.dropped_rows for file in ledger.incomplete)
    if dropped:
        missing.append(f"retention has dropped {plural(dropped, 'record')} of these files")
    duplicates = sum(file.possible_duplicates for file in ledger.incomplete)
    if duplicates:
        missing.append(f"{plural(duplicates, 'record')} may be there twice")
    if ledger.silences:
        silent = sum((one.to_ts - one.from_ts).total_seconds() for one in ledger.silences)
        missing.append(f"in {plural(round(silent / 60), 'minute')} nothing was logged at all")
    if missing:
        text = f"The numbers may be incomplete: {'; '.join(missing)}."
    else:
        text = "Longtail knows of no gap in the logs of this window."
    yield Sentence(topic="trust", text=text, facts=("/evidence/ledger",))
    yield Sentence(topic="trust", text=evidence.baseline.reason, facts=("/evidence/baseline",))
