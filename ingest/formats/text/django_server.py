"""Django's runserver and its request log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d(?:[.,]\d{1,6})?"

_REFUSAL = r"(?:Not Found|Bad Request|Unauthorized|Forbidden|Method Not Allowed|Gone|Too Many Requests|Not Implemented|Bad Gateway|Service Unavailable)"

FORMATS = (
    TextFormat(
        name="django_request",
        title="Django's request log without a time",
        begins=rf"(?:Internal Server Error|{_REFUSAL})(?: \([^()\n]*\))?: /",
        pattern=rf"(?P<message>(?P<level>Internal Server Error|{_REFUSAL})(?: \([^()\n]*\))?: (?P<path>/\S*)(?:\n{REST})?)",
        levels={"Internal Server Error": "ERROR"} | dict.fromkeys(_REFUSAL[3:-1].split("|"), "WARNING"),
        priority=30,
        samples=(
            Sample(
                lines="Internal Server Error: /pay\n"
                "Traceback (most recent call last):\n"
                '  File "/srv/shop/views.py", line 7, in pay\n'
                "    return 1 / 0\n"
                "ZeroDivisionError: division by zero\n"
                "Not Found: /nope\n"
                "Method Not Allowed (GET): /pay",
                records=(
                    {
                        "level": "ERROR",
                        "message": "Internal Server Error: /pay",
                        "path": "/pay",
                        "error_type": "ZeroDivisionError",
                        "error_message": "division by zero",
                        "stack_trace": True,
                    },
                    {"level": "WARNING", "message": "Not Found: /nope", "path": "/nope"},
                    {"level": "WARNING", "message": "Method Not Allowed (GET): /pay"},
                ),
                writer="Django 5.2",
            ),
            Sample(
                lines=(
                    "Internal Server Error: /pay\n"
                    "Traceback (most recent call last):\n"
                    '  File "/srv/venv/django/core/handlers/exception.py", line 55, in inner\n'
                    "    response = get_response(request)\n"
                    "               ^^^^^^^^^^^^^^^^^^^^^\n"
                    '  File "/srv/venv/django/core/handlers/base.py", line 197, in _get_response\n'
                    "    response = wrapped_callback(request, *callback_args, **callback_kwargs)\n"
                    "               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    '  File "/srv/shop/dj/m.py", line 6, in pay\n'
                    "    def pay(r): raise ValueError('no card')\n"
                    "                ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                    "ValueError: no card\n"
                    "Not Found: /nope"
                ),
                records=(
                    {
                        "level": "ERROR",
                        "message": "Internal Server Error: /pay",
                        "path": "/pay",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"level": "WARNING", "message": "Not Found: /nope", "path": "/nope"},
                ),
                writer="Django 4.2",
            ),
        ),
    ),
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
            Sample(
                lines='[29/Nov/2026 22:32:17] "GET /none?a=1 HTTP/1.1" 404 2331',
                records=({"ts": "2026-11-29T22:32:17Z", "method": "GET", "path": "/none", "status": 404},),
                writer="Django 5.2",
            ),
            Sample(
                lines='[29/Nov/2026 22:32:42] "GET /none?a=1 HTTP/1.1" 404 2190',
                records=({"ts": "2026-11-29T22:32:42Z", "method": "GET", "path": "/none", "status": 404},),
                writer="Django 3.2",
            ),
        ),
    ),
)
