"""Datadog's standard attributes: `http`, `network.client`, `duration` in nanoseconds."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample


def _matches(record: Record) -> bool:
    http, network = record.get("http"), record.get("network")
    return isinstance(http, dict) and isinstance(network, dict) and "client" in network


FORMAT = Format(
    name="datadog",
    title="Datadog attributes (http, network)",
    signs="http and network as objects, network with client",
    matches=_matches,
    decided_by=(Condition(("/http",), types=("OBJECT",), when={"network"}.issubset),),
    paths={
        "method": ("/http/method",),
        "path": ("/http/url_details/path", "/http/url"),
        "status": ("/http/status_code",),
        "request_id": ("/http/request_id",),
        "client_ip": ("/network/client/ip",),
        "trace_id": ("/dd.trace_id", "/dd/trace_id"),
        "span_id": ("/dd.span_id", "/dd/span_id"),
    },
    duration_unit="ns",
    samples=(
        Sample(
            lines='{"http":{"url":"http://shop.example/cart/7?x","status_code":500,"method":"GET","request_id":"q1","version":"1.1"},"network":{"client":{"ip":"192.0.2.4","port":5123}},"duration":30500000,"event":"GET /cart/7 500","logger":"api.access","level":"info","timestamp":"2026-01-05T10:00:00Z"}',
            records=(
                {
                    "level": "INFO",
                    "message": "GET /cart/7 500",
                    "logger": "api.access",
                    "method": "GET",
                    "path": "/cart/7",
                    "status": 500,
                    "duration_ms": 30.5,
                    "request_id": "q1",
                    "client_ip": "192.0.2.4",
                },
            ),
        ),
    ),
)
