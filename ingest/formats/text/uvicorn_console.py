"""uvicorn's console, and others that write `LEVEL: message`."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)"
"""Capitals only: `Error: …` and `panic: …` begin a stack trace."""

FORMATS = (
    TextFormat(
        name="uvicorn_access",
        title="uvicorn access lines",
        begins=r'[A-Z]+: +\S+ - "',
        pattern=r'(?P<level>[A-Z]+): +(?P<client_ip>\S+?)(?::\d+)? - "(?P<request>[^"]*)" (?P<status>\d{3})(?: .*)?',
        continues=False,
        priority=30,
        samples=(
            Sample(
                lines='INFO:     203.0.113.5:51234 - "GET /orders/7?x=1 HTTP/1.1" 200 OK\n'
                'INFO:     203.0.113.6:40494 - "GET /boom HTTP/1.1" 500 Internal Server Error',
                records=(
                    {
                        "level": "INFO",
                        "client_ip": "203.0.113.5",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                    },
                    {"client_ip": "203.0.113.6", "path": "/boom", "status": 500},
                ),
            ),
            Sample(
                lines='INFO:     203.0.113.5:46200 - "GET /x?y=1 HTTP/1.1" 200 OK\n'
                'INFO:     203.0.113.5:46214 - "GET /bad HTTP/1.1" 500 Internal Server Error',
                records=(
                    {"level": "INFO", "method": "GET", "path": "/x", "status": 200, "client_ip": "203.0.113.5"},
                    {"level": "INFO", "method": "GET", "path": "/bad", "status": 500, "client_ip": "203.0.113.5"},
                ),
                writer="uvicorn 0.54",
            ),
            Sample(
                lines='INFO:     203.0.113.5:50864 - "GET /x?y=1 HTTP/1.1" 200 OK\n'
                'INFO:     203.0.113.5:50878 - "GET /bad HTTP/1.1" 500 Internal Server Error',
                records=(
                    {"level": "INFO", "method": "GET", "path": "/x", "status": 200, "client_ip": "203.0.113.5"},
                    {"level": "INFO", "method": "GET", "path": "/bad", "status": 500, "client_ip": "203.0.113.5"},
                ),
                writer="uvicorn 0.19",
            ),
        ),
    ),
    TextFormat(
        name="level_colon",
        title="Level, colon, message (uvicorn)",
        begins=rf"{_LEVEL}: +\S",
        pattern=rf"(?P<level>{_LEVEL}): +(?P<message>{REST})",
        priority=70,
        samples=(
            Sample(
                lines="INFO:     Started server process [17]\nERROR:    Exception in ASGI application\n"
                'Traceback (most recent call last):\n  File "/srv/app/main.py", line 9, in f\n    1/0\n'
                "ZeroDivisionError: division by zero",
                records=(
                    {"level": "INFO", "message": "Started server process [17]"},
                    {
                        "level": "ERROR",
                        "message": "Exception in ASGI application",
                        "error_type": "ZeroDivisionError",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="INFO: order 7 placed\nWARNING: stock low\nsecond line",
                records=(
                    {"level": "INFO", "message": "order 7 placed"},
                    {"level": "WARNING", "message": "stock low\nsecond line"},
                ),
                writer="Python 3.11",
            ),
            Sample(
                lines="INFO:     Started server process [7471]\nINFO:     Waiting for application startup.",
                records=(
                    {"level": "INFO", "message": "Started server process [7471]"},
                    {"level": "INFO", "message": "Waiting for application startup."},
                ),
                writer="uvicorn 0.54",
            ),
        ),
    ),
)
