"""Azure's resource logs: `properties` as an object or as its text; App Service's own names within."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample
from ingest.formats.wrapping import parsed


def _expand(record: Record) -> list[Record | str] | None:
    text = record.get("properties")
    found = parsed(text) if isinstance(text, str) else None
    return [{**record, "properties": found}] if found else None


def _matches(record: Record) -> bool:
    return "category" in record and bool({"resourceId", "ResourceId", "EventStampType"} & record.keys())


FORMAT = Format(
    name="azure",
    title="Azure resource logs (App Service)",
    signs="category with resourceId or EventStampType",
    matches=_matches,
    expand=_expand,
    paths={
        "ts": ("/time",),
        "message": ("/resultDescription", "/properties/Message", "/properties/message"),
        "logger": ("/category",),
        "method": ("/properties/CsMethod",),
        "path": ("/properties/CsUriStem",),
        "status": ("/properties/ScStatus",),
        "duration_ms": ("/properties/TimeTaken", "/durationMs"),
        "client_ip": ("/properties/CIp", "/callerIpAddress"),
        "user_id": ("/properties/CsUsername",),
        "host": ("/properties/ComputerName", "/host"),
    },
    samples=(
        Sample(
            lines='{"time":"2026-01-05T10:00:00Z","resourceId":"/SUBSCRIPTIONS/1/SITES/SHOP","category":"AppServiceHTTPLogs","properties":"{\\"CsMethod\\":\\"GET\\",\\"CsUriStem\\":\\"/cart/7\\",\\"ScStatus\\":\\"500\\",\\"TimeTaken\\":\\"25\\",\\"CIp\\":\\"192.0.2.4\\",\\"ComputerName\\":\\"RD1\\"}"}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00Z",
                    "logger": "AppServiceHTTPLogs",
                    "method": "GET",
                    "path": "/cart/7",
                    "status": 500,
                    "duration_ms": 25.0,
                    "client_ip": "192.0.2.4",
                    "host": "RD1",
                },
            ),
        ),
    ),
)
