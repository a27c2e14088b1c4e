"""Loguru with `serialize=True`: everything under `record`, the rendered line (with its traceback) under `text`."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    inner = record.get("record")
    return isinstance(inner, dict) and "message" in inner and "level" in inner and "text" in record


FORMAT = Format(
    name="loguru",
    title="Loguru (serialize=True)",
    signs="text, record with message and level",
    matches=_matches,
    paths={
        "ts": ("/record/time/timestamp", "/record/time/repr"),
        "level": ("/record/level/name",),
        "message": ("/record/message",),
        "logger": ("/record/name",),
        "error_type": ("/record/exception/type",),
        "error_message": ("/record/exception/value",),
        "stack_trace": ("/text",),
    },
    traces_in_text=True,
    samples=(
        Sample(
            lines='{"text": "12:00 | ERROR | shop:load:8 - lookup failed\\nTraceback (most recent call last):\\n\\n  File '
            '\\"shop.py\\", line 8, in load\\n    1 / 0\\n\\nZeroDivisionError: division by zero\\n", "record": {"exception": {"type": '
            '"ZeroDivisionError", "value": "division by zero", "traceback": true}, "extra": {"request_id": "r-1"}, "level": '
            '{"name": "ERROR", "no": 40}, "message": "lookup failed", "name": "shop", "time": {"repr": '
            '"2026-11-22 00:40:39.984615+00:00", "timestamp": 1795308039.984615}}}',
            records=(
                {
                    "ts": "2026-11-22T00:40:39.984615Z",
                    "level": "ERROR",
                    "logger": "shop",
                    "message": "lookup failed",
                    "request_id": "r-1",
                    "error_type": "ZeroDivisionError",
                    "error_message": "division by zero",
                    "stack_trace": True,
                },
            ),
        ),
        Sample(
            lines='{"text": "x", "record": {"exception": null, "extra": {}, "level": {"name": "INFO", "no": 20}, "message": "up", '
            '"name": "shop", "time": {"repr": "2026-11-22 00:40:39+00:00", "timestamp": 1795308039.0}}}',
            records=({"level": "INFO", "message": "up", "error_type": None, "stack_trace": None},),
        ),
    ),
)
