"""GELF 1.1 (Graylog): syslog levels, epoch seconds, own fields behind an underscore."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "short_message" in record and ("version" in record or "host" in record)


FORMAT = Format(
    name="gelf",
    title="GELF (Graylog)",
    signs="short_message with version or host",
    matches=_matches,
    paths={"message": ("/short_message",), "host": ("/host",), "logger": ("/_logger", "/_facility", "/facility")},
    level_scheme="syslog",
    samples=(
        Sample(
            lines='{"version": "1.1", "host": "web-1", "short_message": "refused", "full_message": "refused\\ncode=1", "timestamp": '
            '1741770848.25, "level": 3, "_user_id": "u-1", "_order_id": 118}',
            records=(
                {
                    "ts": "2025-03-12T09:14:08.250Z",
                    "level": "ERROR",
                    "host": "web-1",
                    "message": "refused",
                    "user_id": "u-1",
                    "attributes": '{"version":"1.1","full_message":"refused\\ncode=1","_order_id":118}',
                },
            ),
        ),
    ),
)
