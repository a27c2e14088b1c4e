"""Django's runserver and its request log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d(?:[.,]\d{1,6})?"

FORMATS = (
    TextFormat(
        name="django_server",
        title="Django's runserver",
        begins=rf"\[{_TIME}\] ",
        pattern=rf'\[(?P<time>{_TIME})\] (?:(?:(?P<level>[A-Z]+) )?(?:\[(?P<logger>[\w.]+)(?::(?P<line>\d+))?\] )?"(?P<request>[^"\n]*)" '
        rf"(?P<status>\d{{3}}) (?P<body_bytes_sent>\d+|-)|(?P<message>(?:code \d|You're ){REST}))",
        empty=("", "-"),
        priority=30,
        samples=(
            Sample(
                lines='[29/Nov/2026 19:25:08] "GET /orders/7?a=1 HTTP/1.1" 200 123\n[29/Nov/2026 19:25:09] "GET /nope HTTP/1.1" 404 2077\n'
                "[29/Nov/2026 19:25:10] code 400, message Bad request version",
                records=(
                    {"ts": "2026-11-29T19:25:08Z", "method": "GET", "path": "/orders/7", "status": 200},
                    {"method": "GET", "path": "/nope", "status": 404},
                    {"message": "code 400, message Bad request version"},
                ),
            ),
        ),
    ),
)
