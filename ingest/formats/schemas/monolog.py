"""PHP's Monolog: `level_name` beside numbers from 100 to 600, `channel`, exceptions under `context`."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "level_name" in record and "channel" in record


FORMAT = Format(
    name="monolog",
    title="Monolog (Symfony, Laravel)",
    signs="level_name, channel",
    matches=_matches,
    paths={
        "level": ("/level_name", "/level"),
        "ts": ("/datetime",),
        "logger": ("/channel",),
        "error_type": ("/context/exception/class",),
        "error_message": ("/context/exception/message",),
        "stack_trace": ("/context/exception/trace",),
    },
    samples=(
        Sample(
            lines='{"message":"Uncaught","context":{"exception":{"class":"App\\\\Exception\\\\StockException","message":"none left","code":0,'
            '"file":"/srv/src/Stock.php:31","trace":["/srv/src/Cart.php:12","/srv/public/index.php:9"]}},"level":400,"level_name":"ERROR",'
            '"channel":"request","datetime":"2026-01-05T10:00:00.123456+01:00","extra":{}}',
            records=(
                {
                    "ts": "2026-01-05T09:00:00.123456Z",
                    "level": "ERROR",
                    "logger": "request",
                    "error_type": "App\\Exception\\StockException",
                    "error_message": "none left",
                    "stack_trace": "/srv/src/Cart.php:12\n/srv/public/index.php:9",
                },
            ),
        ),
    ),
)
