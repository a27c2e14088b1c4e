"""logfmt: `key=value` pairs, as Docker, Prometheus, Grafana, Loki, InfluxDB, Traefik and Valkey write them.

A line of which only a part is pairs is not logfmt: it must begin with two of them.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"]\S*|)"""
_KEY = r"[A-Za-z_@][\w.@/\-]*"

_LABEL = r"[A-Za-z_][\w.\-]*"

FORMATS = (
    TextFormat(
        name="logfmt_t",
        title="logfmt with the time under t (Grafana)",
        begins=rf"(?:{_KEY}={_VALUE} +){{0,3}}t=\d{{4}}-",
        pattern=rf"(?P<pairs>(?:{_KEY}={_VALUE} +){{0,3}}t=(?P<time>{ISO_TIME})(?: +{_KEY}(?:={_VALUE})?)* *)",
        pairs="pairs",
        continues=False,
        priority=49,
        samples=(
            Sample(
                lines='t=2026-11-26T10:00:00+0100 lvl=info msg="Request Completed" logger=context method=GET path=/ status=302\n'
                'logger=settings t=2026-11-26T10:00:01.123456789Z level=warn msg="no \\"key\\""',
                records=(
                    {
                        "ts": "2026-11-26T09:00:00Z",
                        "level": "INFO",
                        "message": "Request Completed",
                        "logger": "context",
                        "path": "/",
                        "status": 302,
                    },
                    {
                        "ts": "2026-11-26T10:00:01.123456Z",
                        "level": "WARNING",
                        "message": 'no "key"',
                        "logger": "settings",
                    },
                ),
            ),
        ),
    ),
    TextFormat(
        name="ltsv",
        title="LTSV",
        begins=rf"{_LABEL}:[^\t\n]*\t{_LABEL}:",
        pattern=rf"(?P<pairs>{_LABEL}:[^\t\n]*(?:\t{_LABEL}:[^\t\n]*)+)",
        pairs="pairs",
        pair=rf"(?:^|\t)({_LABEL}):([^\t]*)",
        continues=False,
        priority=48,
        samples=(
            Sample(
                lines="time:[26/Nov/2026:10:00:00 +0100]\tremote_addr:203.0.113.5\tmethod:GET\turi:/orders/7?a=1\tstatus:200\treqtime:0.012\tua:-\n"
                "time:2026-11-26T10:00:01Z\tlevel:error\tmessage:no card: eve\tuser_id:u-7",
                records=(
                    {
                        "ts": "2026-11-26T09:00:00Z",
                        "client_ip": "203.0.113.5",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                    },
                    {"ts": "2026-11-26T10:00:01Z", "level": "ERROR", "message": "no card: eve", "user_id": "u-7"},
                ),
            ),
        ),
    ),
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
            Sample(
                lines='ts=2026-11-29T22:40:24.464349667Z caller=main.go:19 level=info msg="order placed" order=7\n'
                'ts=2026-11-29T22:40:24.464375597Z caller=main.go:19 level=error err="no money"',
                records=(
                    {"ts": "2026-11-29T22:40:24.464349Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-29T22:40:24.464375Z", "level": "ERROR", "error_message": "no money"},
                ),
                writer="go-kit/log 0.2",
            ),
            Sample(
                lines='time="2026-11-29T22:40:24Z" level=info msg="order placed" order=7\n'
                'time="2026-11-29T22:40:24Z" level=error msg="pay failed" error="no money"',
                records=(
                    {"ts": "2026-11-29T22:40:24Z", "level": "INFO", "message": "order placed"},
                    {
                        "ts": "2026-11-29T22:40:24Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "error_message": "no money",
                    },
                ),
                writer="logrus 1.9",
            ),
        ),
    ),
)
