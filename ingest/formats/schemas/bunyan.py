"""Bunyan and pino: levels 10 to 60, requests and responses as objects."""

from __future__ import annotations

from ingest.formats.log_format import INTEGERS, Condition, Format, Record, Sample, is_integer


def _matches(record: Record) -> bool:
    level = record.get("level")
    return is_integer(level) and "pid" in record and "hostname" in record


FORMAT = Format(
    name="bunyan",
    title="Bunyan and pino",
    signs="level as a number, pid, hostname",
    matches=_matches,
    decided_by=(Condition(("/level",), types=INTEGERS, when={"pid", "hostname"}.issubset),),
    paths={
        "logger": ("/component", "/context", "/name"),
        "request_id": ("/req_id", "/reqId", "/req/id", "/requestId"),
        "route": ("/req/route/path",),
        "error_type": ("/err/type", "/err/name"),
        "error_message": ("/err/message",),
        "stack_trace": ("/err/stack",),
    },
    level_scheme="pino",
    samples=(
        Sample(
            lines='{"level":50,"time":1629823792029,"pid":15067,"hostname":"my-host","req":{"id":1,"method":"GET","url":"/a?b","remoteAddress":'
            '"::1"},"res":{"statusCode":500},"err":{"type":"TypeError","message":"x is undefined","stack":"TypeError: x is undefined\\n'
            '    at f (/srv/a.js:3:1)"},"responseTime":7,"msg":"request errored"}',
            records=(
                {
                    "ts": "2021-08-24T16:49:52.029Z",
                    "level": "ERROR",
                    "host": "my-host",
                    "method": "GET",
                    "path": "/a",
                    "status": 500,
                    "duration_ms": 7.0,
                    "client_ip": "::1",
                    "error_type": "TypeError",
                    "error_message": "x is undefined",
                    "stack_trace": True,
                },
            ),
        ),
    ),
)
