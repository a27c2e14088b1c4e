"""Wrappers of container runtimes and shippers: Docker's json-file, Fluent Bit, Filebeat, Vector.

The program's own line is the text under `log` or `message`. If it is a JSON object, this is the record.
"""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample
from ingest.formats.wrapping import inner

_SHIPPER = {
    "agent",
    "input",
    "source_type",
    "kubernetes",
    "container",
    "fluentbit",
    "logStreamName",
    "container_id",
    "docker",
}


def _text_key(record: Record) -> str | None:
    if isinstance(record.get("log"), str) and not {"message", "msg"} & record.keys():
        return "log"
    if isinstance(record.get("message"), str) and _SHIPPER & record.keys() and "level" not in record:
        return "message"
    if isinstance(record.get("MESSAGE"), str) and "__REALTIME_TIMESTAMP" in record:
        return "MESSAGE"
    return None


def _matches(record: Record) -> bool:
    return _text_key(record) in ("log", "message")


def _expand(record: Record) -> list[Record | str] | None:
    key = _text_key(record)
    return inner(record, key) if key else None


FORMAT = Format(
    name="container",
    title="Docker json-file, Fluent Bit, Filebeat, Vector",
    signs="log as text without message; or message as text beside a shipper's keys (agent, kubernetes …)",
    matches=_matches,
    paths={"message": ("/log", "/message")},
    decided_by=(
        Condition(("/log",), types=("VARCHAR",)),
        Condition(("/message",), types=("VARCHAR",), when=lambda keys: not _SHIPPER.isdisjoint(keys)),
    ),
    expand=_expand,
    inner=_text_key,
    priority=60,
    samples=(
        Sample(
            lines='{"log":"{\\"level\\":\\"warn\\",\\"msg\\":\\"low\\"}\\n","stream":"stdout","time":"2021-08-24T09:52:14.062388371Z"}\n'
            '{"log":"plain text\\n","stream":"stderr","time":"2021-08-24T09:52:15Z"}',
            records=(
                {
                    "ts": "2021-08-24T09:52:14.062388Z",
                    "level": "WARNING",
                    "message": "low",
                    "attributes": '{"_wrapper":{"stream":"stdout","time":"2021-08-24T09:52:14.062388371Z"}}',
                },
                {
                    "ts": "2021-08-24T09:52:15Z",
                    "level": None,
                    "message": "plain text",
                    "attributes": '{"stream":"stderr"}',
                },
            ),
        ),
        Sample(
            lines='{"@timestamp":"2026-01-05T10:00:00Z","agent":{"type":"filebeat"},"message":"{\\"time\\":\\"2026-01-05T09:59:59Z\\",'
            '\\"severity\\":\\"ERROR\\",\\"msg\\":\\"no\\"}"}',
            records=({"ts": "2026-01-05T09:59:59Z", "level": "ERROR", "message": "no"},),
        ),
    ),
)
