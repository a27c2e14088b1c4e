"""Serilog: compact (CLEF, keys with @) and plain JSON; templates are rendered, no level means Information."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample
from ingest.formats.message_templates import render


def _matches(record: Record) -> bool:
    return "@t" in record and bool({"@m", "@mt", "@l", "@i", "@x"} & record.keys())


def _expand(record: Record) -> list[Record | str] | None:
    template = record.get("@mt")
    if "@m" in record or not isinstance(template, str) or "{" not in template:
        return None
    renderings = record.get("@r")
    return [{"@m": render(template, record, renderings if isinstance(renderings, list) else ()), **record}]


FORMAT = Format(
    name="clef",
    title="Serilog (compact, CLEF)",
    signs="@t with one of @m @mt @l @i @x",
    matches=_matches,
    paths={
        "ts": ("/@t",),
        "message": ("/@m", "/@mt"),
        "level": ("/@l",),
        "stack_trace": ("/@x",),
        "trace_id": ("/@tr",),
        "span_id": ("/@sp",),
        "logger": ("/SourceContext",),
        "path": ("/RequestPath", "/Path", "/RequestUrl"),
    },
    default_level="INFO",
    expand=_expand,
    samples=(
        Sample(
            lines='{"@t":"2018-11-12T08:34:49.0539274Z","@mt":"Loaded {What} ({Duration}ms)","@l":"Debug","What":"content",'
            '"Duration":16,"SourceContext":"Shop.Cache"}\n'
            '{"@t":"2018-11-12T08:34:50Z","@mt":"Ready"}',
            records=(
                {
                    "ts": "2018-11-12T08:34:49.053927Z",
                    "level": "DEBUG",
                    "message": "Loaded content (16ms)",
                    "logger": "Shop.Cache",
                },
                {"level": "INFO", "message": "Ready", "attributes": None},
            ),
        ),
        Sample(
            lines='{"@t":"2018-11-12T08:34:50Z","@mt":"Failed","@l":"Error","@x":"System.InvalidOperationException: no item\\r\\n'
            '   at Shop.Cart.Load(Int32 id) in C:\\\\src\\\\Cart.cs:line 58"}',
            records=(
                {
                    "level": "ERROR",
                    "error_type": "System.InvalidOperationException",
                    "error_message": "no item",
                    "stack_trace": True,
                },
            ),
        ),
    ),
)
