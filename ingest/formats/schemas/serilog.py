"""Serilog's plain JSON formatter: MessageTemplate and Properties, no level means Information."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample
from ingest.formats.message_templates import render


def _matches(record: Record) -> bool:
    return "MessageTemplate" in record and "Timestamp" in record


def _expand(record: Record) -> list[Record | str] | None:
    template, properties = record["MessageTemplate"], record.get("Properties")
    if "RenderedMessage" in record or not isinstance(template, str) or "{" not in template:
        return None
    return [{"RenderedMessage": render(template, properties if isinstance(properties, dict) else {}), **record}]


FORMAT = Format(
    name="serilog",
    title="Serilog (JSON)",
    signs="MessageTemplate, Timestamp",
    matches=_matches,
    paths={
        "message": ("/RenderedMessage", "/MessageTemplate"),
        "logger": ("/Properties/SourceContext",),
        "stack_trace": ("/Exception",),
    },
    default_level="INFO",
    expand=_expand,
    samples=(
        Sample(
            lines='{"Timestamp":"2026-01-05T10:00:00.1234567+01:00","Level":"Warning","MessageTemplate":"Stock of {Sku} low",'
            '"TraceId":"5b8aa5a2d2c872e8321cf37308d69df2","Properties":{"Sku":"a-1","SourceContext":"Shop.Stock","RequestId":"r-9"}}',
            records=(
                {
                    "ts": "2026-01-05T09:00:00.123456Z",
                    "level": "WARNING",
                    "message": "Stock of a-1 low",
                    "logger": "Shop.Stock",
                    "request_id": "r-9",
                    "trace_id": "5b8aa5a2d2c872e8321cf37308d69df2",
                },
            ),
        ),
    ),
)
