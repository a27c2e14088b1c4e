"""Google Cloud Logging's LogEntry: payloads of three kinds, `httpRequest`, trace and span."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "logName" in record and bool({"insertId", "receiveTimestamp", "resource", "severity"} & record.keys())


FORMAT = Format(
    name="gcp",
    title="Google Cloud Logging",
    signs="logName with insertId, receiveTimestamp, resource or severity",
    matches=_matches,
    paths={
        "ts": ("/timestamp", "/receiveTimestamp"),
        "level": ("/severity",),
        "message": ("/textPayload", "/jsonPayload/message", "/jsonPayload/msg", "/protoPayload/methodName"),
        "service": ("/resource/labels/service_name", "/resource/labels/container_name", "/protoPayload/serviceName"),
        "client_ip": ("/httpRequest/remoteIp", "/protoPayload/requestMetadata/callerIp"),
        "user_id": ("/protoPayload/authenticationInfo/principalEmail",),
        "duration_ms": ("/httpRequest/latency",),
        "status": ("/httpRequest/status",),
        "logger": ("/logName",),
    },
    samples=(
        Sample(
            lines='{"insertId":"1","logName":"projects/p/logs/run","receiveTimestamp":"2021-10-19T02:57:47.834Z","timestamp":'
            '"2021-10-19T02:57:47.339377Z","severity":"NOTICE","httpRequest":{"requestMethod":"GET","requestUrl":"https://x.example/a?b",'
            '"status":502,"latency":"0.25s","remoteIp":"1.1.1.1"},"textPayload":"bad gateway"}',
            records=(
                {
                    "ts": "2021-10-19T02:57:47.339377Z",
                    "level": "INFO",
                    "message": "bad gateway",
                    "method": "GET",
                    "path": "/a",
                    "status": 502,
                    "duration_ms": 250.0,
                    "client_ip": "1.1.1.1",
                },
            ),
        ),
    ),
)
