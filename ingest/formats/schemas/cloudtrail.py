"""AWS CloudTrail: events one per line, `Records` as delivered, LookupEvents with the event as text."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample
from ingest.formats.wrapping import inner


def _expand(record: Record) -> list[Record | str] | None:
    return inner(record, "CloudTrailEvent") if "CloudTrailEvent" in record else None


def _matches(record: Record) -> bool:
    return "CloudTrailEvent" in record or (
        "eventVersion" in record and "eventTime" in record and "eventSource" in record
    )


FORMAT = Format(
    name="cloudtrail",
    title="AWS CloudTrail",
    signs="eventVersion, eventTime, eventSource; or CloudTrailEvent",
    matches=_matches,
    paths={
        "ts": ("/eventTime", "/EventTime"),
        "message": ("/eventName", "/EventName"),
        "logger": ("/eventSource",),
        "error_type": ("/errorCode",),
        "error_message": ("/errorMessage",),
        "user_id": ("/userIdentity/userName", "/userIdentity/arn"),
    },
    silent=frozenset({"level", "service", "host"}),
    expand=_expand,
    samples=(
        Sample(
            lines='{"eventVersion":"1.08","eventTime":"2023-04-12T14:53:45Z","eventSource":"s3.amazonaws.com","eventName":'
            '"ListBuckets","sourceIPAddress":"1.2.3.4","errorCode":"AccessDenied","errorMessage":"Access Denied","requestID":"R1"}',
            records=(
                {
                    "ts": "2023-04-12T14:53:45Z",
                    "client_ip": "1.2.3.4",
                    "error_type": "AccessDenied",
                    "error_message": "Access Denied",
                    "request_id": "R1",
                },
            ),
        ),
        Sample(
            lines='{"EventId":"e","EventTime":"2022-02-08 09:23:37+11:00","CloudTrailEvent":"{\\"eventVersion\\":\\"1.08\\",'
            '\\"eventTime\\":\\"2022-02-07T22:23:37Z\\",\\"eventSource\\":\\"ec2\\",\\"sourceIPAddress\\":\\"ec2.amazonaws.com\\"}"}',
            records=({"ts": "2022-02-07T22:23:37Z", "client_ip": None, "level": None},),
        ),
    ),
)
