"""logfmt: `key=value` pairs, as Docker, Prometheus, Grafana, Loki, InfluxDB, Traefik and Valkey write them.

A line of which only a part is pairs is not logfmt: it must begin with two of them.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import IP, ISO_TIME

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"]\S*|)"""
_KEY = r"[A-Za-z_@][\w.@/\-]*"

_LABEL = r"[A-Za-z_][\w.\-]*"
_LABELLED = rf"{_LABEL}:[^\t\n]*"

FORMATS = (
    TextFormat(
        name="logfmt_t",
        title="logfmt with the time under t (Grafana)",
        begins=rf"(?:{_KEY}={_VALUE} +){{0,8}}t=\d{{4}}-",
        pattern=rf"(?P<pairs>(?:{_KEY}={_VALUE} +){{0,8}}t=(?P<time>{ISO_TIME})(?: +{_KEY}(?:={_VALUE})?)* *)",
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
            Sample(
                lines=(
                    't=2026-11-30T03:59:21+0000 lvl=info msg="order placed" logger=pay order=7\n'
                    't=2026-11-30T03:59:21+0000 lvl=warn msg="stock low" logger=pay sku="SKU 7"\n'
                    't=2026-11-30T03:59:21+0000 lvl=eror msg="charge failed" logger=pay err="no card"'
                ),
                records=(
                    {"ts": "2026-11-30T03:59:21Z", "level": "INFO", "message": "order placed", "logger": "pay"},
                    {"ts": "2026-11-30T03:59:21Z", "level": "WARNING", "message": "stock low", "logger": "pay"},
                    {
                        "ts": "2026-11-30T03:59:21Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "pay",
                        "error_message": "no card",
                    },
                ),
                writer="log15 2.15",
            ),
            Sample(
                lines=(
                    't=2020-02-14T12:00:00+0200 lvl=eror msg="Request Completed" logger=context userId=0 orgId=1 uname= method=GET path=/api/orders status=500 remote_addr=203.0.113.5 time_ms=12 size=34 referer='
                ),
                records=(
                    {
                        "ts": "2020-02-14T10:00:00Z",
                        "level": "ERROR",
                        "logger": "context",
                        "user_id": "0",
                        "method": "GET",
                        "path": "/api/orders",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Grafana 6 (published)",
            ),
            Sample(
                lines=(
                    'logger=migrator t=2022-03-22T19:16:53.51+0000 lvl=info msg="Executing migration" id="create table"'
                ),
                records=(
                    {
                        "ts": "2022-03-22T19:16:53.51Z",
                        "level": "INFO",
                        "message": "Executing migration",
                        "logger": "migrator",
                    },
                ),
                writer="Grafana 8 (published)",
            ),
            Sample(
                lines=(
                    'logger=context userId=1 orgId=1 uname=ada t=2023-05-24T12:00:00.123456789Z level=info msg="Request Completed" method=GET path=/api/live/ws status=101 remote_addr=203.0.113.5 time_ms=1 duration=1.234567ms size=0 referer= handler=/api/live/ws\n'
                    'logger=migrator t=2023-05-24T12:00:01.123456789Z level=info msg="Executing migration" id="create table"'
                ),
                records=(
                    {
                        "ts": "2023-05-24T12:00:00.123456Z",
                        "level": "INFO",
                        "logger": "context",
                        "user_id": "1",
                        "method": "GET",
                        "path": "/api/live/ws",
                        "status": 101,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.234567,
                    },
                    {
                        "ts": "2023-05-24T12:00:01.123456Z",
                        "level": "INFO",
                        "message": "Executing migration",
                        "logger": "migrator",
                    },
                ),
                writer="Grafana 9 (published)",
            ),
        ),
    ),
    TextFormat(
        name="ltsv_access",
        title="LTSV: access log with its usual labels",
        begins=rf"(?:time:[^\t\n]*\t)?host:{IP}\t",
        pattern=rf"(?:time:\[?(?P<time>[^\t\n\]]*)\]?\t)?host:(?P<client_ip>{IP})\t"
        rf"(?P<pairs>{_LABELLED}(?:\t{_LABELLED})*?(?:\t(?:reqtime:(?P<request_time>\d+\.\d+)|reqtime_microsec:(?P<duration_us>\d+))(?:\t{_LABELLED})*)?)",
        empty=("", "-"),
        pairs="pairs",
        pair=rf"(?:^|\t)({_LABEL}):([^\t]*)",
        continues=False,
        priority=47,
        samples=(
            Sample(
                lines=(
                    "time:2026-11-30T04:05:29+00:00\thost:203.0.113.5\tforwardedfor:-\treq:GET /ok/orders/7?a=1 HTTP/1.1\tstatus:200\tsize:2\treferer:-\tua:curl/8.0\treqtime:0.001\tupsttime:0.000\tvhost:203.0.113.5\n"
                    "time:2026-11-30T04:05:29+00:00\thost:203.0.113.5\tforwardedfor:198.51.100.7\treq:GET /bad HTTP/1.1\tstatus:502\tsize:157\treferer:-\tua:curl/7.88.1\treqtime:0.000\tupsttime:0.000\tvhost:203.0.113.5\n"
                    "time:2026-11-30T04:05:29+00:00\thost:203.0.113.5\tforwardedfor:-\treq:GET /no HTTP/1.1\tstatus:404\tsize:153\treferer:-\tua:curl/7.88.1\treqtime:0.000\tupsttime:-\tvhost:203.0.113.5"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.0,
                    },
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/bad",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/no",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="nginx 1.22 (LTSV)",
            ),
            Sample(
                lines=(
                    "time:[30/Nov/2026:04:10:30 +0000]\thost:203.0.113.5\treq:GET /a.php HTTP/1.1\tstatus:200\tsize:91\treferer:-\tua:curl/7.88.1\treqtime_microsec:1155\tvhost:203.0.113.5:18481\n"
                    "time:[30/Nov/2026:04:10:30 +0000]\thost:203.0.113.5\treq:GET /none HTTP/1.1\tstatus:404\tsize:236\treferer:-\tua:curl/8.0\treqtime_microsec:104\tvhost:203.0.113.5:18481"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:10:30Z",
                        "method": "GET",
                        "path": "/a.php",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.155,
                    },
                    {
                        "ts": "2026-11-30T04:10:30Z",
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.104,
                    },
                ),
                writer="Apache 2.4 (LTSV)",
            ),
            Sample(
                lines=(
                    "host:203.0.113.5\tident:-\tuser:-\ttime:[30/Nov/2026:10:06:55 +0000]\treq:GET /ok/orders/7?a=1 HTTP/1.1\tstatus:200\tsize:2\treferer:-\tua:curl/8.0\n"
                    "host:203.0.113.5\tident:-\tuser:-\ttime:[30/Nov/2026:10:06:55 +0000]\treq:GET /no HTTP/1.1\tstatus:404\tsize:153\treferer:-\tua:curl/8.0"
                ),
                records=(
                    {
                        "ts": "2026-11-30T10:06:55Z",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T10:06:55Z",
                        "method": "GET",
                        "path": "/no",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="nginx 1.22 (LTSV, host first)",
            ),
        ),
    ),
    TextFormat(
        name="ltsv",
        title="LTSV",
        begins=rf"{_LABEL}:[^\t\n]*\t{_LABEL}:",
        pattern=rf"(?P<pairs>{_LABELLED}(?:\t{_LABELLED})+)",
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
            Sample(
                lines=(
                    "remote_addr:203.0.113.5\ttime_local:30/Nov/2026:10:06:55 +0000\trequest_method:GET\trequest_uri:/ok/orders/7?a=1\tstatus:200\tbody_bytes_sent:2\trequest_time:0.000\thttp_user_agent:curl/8.0\n"
                    "remote_addr:203.0.113.5\ttime_local:30/Nov/2026:10:06:55 +0000\trequest_method:GET\trequest_uri:/bad\tstatus:502\tbody_bytes_sent:157\trequest_time:0.000\thttp_user_agent:curl/8.0"
                ),
                records=(
                    {
                        "ts": "2026-11-30T10:06:55Z",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                    {
                        "ts": "2026-11-30T10:06:55Z",
                        "method": "GET",
                        "path": "/bad",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="nginx 1.22 (LTSV, names of variables)",
            ),
            Sample(
                lines=(
                    "level:info\ttime:2026-11-30T10:06:55+00:00\tmsg:request done\treq_id:358816742885d874d31cb19cf4414ed2\tmethod:GET\turi:/ok/orders/7\tstatus:200\treqtime:0.000"
                ),
                records=(
                    {
                        "ts": "2026-11-30T10:06:55Z",
                        "level": "INFO",
                        "request_id": "358816742885d874d31cb19cf4414ed2",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                    },
                ),
                writer="nginx 1.22 (LTSV, level first)",
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
