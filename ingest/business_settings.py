"""Where business events are found: in logs, in counters or by a statement; and under which keys and words."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BusinessSettings(BaseModel):
    """The setting `business`. Keys are top-level keys of a record's attributes; the first that has a value counts.

    All three sources count together; leave out the logs by `sources = []`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[str, ...] = Field(
        default=("business*",),
        description="Streams whose records are business events; a name may end in *.",
    )
    counters: tuple[str, ...] = Field(
        default=(),
        description="Counters among the samples whose growth is business events; the keys below are their labels.",
    )
    sql: str | None = Field(
        default=None,
        description="A SELECT whose rows are business events, with the columns ts and event, and more if there are.",
    )
    event: tuple[str, ...] = Field(
        default=("event", "event_name", "event_type", "action", "operation", "activity", "template"),
        description="Keys with the name of the event. Without one it is the message, if that is a name.",
    )
    outcome: tuple[str, ...] = Field(
        default=("outcome", "result", "status", "state", "success", "ok"),
        description="Keys with what became of it.",
    )
    channel: tuple[str, ...] = Field(
        default=("channel", "provider", "medium", "gateway", "transport", "payment_method"),
        description="Keys with the way it took: mail, sms, card.",
    )
    account: tuple[str, ...] = Field(
        default=(
            "account",
            "account_id",
            "tenant",
            "tenant_id",
            "organization",
            "organization_id",
            "org_id",
            "customer",
            "customer_id",
            "api_key_id",
        ),
        description="Keys with the customer it was for. Without one it is the record's user_id.",
    )
    reason: tuple[str, ...] = Field(
        default=("reason", "failure_reason", "error", "error_code", "decline_code", "detail"),
        description="Keys with why it failed. Without one it is the record's error message, then its message.",
    )
    used: tuple[str, ...] = Field(
        default=("used", "quota_used", "usage"),
        description="Keys with how much of its quota an account has used.",
    )
    quota: tuple[str, ...] = Field(
        default=("quota", "quota_limit", "limit"),
        description="Keys with the quota of an account.",
    )
    failed: tuple[str, ...] = Field(
        default=(
            "failed",
            "failure",
            "fail",
            "error",
            "errored",
            "rejected",
            "declined",
            "denied",
            "bounced",
            "undeliverable",
            "undelivered",
            "refused",
            "aborted",
            "expired",
            "timeout",
            "timed_out",
            "unsuccessful",
            "false",
            "no",
        ),
        description="Words that say that it failed, in any case; also as the last word of an event's name.",
    )
    succeeded: tuple[str, ...] = Field(
        default=(
            "succeeded",
            "success",
            "successful",
            "ok",
            "sent",
            "delivered",
            "completed",
            "complete",
            "done",
            "finished",
            "created",
            "accepted",
            "approved",
            "paid",
            "captured",
            "placed",
            "true",
            "yes",
        ),
        description="Words that say that it succeeded.",
    )
