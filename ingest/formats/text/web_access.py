r"""Access logs of web servers in the Common and the Combined Log Format (NCSA), with the usual additions."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import CUT, TextFormat
from ingest.formats.text_parts import CLF_TIME, ISO_TIME, REST, SYSLOG_TIME

_CLIENT = r"[\w.:%\-]+"
_IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]+)"
_TEXT = r'[^"\\]*(?:\\.[^"\\]*)*'
_WHO = r"(?: (?P<ident>\S+) (?P<user>[^\[\]\n]+?))?"
"""Missing in aiohttp's."""
_REQUEST = rf'"(?P<request>{_TEXT})" (?P<status>\d{{3}}) (?P<body_bytes_sent>\d+|-)'
_AGENT = rf' "(?P<http_referer>{_TEXT})" "(?P<http_user_agent>{_TEXT})"'
_TIME = rf"\[(?P<time>{CLF_TIME})\] "

_ANY_TIME = rf"(?:{CLF_TIME}|{ISO_TIME})"
_SYSLOG = rf"(?:<\d+>)?{SYSLOG_TIME} (?:[\w.:\-]+ )?[\w./\-]+(?:\[\d+\])?: "
_FORWARDED = rf'(?: "?(?P<x_forwarded_for>{_IP}(?:, ?{_IP})*|-)"?)?'
_SECONDS = r"\d+\.\d{1,6}"
_VALUE = r'(?:"[^"]*"|[^\s"]*)'
_TIMES = (
    rf'(?: "?(?P<request_time>{_SECONDS})s?"?(?: "?(?P<upstream_response_time>{_SECONDS}(?:[,:] ?{_SECONDS})*|-)s?"?)?'
    r"|(?: \**(?P<whole_seconds>\d+)/(?P<duration_us>\d+)\**)"
    rf'|(?: "?(?P<host_header>[\w.:\-]+)"?)? (?P<facts>(?:\w+=(?:{_VALUE}) )*(?:(?:rt|request_time)="?(?P<duration_s>{_SECONDS})"?'
    rf"|D=(?P<time_taken_us>\d+))(?:,? \w+={_VALUE})*))?"
)
"""The first of two is the request's time; `whole/micro` is Apache's %T/%D; else the keys say what is what."""
_MORE_BEGINS = rf"(?:[\w.\-]+(?::\d+)? )?{_CLIENT}(?:, {_CLIENT})*(?: \S+ [^\[\]\n]+)? \[{_ANY_TIME}\] (?:[^\"\n]* )?\""
_MORE = (
    rf"(?:(?P<virtual_host>[\w.\-]+(?::\d+)?) (?P<client>{_IP})|(?P<client_ip>{_CLIENT})(?:, (?P<proxies>{_CLIENT}(?:, {_CLIENT})*))?)"
    rf'{_WHO} \[(?P<time>{_ANY_TIME})\] (?:(?P<before>[^"\n]*) )?{_REQUEST}(?:{_AGENT})?{_FORWARDED}{_TIMES}(?: (?P<more>[^\n]*))?'
)

