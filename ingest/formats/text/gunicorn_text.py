"""gunicorn's error log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

FORMATS = (
    TextFormat(
        name="gunicorn",
        title="gunicorn error log",
        begins=r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] ",
        pattern=r"\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\] \[(?P<process>\d+)\] \[(?P<level>[A-Z]+)\] "
        rf"(?P<message>(?:Error handling request (?:(?P<method>[A-Z]+) )?(?P<path>/\S*))?{REST})",
        priority=30,
        samples=(
            Sample(
                lines="[2026-11-29 19:24:59 +0000] [17] [INFO] Listening at: http://127.0.0.1:8000 (17)\n"
                "[2026-11-29 19:25:08 +0000] [19] [ERROR] Error handling request /boom?a=1\n"
                'Traceback (most recent call last):\n  File "/srv/app/wsgi.py", line 6, in app\n    raise ValueError("no card")\n'
                "ValueError: no card",
                records=(
                    {
                        "ts": "2026-11-29T19:24:59Z",
                        "level": "INFO",
                        "message": "Listening at: http://127.0.0.1:8000 (17)",
                        "attributes": {"process": "17"},
                    },
                    {
                        "ts": "2026-11-29T19:25:08Z",
                        "level": "ERROR",
                        "message": "Error handling request /boom?a=1",
                        "path": "/boom",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="[2026-11-29 22:32:22 +0000] [8070] [INFO] Handling signal: term\n"
                "[2026-11-29 22:32:22 +0000] [8095] [INFO] Worker exiting (pid: 8095)",
                records=(
                    {"ts": "2026-11-29T22:32:22Z", "level": "INFO", "message": "Handling signal: term"},
                    {"ts": "2026-11-29T22:32:22Z", "level": "INFO", "message": "Worker exiting (pid: 8095)"},
                ),
                writer="gunicorn 20.1",
            ),
            Sample(
                lines="[2026-11-29 22:31:58 +0000] [7496] [INFO] Running on http://203.0.113.5:23426 (CTRL + C to quit)",
                records=(
                    {
                        "ts": "2026-11-29T22:31:58Z",
                        "level": "INFO",
                        "message": "Running on http://203.0.113.5:23426 (CTRL + C to quit)",
                    },
                ),
                writer="Hypercorn 0.18",
            ),
            Sample(
                lines="[2026-11-29 22:31:55 +0000] [7391] [INFO] Handling signal: term\n"
                "[2026-11-29 22:31:55 +0000] [7393] [INFO] Worker exiting (pid: 7393)",
                records=(
                    {"ts": "2026-11-29T22:31:55Z", "level": "INFO", "message": "Handling signal: term"},
                    {"ts": "2026-11-29T22:31:55Z", "level": "INFO", "message": "Worker exiting (pid: 7393)"},
                ),
                writer="gunicorn 27",
            ),
        ),
    ),
)
