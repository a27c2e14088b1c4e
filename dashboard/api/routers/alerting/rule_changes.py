"""Alert rules made, changed and deleted over HTTP, by an admin; and a rule as the file that it is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from dashboard.accounts import rights
from dashboard.accounts.role import Role
from dashboard.api.json_bodies import JsonBody
from dashboard.api.routers.alerting.rules import RuleDetail, RuleName, detail_of, named
from dashboard.api.state import CurrentState, State
from monitor.rules import finding
from monitor.rules.making import writing
from monitor.rules.making.editing import LONGEST, RuleEditing

router = APIRouter(tags=["alerts"])
_FORBIDDEN: dict[int | str, dict[str, Any]] = {403: {"description": "who asks is no admin"}}
_TAKEN: dict[int | str, dict[str, Any]] = {409: {"description": "there is a rule of that name"}}


class RuleBody(BaseModel):
    """A rule: the text of its file, or its `query` beside the keys of the header, with `_` for a blank."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "name": "many_timeouts",
                    "title": "Many timeouts",
                    "when": "value > $threshold",
                    "for": "5m",
                    "parameters": {"threshold": 20, "window": "10m"},
                    "query": "select service, count(*) as value from logs where ts >= $from and ts < $to "
                    "and message like '%timeout%' group by service",
                }
            ]
        },
    )

    text: Annotated[str, Field(max_length=LONGEST)] | None = None
    query: Annotated[str, Field(max_length=LONGEST)] | None = None

    @property
    def whole(self) -> str:
        """The text of the file."""
        header = {key: value for key, value in (self.model_extra or {}).items() if key != "name"}
        if self.text is None:
            return writing.text_of(header, self.query or "")
        if header or self.query is not None:
            raise HTTPException(
                HTTPStatus.UNPROCESSABLE_ENTITY, "A rule is its text or its parts: leave out one of them."
            )
        return self.text


class NewRuleBody(RuleBody):
    """A rule that is to be made."""

    name: Annotated[str, Field(max_length=64)]


class ChangedRuleBody(RuleBody):
    """What becomes of a rule: another text, or other `values` in the settings."""

    values: dict[str, Any] | None = Field(
        default=None, description="parameters or keys of the header, such as threshold and enabled; null takes one out"
    )


def _editing(request: Request, state: State) -> RuleEditing:
    """What changes rules. Raises where who asks may not."""
    if not rights.may(Role.ADMIN, None if request.client is None else request.client.host, request.headers):
        sentence = "Only an admin may change rules: log in as one, or ask on the machine that Longtail runs on."
        raise HTTPException(HTTPStatus.FORBIDDEN, sentence)
    watching = state.runtime.watching
    alerting = None if watching is None else watching.alerting
    if alerting is None:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "This process evaluates no rules: `longtail serve` does.")
    return RuleEditing(alerting, state.runtime.settings, state.runtime.warehouse)


@router.post("/rules", dependencies=[JsonBody], status_code=201, responses=_FORBIDDEN | _TAKEN)
@router.post("/monitoring/alerts/rules", dependencies=[JsonBody], status_code=201, responses=_FORBIDDEN | _TAKEN)
def make(request: Request, state: CurrentState, body: NewRuleBody) -> RuleDetail:
    """Make a rule: it is a file in the folder of rules, and evaluated from now on."""
    edits = _editing(request, state)
    if body.name in edits.names:
        sentence = f"There is a rule {body.name} already: PUT /api/v1/rules/{body.name} changes it."
        raise HTTPException(HTTPStatus.CONFLICT, sentence)
    return detail_of(state, edits.save(body.name, body.whole, is_new=True))


@router.put("/rules/{name}", dependencies=[JsonBody], responses=_FORBIDDEN)
def change(request: Request, state: CurrentState, name: RuleName, body: ChangedRuleBody) -> RuleDetail:
    """Change a rule; the text of a shipped one becomes one's own, which takes its place."""
    edits, rule = _editing(request, state), named(state, name)
    if body.values is not None:
        if body.text is not None or body.query is not None or body.model_extra:
            raise HTTPException(
                HTTPStatus.UNPROCESSABLE_ENTITY, "Send either `values` or a rule: they are kept in different places."
            )
        return detail_of(state, edits.set_values(rule.name, body.values))
    return detail_of(state, edits.save(rule.name, body.whole))


@router.delete("/rules/{name}", dependencies=[JsonBody], status_code=204, responses=_FORBIDDEN)
def delete(request: Request, state: CurrentState, name: RuleName) -> None:
    """Delete a rule of one's own: its alerts are resolved."""
    edits, rule = _editing(request, state), named(state, name)
    edits.remove(rule.name)


@router.get("/rules/{name}.sql", response_class=PlainTextResponse)
def file(state: CurrentState, name: RuleName) -> PlainTextResponse:
    """A rule as its file."""
    rule = named(state, name)
    head = {"Content-Disposition": f'attachment; filename="{rule.name}.sql"'}
    return PlainTextResponse(finding.text_of(rule), headers=head)
