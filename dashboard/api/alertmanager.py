"""Alertmanager's API v2, as far as a Prometheus and `amtool alert` use it: alerts come in, and are asked for."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import JSONResponse, Response

from dashboard import VERSION
from dashboard.api.json_bodies import JsonBody
from dashboard.api.routers.alerting.alerts import rules_of
from dashboard.api.rows import fetch
from dashboard.api.state import CurrentState
from monitor import clock
from monitor.notify import summary
from monitor.received import posted
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.rules.rule import Rule

router = APIRouter(prefix="/v2", tags=["alertmanager"])
_LASTS = timedelta(minutes=5)
_SUPPRESSED = ("silence ", "maintenance ", "inhibited by ")
_MATCHER = re.compile(r'\s*(?P<name>[^=!~"\s]+)\s*(?P<sign>=~|!~|!=|=)\s*(?P<quote>"?)(?P<value>.*)(?P=quote)\s*')
_MOST_MATCHERS, _LONGEST_MATCHER = 20, 500


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/alerts", dependencies=[JsonBody], response_model=None)
def receive(state: CurrentState, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Take alerts of a Prometheus: they are told, shown and recorded like those of rules.

    Those that are wrong are left out, and the first of them is told with status 400, as a text in JSON: so
    Alertmanager does it, and `amtool` reads nothing else.
    """
    watching = state.runtime.watching
    receiving = None if watching is None else watching.receiving
    if receiving is None:
        sentence = "This server tells nobody, so it takes no alerts: `longtail serve` does."
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    try:
        found, problem = posted.read(body, clock.now())
    except LongtailError as error:
        return _refused(str(error))
    if found:
        receiving.receive(found)
    return _refused(problem) if problem else Response()


def _refused(sentence: str) -> Response:
    return JSONResponse(sentence, HTTPStatus.BAD_REQUEST)


@router.get("/alerts", response_model=None)
def alerts(
    state: CurrentState,
    filters: Annotated[
        list[str] | None, Query(alias="filter", description='Matchers such as service="orders", service=~"shop.*".')
    ] = None,
    is_active: Annotated[bool, Query(alias="active", description="Those that people are told of.")] = True,  # noqa: FBT002 (a URL)
    is_quiet: Annotated[bool, Query(alias="silenced", description="Those that are held back.")] = True,  # noqa: FBT002 (a URL)
) -> list[dict[str, Any]] | Response:
    """The alerts that fire: those of rules and those that were received."""
    try:
        matchers = [_matcher(text) for text in (filters or [])[:_MOST_MATCHERS]]
    except ValueError as error:
        return _refused(str(error))
    rules = rules_of(state)
    found = [_told(row, rules.get(row["rule"])) for row in fetch(state.runtime.warehouse, "api_alertmanager")]
    shown = {"active"} if is_active else set()
    shown |= {"suppressed"} if is_quiet else set()
    return [
        one
        for one in found
        if one["status"]["state"] in shown and all(_holds(matcher, one["labels"]) for matcher in matchers)
    ]


@router.get("/status")
def status(state: CurrentState) -> dict[str, Any]:
    """What serves here, in the form of Alertmanager's status."""
    begun = datetime.fromtimestamp(state.started_at, UTC).isoformat()
    names = ("revision", "branch", "buildUser", "buildDate", "goVersion")
    return {
        "cluster": {"status": "disabled", "peers": []},
        "config": {"original": "# Longtail's settings say who is told: its document Alerts.\n"},
        "uptime": begun,
        "versionInfo": {"version": f"longtail-{VERSION}", **dict.fromkeys(names, "")},
    }


def _told(row: Mapping[str, Any], rule: Rule | None) -> dict[str, Any]:
    own = json.loads(row["labels"])
    labels = {"severity": row["severity"], **(rule.labels if rule else {}), **own, "alertname": row["rule"]}
    annotations = json.loads(row["annotations"] or "{}")
    if row["annotations"] is None and rule is not None:
        numbers = {name: row[name] for name in ("value", "threshold", "peak")}
        said = summary.filled(rule.summary or rule.title, rule, {**rule.labels, **own}, numbers)
        annotations = {"summary": said} | ({"runbook_url": rule.runbook} if rule.runbook else {})
    held = row["held_by"] or ""
    is_quiet = held.startswith(_SUPPRESSED)
    return {
        "labels": labels,
        "annotations": annotations,
        "startsAt": _written(row["starts_at"]),
        "endsAt": _written(row["ends_at"]) if row["ends_at"] else (datetime.now(UTC) + _LASTS).isoformat(),
        "updatedAt": _written(row["updated_at"]),
        "fingerprint": row["id"],
        "generatorURL": row["generator_url"] or "",
        "receivers": [{"name": channel} for channel in row["channels"]],
        "status": {
            "state": "suppressed" if is_quiet else "active",
            "silencedBy": _named(held, "silence "),
            "inhibitedBy": _named(held, "inhibited by "),
            "mutedBy": _named(held, "maintenance "),
        },
    }


def _named(held: str, begin: str) -> Sequence[str]:
    return [held.removeprefix(begin)] if held.startswith(begin) else []


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat()


def _matcher(text: str) -> tuple[str, str, str]:
    """Name, sign and value of a matcher. Raises `ValueError`, a sentence, where it is none."""
    found = _MATCHER.fullmatch(text) if len(text) <= _LONGEST_MATCHER else None
    if found is None:
        sentence = f'{text[:80]!r} is no matcher: write service="orders", !=, =~ or !~.'
        raise ValueError(sentence)
    matcher = (found["name"], found["sign"], found["value"])
    try:
        _holds(matcher, {})
    except pa.ArrowInvalid:
        sentence = f"{found['value'][:80]!r} is no regular expression: correct it."
        raise ValueError(sentence) from None
    return matcher


def _holds(matcher: tuple[str, str, str], labels: Mapping[str, str]) -> bool:
    """Whether labels match; regular expressions are RE2's, as Alertmanager's, and cannot take long."""
    name, sign, value = matcher
    told = labels.get(name, "")
    if sign in ("=", "!="):
        return (told == value) is (sign == "=")
    found = pc.match_substring_regex(pa.scalar(told), pattern=f"^(?:{value})$").as_py()
    return bool(found) is (sign == "=~")
