"""Elastic Common Schema, dotted or nested; `event.duration` is nanoseconds."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample


def _matches(record: Record) -> bool:
    ecs = record.get("ecs")
    return "ecs.version" in record or (isinstance(ecs, dict) and "version" in ecs) or ecs == "1.6.0"


FORMAT = Format(
    name="ecs",
    title="Elastic Common Schema",
    signs="ecs.version",
    matches=_matches,
    decided_by=(Condition(("/ecs",), values=("1.6.0",)),),
    paths={
        "level": ("/log.level", "/log/level"),
        "logger": ("/log.logger", "/log/logger"),
        "duration_ms": ("/event.duration", "/event/duration"),
        "status": ("/http.response.status_code", "/http/response/status_code"),
        "method": ("/http.request.method", "/http/request/method"),
        "path": ("/url.path", "/url/path", "/url.original", "/url/original"),
        "client_ip": ("/client.ip", "/client/ip", "/source.ip", "/source/ip"),
        "service": ("/service.name", "/service/name"),
        "host": ("/host.hostname", "/host/hostname", "/host.name", "/host/name"),
        "user_id": ("/user.id", "/user/id", "/user.name", "/user/name"),
        "request_id": ("/http.request.id", "/http/request/id"),
        "error_type": ("/error.type", "/error/type"),
        "error_message": ("/error.message", "/error/message"),
        "stack_trace": ("/error.stack_trace", "/error/stack_trace"),
    },
    units={"/event.duration": "ns", "/event/duration": "ns"},
    samples=(
        Sample(
            lines='{"@timestamp":"2025-01-13T09:58:13.633Z","log.level":"warn","message":"slow","ecs.version":"1.6.0","log":{"logger":"app"},'
            '"event":{"duration":2500000},"http":{"response":{"status_code":200}},"url":{"path":"/a"},"service":{"name":"shop"}}',
            records=(
                {
                    "ts": "2025-01-13T09:58:13.633Z",
                    "level": "WARNING",
                    "logger": "app",
                    "duration_ms": 2.5,
                    "status": 200,
                    "path": "/a",
                    "service": "shop",
                },
            ),
        ),
    ),
)
