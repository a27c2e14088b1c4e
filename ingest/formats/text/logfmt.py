"""logfmt: `key=value` pairs, as Docker, Prometheus, Grafana, Loki, InfluxDB, Traefik and Valkey write them.

A line of which only a part is pairs is not logfmt: it must begin with two of them.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"]\S*|)"""
_KEY = r"[A-Za-z_@][\w.@/\-]*"

FORMATS = (
    TextFormat(
        name="logfmt",
        title="logfmt",
        begins=rf"{_KEY}={_VALUE} +{_KEY}=",
        pattern=rf"(?P<pairs>(?:{_KEY}(?:={_VALUE})? *)+)",
        pairs="pairs",
        continues=False,
        samples=(
            Sample(
                lines='ts=2026-11-26T10:00:00.070Z caller=main.go:513 level=info msg="Starting Prometheus Server" mode=server '
                'version="(version=2.42.0, branch=debian/sid)"\n'
                'time="2026-11-26T10:00:01.123456789+01:00" level=warning msg="disk \\"low\\"" free=12% path=/var/lib/docker\n'
                'ts=2026-11-26T10:00:03.000001Z lvl=error msg=failed log_id=0abc service=httpd err="no card" verbose done=\n'
                'pid=1 role=primary timestamp="26 Nov 2026 10:00:04.123" level=notice message="Ready to accept connections tcp"\n'
                'at=error code=H12 method=GET path="/pay" host=shop.example request_id=a1 fwd="203.0.113.5" status=503',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.07Z",
                        "level": "INFO",
                        "message": "Starting Prometheus Server",
                        "attributes": '{"caller":"main.go:513","mode":"server","version":"(version=2.42.0, branch=debian/sid)"}',
                    },
                    {"ts": "2026-11-26T09:00:01.123456Z", "level": "WARNING", "message": 'disk "low"'},
                    {
                        "ts": "2026-11-26T10:00:03.000001Z",
                        "level": "ERROR",
                        "service": "httpd",
                        "error_message": "no card",
                    },
                    {"ts": "2026-11-26T10:00:04.123Z", "level": "INFO", "message": "Ready to accept connections tcp"},
                    {"method": "GET", "path": "/pay", "status": 503, "request_id": "a1"},
                ),
            ),
        ),
    ),
)