FORMATS = (
    TextFormat(
        name="web_access",
        title="Access log (common, combined)",
        begins=rf"{_CLIENT} \S+ [^\[\]\n]+ \[{CLF_TIME}\] ",
        pattern=rf"(?P<client_ip>{_CLIENT}) (?P<ident>\S+) (?P<user>\S+) {CUT}"
        rf'{_TIME}"(?P<request>{_TEXT})" (?P<status>\d{{3}}) {CUT}(?P<body_bytes_sent>\d+|-)(?:{_AGENT})?',
        continues=False,
        empty=("", "-"),
        priority=10,
        samples=(
            Sample(
                writer="nginx 1.22",
                lines='203.0.113.5 - ada [26/Nov/2026:10:00:00 +0100] "GET /orders/7?x=1 HTTP/1.1" 200 512 '
                '"https://shop.example/" "Mozilla/5.0 (X11) \\x22odd\\x22"\n'
                '2001:db8::9 - - [26/Nov/2026:10:00:02 +0100] "\\x16\\x03\\x01" 400 157 "-" "-"',
                records=(
                    {
                        "ts": "2026-11-26T09:00:00Z",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                    },
                    {"ts": "2026-11-26T09:00:02Z", "client_ip": "2001:db8::9", "status": 400, "method": None},
                ),
            ),
            Sample(
                writer="Werkzeug 3",
                lines='203.0.113.5 - - [26/Nov/2026 10:00:00] "GET /a HTTP/1.1" 200 -',
                records=({"ts": "2026-11-26T10:00:00Z", "path": "/a", "status": 200},),
            ),
            Sample(
                writer="Apache 2.4",
                lines='203.0.113.6 - - [26/Nov/2026:10:00:00 +0000] "-" 408 -',
                records=({"ts": "2026-11-26T10:00:00Z", "client_ip": "203.0.113.6", "status": 408, "path": None},),
            ),
            Sample(
                lines='203.0.113.5 - - [29/Nov/2026:22:31:55 +0000] "GET /ok HTTP/1.1" 200 2 "-" "curl/7.88.1"\n'
                '203.0.113.5 - - [29/Nov/2026:22:31:55 +0000] "GET /bad HTTP/1.1" 500 265 "-" "curl/7.88.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:31:55Z",
                        "method": "GET",
                        "path": "/ok",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:31:55Z",
                        "method": "GET",
                        "path": "/bad",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="gunicorn 27",
            ),
            Sample(
                lines='203.0.113.5 203.0.113.5:18090 - [29/Nov/2026:22:33:08 +0000] "GET / HTTP/1.1" 403 341 "-" "curl/7.88.1"\n'
                '203.0.113.5 203.0.113.5:18090 - [29/Nov/2026:22:33:08 +0000] "GET /no HTTP/1.1" 404 341 "-" "curl/7.88.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:33:08Z",
                        "method": "GET",
                        "path": "/",
                        "status": 403,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:33:08Z",
                        "method": "GET",
                        "path": "/no",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="lighttpd 1.4",
            ),
            Sample(
                lines='::ffff:203.0.113.5 - - [29/Nov/2026:22:37:37 +0000] "GET /orders/7?a=1 HTTP/1.1" 200 2 "-" "-"\n'
                '::ffff:203.0.113.5 - - [29/Nov/2026:22:37:37 +0000] "GET /none HTTP/1.1" 404 2 "-" "-"',
                records=(
                    {
                        "ts": "2026-11-29T22:37:37Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "::ffff:203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:37:37Z",
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "::ffff:203.0.113.5",
                    },
                ),
                writer="morgan 1 (combined)",
            ),
        ),
    ),
    TextFormat(
        name="web_access_more",
        title="Access log with additions (virtual host, times, X-Forwarded-For)",
        begins=_MORE_BEGINS,
        pattern=_MORE,
        continues=False,
        empty=("", "-"),
        pairs="facts",
        samples=(
            Sample(
                writer="Apache 2.4 (vhost_combined)",
                lines='www.shop.example:80 203.0.113.5 - ada lovelace [26/Nov/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" '
                '"Mozilla/5.0 \\"odd\\""',
                records=(
                    {
                        "ts": "2026-11-26T09:00:00Z",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada lovelace",
                        "path": "/",
                    },
                ),
            ),
            Sample(
                writer="nginx 1.22 with times",
                lines='203.0.113.5 - - [26/Nov/2026:10:00:00 +0000] "POST /pay HTTP/2.0" 502 150 "-" "curl/8.0" "198.51.100.7" 0.231 0.230\n'
                '203.0.113.5 - - [26/Nov/2026:10:00:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.0" rt=0.012 uct="0.001" urt="0.011"',
                records=(
                    {"client_ip": "203.0.113.5", "method": "POST", "status": 502, "duration_ms": 231.0},
                    {"path": "/a", "status": 200, "duration_ms": 12.0},
                ),
            ),
            Sample(  # the time in ISO 8601; a field before the request
                lines='203.0.113.5 - - [2026-11-26T10:00:01+01:00] "GET /b HTTP/1.1" 200 512 "-" "curl/8.0" 1.5\n'
                '203.0.113.5 - - [26/Nov/2026:10:00:00 +0000] 0.123 "GET /c HTTP/1.1" 200 512',
                records=(
                    {"ts": "2026-11-26T09:00:01Z", "path": "/b", "duration_ms": 1500.0},
                    {"path": "/c", "status": 200},
                ),
            ),
            Sample(
                writer="aiohttp 3",
                lines='203.0.113.5 [26/Nov/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 200 163 "-" "curl/8.0"',
                records=({"client_ip": "203.0.113.5", "path": "/orders", "status": 200},),
            ),
            Sample(
                lines='203.0.113.5 - - [29/Nov/2026:22:33:21 +0000] "GET / HTTP/1.1" 200 10908 "-" "curl/7.88.1" 5364\n'
                '203.0.113.5 - - [29/Nov/2026:22:33:21 +0000] "GET /no HTTP/1.1" 403 400 "-" "curl/7.88.1" 103',
                records=(
                    {
                        "ts": "2026-11-29T22:33:21Z",
                        "method": "GET",
                        "path": "/",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:33:21Z",
                        "method": "GET",
                        "path": "/no",
                        "status": 403,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Apache 2.4 (%D)",
            ),
        ),
    ),
    TextFormat(
        name="web_access_syslog",
        title="Access log behind syslog",
        begins=rf"{_SYSLOG}{_MORE_BEGINS}",
        pattern=rf"(?:<(?P<priority_number>\d+)>)?(?P<syslog_time>{SYSLOG_TIME}) (?:(?P<host>[\w.:\-]+) )?(?P<service>[\w./\-]+)"
        rf"(?:\[(?P<process>\d+)\])?: {_MORE}",
        continues=False,
        empty=("", "-"),
        pairs="facts",
        priority=27,
        samples=(
            Sample(
                writer="nginx 1.22",
                lines='<190>Nov 26 10:00:00 web1 nginx: 203.0.113.5 - - [26/Nov/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 200 512 "-" "curl/8.0"\n'
                'Nov 26 10:00:01 web1 apache2[17]: 203.0.113.5 - ada [26/Nov/2026:10:00:01 +0000] "GET /none HTTP/1.1" 404 19',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "host": "web1",
                        "service": "nginx",
                        "path": "/orders",
                        "status": 200,
                    },
                    {"service": "apache2", "user_id": "ada", "status": 404},
                ),
            ),
            Sample(
                lines=(
                    '<13>Nov 30 04:10:30 web1 apache2[22920]: 203.0.113.5 - - [30/Nov/2026:04:10:30 +0000] "GET /a.php HTTP/1.1" 200 91 "-" "curl/7.88.1"\n'
                    '<13>Nov 30 04:10:30 web1 apache2[22920]: 203.0.113.5 - - [30/Nov/2026:04:10:30 +0000] "GET /none HTTP/1.1" 404 236 "-" "curl/8.0"'
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:10:30Z",
                        "service": "apache2",
                        "host": "web1",
                        "method": "GET",
                        "path": "/a.php",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T04:10:30Z",
                        "service": "apache2",
                        "host": "web1",
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Apache 2.4 (logger)",
            ),
        ),
    ),
    TextFormat(
        name="python_http_server",
        title="Python's http.server and Flask's development server",
        begins=rf"{_CLIENT} - - \[{CLF_TIME}\] [^\"\s]",
        pattern=rf"(?P<client_ip>{_CLIENT}) - - \[(?P<time>{CLF_TIME})\] (?P<message>{REST})",
        priority=55,
        samples=(
            Sample(
                writer="Python 3.11",
                lines="203.0.113.5 - - [26/Nov/2026 10:00:00] code 404, message File not found\n"
                '203.0.113.5 - - [26/Nov/2026 10:00:01] code 400, message Bad request version ("x")',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "client_ip": "203.0.113.5",
                        "message": "code 404, message File not found",
                    },
                    {"ts": "2026-11-26T10:00:01Z", "message": 'code 400, message Bad request version ("x")'},
                ),
            ),
            Sample(
                lines=(
                    "203.0.113.5 - - [30/Nov/2026 04:10:26] code 404, message File not found\n"
                    "203.0.113.5 - - [30/Nov/2026 04:10:26] code 400, message Bad HTTP/0.9 request type ('junk')"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:10:26Z",
                        "message": "code 404, message File not found",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T04:10:26Z",
                        "message": "code 400, message Bad HTTP/0.9 request type ('junk')",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Python 3.13",
            ),
        ),
    ),
)
