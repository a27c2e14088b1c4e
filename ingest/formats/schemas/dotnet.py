"""Microsoft.Extensions.Logging's JSON console."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "LogLevel" in record and "Category" in record


FORMAT = Format(
    name="dotnet",
    title=".NET JSON console",
    signs="LogLevel, Category",
    matches=_matches,
    paths={"level": ("/LogLevel",), "logger": ("/Category",), "message": ("/Message",), "stack_trace": ("/Exception",)},
    level_scheme="dotnet",
    samples=(
        Sample(
            lines='{"Timestamp":"2026-01-05T10:00:00.123Z","EventId":0,"LogLevel":"Error","Category":"Shop.Cart","Message":"failed","Exception":'
            '"System.InvalidOperationException: none left\\n   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 12","State":{"Id":3}}\n'
            '{"EventId":1,"LogLevel":2,"Category":"Shop","Message":"up","Timestamp":"2026-01-05T10:00:01Z"}',
            records=(
                {
                    "level": "ERROR",
                    "logger": "Shop.Cart",
                    "error_type": "System.InvalidOperationException",
                    "error_message": "none left",
                    "stack_trace": True,
                },
                {"level": "INFO", "message": "up"},
            ),
        ),
    ),
)
