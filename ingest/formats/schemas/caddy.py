"""Caddy: access and server logs; durations in seconds."""

from __future__ import annotations

from ingest.formats.log_format import Condition, Format, Record, Sample


def _matches(record: Record) -> bool:
    logger = record.get("logger")
    request = record.get("request")
    is_access = isinstance(request, dict) and "uri" in request and "remote_ip" in request
    return is_access or (
        isinstance(logger, str) and logger.startswith("http.") and "ts" in record and "duration" in record
    )


FORMAT = Format(
    name="caddy",
    title="Caddy",
    signs="request with uri and remote_ip; or logger http.*, ts, duration",
    matches=_matches,
    decided_by=(Condition(("/logger",), prefix="http.", when={"ts", "duration"}.issubset),),
    paths={
        "method": ("/request/method",),
        "path": ("/request/uri",),
        "client_ip": ("/request/client_ip", "/request/remote_ip"),
    },
    silent=frozenset({"host"}),
    duration_unit="s",
    samples=(
        Sample(
            lines='{"level":"error","ts":1711741798.0391326,"logger":"http.log.access.log0","msg":"handled request","request":'
            '{"remote_ip":"10.5.1.1","client_ip":"10.10.10.117","method":"GET","host":"shop.example","uri":"/cart?x=1"},'
            '"user_id":"","duration":0.782670468,"size":0,"status":401}',
            records=(
                {
                    "level": "ERROR",
                    "method": "GET",
                    "path": "/cart",
                    "status": 401,
                    "duration_ms": 782.670468,
                    "client_ip": "10.10.10.117",
                    "user_id": None,
                    "host": None,
                },
            ),
        ),
    ),
)
