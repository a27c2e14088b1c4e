"""Suricata's EVE: `alert.severity` is a rank of signatures, not a level."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "event_type" in record and ("src_ip" in record or "flow_id" in record or "stats" in record)


FORMAT = Format(
    name="suricata",
    title="Suricata EVE",
    signs="event_type with src_ip, flow_id or stats",
    matches=_matches,
    paths={
        "ts": ("/timestamp",),
        "message": ("/alert/signature",),
        "method": ("/http/http_method",),
        "path": ("/http/url",),
        "status": ("/http/status",),
        "client_ip": ("/src_ip",),
        "logger": ("/event_type",),
        "host": ("/host",),
    },
    silent=frozenset({"level", "service", "user_id", "error_type", "error_message", "stack_trace", "duration_ms"}),
    samples=(
        Sample(
            lines='{"timestamp":"2018-03-24T14:37:19.037299-0600","flow_id":9,"event_type":"alert","src_ip":"1.2.3.7","alert":{"severity":1,'
            '"signature":"scan"},"http":{"http_method":"POST","url":"/cgi-bin/x?y","status":400}}',
            records=(
                {
                    "ts": "2018-03-24T20:37:19.037299Z",
                    "level": None,
                    "message": "scan",
                    "method": "POST",
                    "path": "/cgi-bin/x",
                    "status": 400,
                    "client_ip": "1.2.3.7",
                },
            ),
        ),
    ),
)
