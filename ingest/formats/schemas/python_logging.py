"""Python's standard logging as JSON (python-json-logger and its kin): celery, uvicorn, gunicorn, Django, Flask."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return bool({"levelname", "asctime", "levelno"} & record.keys()) and (
        "name" in record or "logger" in record or "message" in record
    )


FORMAT = Format(
    name="python_logging",
    title="Python logging (python-json-logger)",
    signs="levelname, asctime or levelno with name, logger or message",
    matches=_matches,
    paths={"logger": ("/name",), "level": ("/levelname", "/level", "/levelno")},
    level_scheme="python",
    samples=(
        Sample(
            lines='{"asctime": "2025-03-12 09:14:07,309", "levelname": "WARNING", "name": "shop.tasks", "message": "relay slow"}',
            records=(
                {"ts": "2025-03-12T09:14:07.309Z", "level": "WARNING", "logger": "shop.tasks", "message": "relay slow"},
            ),
        ),
        Sample(
            lines='{"asctime": "2025-03-12 09:14:08,001", "levelno": 40, "name": "shop.db", "message": "lost", '
            '"exc_info": "Traceback (most recent call last):\\n  File \\"/srv/db.py\\", line 3, in get\\n    x()\\nKeyError: \'sku\'"}',
            records=(
                {
                    "level": "ERROR",
                    "error_type": "KeyError",
                    "error_message": "'sku'",
                    "stack_trace": True,
                    "attributes": None,
                },
            ),
        ),
    ),
)
