"""OpenTelemetry's OTLP/JSON log export: one line, many records, typed values."""

from __future__ import annotations

from typing import Any

from ingest.formats.log_format import Condition, Format, Record, Sample


def _plain(value: Any) -> Any:
    """An AnyValue as plain JSON."""
    if not isinstance(value, dict) or not value:
        return None
    kind, content = next(iter(value.items()))
    if kind == "kvlistValue":
        return _attributes(content.get("values"))
    if kind == "arrayValue":
        return [_plain(item) for item in content.get("values", [])]
    if kind == "intValue":
        return int(content)
    return content


def _attributes(pairs: Any) -> Record:
    return {pair["key"]: _plain(pair.get("value")) for pair in pairs or []}


def _expand(record: Record) -> list[Record | str] | None:
    if "resourceLogs" not in record:
        return None
    found: list[Record | str] = []
    for of_resource in record["resourceLogs"]:
        resource = _attributes(of_resource.get("resource", {}).get("attributes"))
        for of_scope in of_resource.get("scopeLogs", of_resource.get("instrumentationLibraryLogs", [])):
            scope = of_scope.get("scope", {})
            found.extend(_flat(log, resource, scope) for log in of_scope.get("logRecords", []))
    return found


def _flat(log: Record, resource: Record, scope: Record) -> Record:
    body = _plain(log["body"]) if "body" in log else None
    attributes = _attributes(log.get("attributes"))
    flat = {key: value for key, value in log.items() if key not in ("body", "attributes")}
    if body is not None:
        flat["body"] = body
    if attributes:
        flat["attributes"] = attributes
    if resource:
        flat["resource"] = resource
    if scope:
        flat["scope"] = scope
    return {"otlp": True, **flat}


def _matches(record: Record) -> bool:
    return "resourceLogs" in record or record.get("otlp") is True


FORMAT = Format(
    name="otlp",
    title="OpenTelemetry (OTLP/JSON)",
    signs="resourceLogs",
    matches=_matches,
    decided_by=(
        Condition(("/otlp",), values=("true",)),
        Condition(("/otlp",), types=("BOOLEAN",)),
    ),
    paths={
        "ts": ("/timeUnixNano", "/observedTimeUnixNano"),
        "level": ("/severityNumber", "/severityText"),
        "message": ("/body",),
        "service": ("/resource/service.name",),
        "host": ("/resource/host.name",),
        "logger": ("/scope/name",),
        "error_type": ("/attributes/exception.type",),
        "error_message": ("/attributes/exception.message",),
        "stack_trace": ("/attributes/exception.stacktrace",),
    },
    level_scheme="otel",
    expand=_expand,
    priority=10,
    samples=(
        Sample(
            lines='{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"pay"}}]},"scopeLogs":'
            '[{"scope":{"name":"com.pay"},"logRecords":[{"timeUnixNano":"1700000000000000000","severityNumber":9,"body":'
            '{"stringValue":"one"},"traceId":"5b8a","attributes":[{"key":"http.response.status_code","value":{"intValue":"503"}}]},'
            '{"timeUnixNano":"1700000001000000000","severityNumber":21,"severityText":"FATAL","body":{"stringValue":"two"}}]}]}]}',
            records=(
                {
                    "ts": "2023-11-14T22:13:20Z",
                    "level": "INFO",
                    "service": "pay",
                    "logger": "com.pay",
                    "message": "one",
                    "trace_id": "5b8a",
                    "status": 503,
                },
                {"ts": "2023-11-14T22:13:21Z", "level": "CRITICAL", "message": "two", "service": "pay"},
            ),
        ),
        Sample(lines='{"resourceLogs":[]}', records=()),
    ),
)
