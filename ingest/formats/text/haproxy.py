r"""HAProxy: requests (`option httplog`, `httpslog`), connections (`tcplog`), their errors, and its console."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLF_TIME, ISO_TIME, REST, SYSLOG_TIME

_SYSLOG = (
    rf"(?:(?:<(?P<priority_number>\d+)>)?(?:1 )?(?P<syslog_time>{SYSLOG_TIME}|{ISO_TIME}) (?:(?P<host>[\w.:\-]+) )?"
    r"(?P<service>[\w./\-]+)(?:\[(?P<process>\d+)\]:| (?P<process_id>\S+) \S+ \S+) )?"
)
_SYSLOG_BEGINS = (
    rf"(?:(?:<\d+>)?(?:1 )?(?:{SYSLOG_TIME}|{ISO_TIME}) (?:[\w.:\-]+ )?[\w./\-]+(?:\[\d+\]:| \S+ \S+ \S+) )?"
)
_CLIENT = r"(?P<client_ip>[\w.:\-]+)"
_HEAD = rf"{_SYSLOG}{_CLIENT} \[(?P<time>{CLF_TIME})\] "
_BEGINS = rf"{_SYSLOG_BEGINS}[\w.:\-]+ \[{CLF_TIME}\] "
_PLACE = r"(?P<frontend>\S+) (?P<backend>[^\s/]+)/(?P<backend_server>\S+) "
_COUNTS = r"(?P<connections>\d+/\d+/\d+/\d+/\+?\d+) (?P<queues>\d+/\d+)"
_TEXT = r'[^"\\]*(?:\\.[^"\\]*)*'

FORMATS = (
    TextFormat(
        name="haproxy_http",
        title="HAProxy HTTP log",
        begins=rf"{_BEGINS}\S+ [^\s/]+/\S+ [\d\-]+/[\d\-]+/[\d\-]+/[\d\-]+/\+?[\d\-]+ ",
        pattern=rf"{_HEAD}{_PLACE}(?P<timers>[\d\-]+/[\d\-]+/[\d\-]+/[\d\-]+/\+?(?P<duration_ms>[\d\-]+)) (?P<status>-?\d+) \+?(?P<bytes_read>\d+) "
        rf"(?P<request_cookie>\S+) (?P<response_cookie>\S+) (?P<termination_state>\S{{4}}) {_COUNTS}"
        rf"(?: \{{(?P<request_headers>[^}}]*)\}})?(?: \{{(?P<response_headers>[^}}]*)\}})?"
        rf' "(?P<request>{_TEXT})"?(?: (?P<tls>[^\n]*))?',
        continues=False,
        empty=("", "-", "-1"),
        priority=28,
        samples=(
            Sample(
                lines="Nov 26 10:00:01 lb haproxy[17]: 203.0.113.5:33317 [26/Nov/2026:10:00:00.655] http-in shop/web1 "
                '10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example|curl} {} "GET /orders?a=1 HTTP/1.1"\n'
                "203.0.113.5:33318 [26/Nov/2026:10:00:01.000] http-in~ shop/<NOSRV> 0/-1/-1/-1/5 503 217 - - SC-- 1/1/0/0/0 0/0 "
                '"GET /pay HTTP/1.1"\n'
                "203.0.113.5:33319 [26/Nov/2026:10:00:02.000] http-in http-in/<NOSRV> -1/-1/-1/-1/3 400 187 - - PR-- 1/1/0/0/0 0/0 "
                '"<BADREQ>"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.655Z",
                        "host": "lb",
                        "service": "haproxy",
                        "method": "GET",
                        "path": "/orders",
                        "status": 200,
                        "duration_ms": 109.0,
                        "client_ip": "203.0.113.5",
                    },
                    {"status": 503, "path": "/pay", "duration_ms": 5.0},
                    {"status": 400, "method": None, "duration_ms": 3.0},
                ),
            ),
            Sample(
                lines='203.0.113.5:60772 [29/Nov/2026:22:32:55.421] f b/s1 0/0/0/0/0 200 124 - - ---- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"\n'
                '203.0.113.5:60776 [29/Nov/2026:22:32:58.459] f f/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
                records=(
                    {
                        "ts": "2026-11-29T22:32:55.421000Z",
                        "method": "GET",
                        "path": "/x",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                    {
                        "ts": "2026-11-29T22:32:58.459000Z",
                        "status": 400,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="HAProxy 2.6",
            ),
            Sample(
                lines='<134>Nov 29 22:32:59 web1 haproxy[8617]: 203.0.113.5:60786 [29/Nov/2026:22:32:59.513] f b/s1 0/0/0/0/0 200 124 - - ---- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:32:59.513000Z",
                        "service": "haproxy",
                        "host": "web1",
                        "method": "GET",
                        "path": "/x",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="HAProxy 2.6 (rfc3164)",
            ),
            Sample(
                lines='<134>1 2026-11-29T22:33:03.560136+00:00 - haproxy 8688 - - 203.0.113.5:52558 [29/Nov/2026:22:33:03.559] f b/s1 0/0/0/0/0 200 124 - - ---- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:33:03.559000Z",
                        "service": "haproxy",
                        "method": "GET",
                        "path": "/x",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="HAProxy 2.6 (rfc5424)",
            ),
        ),
    ),
    TextFormat(
        name="haproxy_tcp",
        title="HAProxy TCP log",
        begins=rf"{_BEGINS}\S+ [^\s/]+/\S+ [\d\-]+/[\d\-]+/\+?[\d\-]+ \+?\d+ ",
        pattern=rf"{_HEAD}{_PLACE}(?P<timers>[\d\-]+/[\d\-]+/\+?(?P<duration_ms>[\d\-]+)) \+?(?P<bytes_read>\d+) (?P<termination_state>\S{{2}}) {_COUNTS}"
        r"(?: (?P<more>[^\n]*))?",
        continues=False,
        empty=("", "-", "-1"),
        priority=28,
        samples=(
            Sample(
                lines="Nov 26 10:00:01 lb haproxy[17]: 203.0.113.5:33320 [26/Nov/2026:10:00:00.655] db-in db/pg1 0/0/5007 212 -- "
                "0/0/0/0/3 0/0\n"
                "203.0.113.5:33321 [26/Nov/2026:10:00:01.000] db-in db/<NOSRV> -1/-1/0 0 SC 1/1/0/0/0 0/0",
                records=(
                    {"ts": "2026-11-26T10:00:00.655Z", "host": "lb", "duration_ms": 5007.0, "client_ip": "203.0.113.5"},
                    {"ts": "2026-11-26T10:00:01Z", "duration_ms": 0.0},
                ),
            ),
            Sample(
                lines="203.0.113.5:53446 [29/Nov/2026:22:32:55.439] t tb/s1 1/-1/3011 0 SC 1/1/0/0/3 0/0",
                records=({"ts": "2026-11-29T22:32:55.439000Z", "client_ip": "203.0.113.5", "duration_ms": 3011.0},),
                writer="HAProxy 2.6",
            ),
            Sample(
                lines="<134>Nov 29 22:33:02 web1 haproxy[8617]: 203.0.113.5:53462 [29/Nov/2026:22:32:59.540] t tb/s1 1/-1/3002 0 SC 1/1/0/0/3 0/0",
                records=(
                    {
                        "ts": "2026-11-29T22:32:59.540000Z",
                        "service": "haproxy",
                        "host": "web1",
                        "client_ip": "203.0.113.5",
                        "duration_ms": 3002.0,
                    },
                ),
                writer="HAProxy 2.6 (rfc3164)",
            ),
        ),
    ),
    TextFormat(
        name="haproxy_error",
        title="HAProxy connection error",
        begins=rf"{_BEGINS}[^\s/]+/\S+: ",
        pattern=rf"{_HEAD}(?P<frontend>[^\s/]+)/(?P<bind>\S+): (?P<message>[^\n]*)",
        continues=False,
        priority=29,
        samples=(
            Sample(
                lines="Nov 26 10:00:01 lb haproxy[17]: 203.0.113.5:43232 [26/Nov/2026:10:00:00.655] https/1: SSL handshake failure\n"
                "203.0.113.5:43233 [26/Nov/2026:10:00:01.000] https/1: Connection closed during SSL handshake",
                records=(
                    {"ts": "2026-11-26T10:00:00.655Z", "message": "SSL handshake failure", "client_ip": "203.0.113.5"},
                    {"message": "Connection closed during SSL handshake"},
                ),
            ),
            Sample(
                lines=(
                    "<134>Nov 30 04:04:14 haproxy[1941]: 203.0.113.5:60566 [30/Nov/2026:04:04:14.124] e/1: Truncated PROXY protocol header received\n"
                    "<134>Nov 30 04:04:14 haproxy[1941]: 203.0.113.5:40336 [30/Nov/2026:04:04:14.134] s/1: Connection closed during SSL handshake"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:04:14.124Z",
                        "message": "Truncated PROXY protocol header received",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T04:04:14.134Z",
                        "message": "Connection closed during SSL handshake",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="HAProxy 2.6",
            ),
            Sample(
                lines=(
                    "<134>1 2026-11-30T04:13:09.109603+00:00 - haproxy 430 - - 203.0.113.5:36376 [30/Nov/2026:04:13:09.105] e/1: Truncated PROXY protocol header received\n"
                    "<134>1 2026-11-30T04:13:09.121998+00:00 - haproxy 430 - - 203.0.113.5:47672 [30/Nov/2026:04:13:09.121] s/1: Connection closed during SSL handshake"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:13:09.105Z",
                        "message": "Truncated PROXY protocol header received",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-30T04:13:09.121Z",
                        "message": "Connection closed during SSL handshake",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="HAProxy 2.6 (rfc5424)",
            ),
        ),
    ),
    TextFormat(
        name="haproxy_connect",
        title="HAProxy connection, without an option for logs",
        begins=rf"{_SYSLOG_BEGINS}Connect from [\w.:\-]+ to \S+ \(",
        pattern=rf"{_SYSLOG.replace('syslog_time', 'time')}(?P<message>Connect from {_CLIENT} to (?P<bind>\S+) \((?P<frontend>[^/\n]+)/(?P<mode>\w+)\))",
        continues=False,
        priority=29,
        samples=(
            Sample(
                lines="Connect from 203.0.113.5:35066 to 192.0.2.1:80 (plain/HTTP)\n"
                "Nov 26 10:00:01 lb haproxy[17]: Connect from 203.0.113.5:35066 to 192.0.2.1:80 (plain/HTTP)",
                records=(
                    {
                        "message": "Connect from 203.0.113.5:35066 to 192.0.2.1:80 (plain/HTTP)",
                        "client_ip": "203.0.113.5",
                    },
                    {"service": "haproxy", "host": "lb", "client_ip": "203.0.113.5"},
                ),
            ),
            Sample(
                lines=(
                    "<134>Nov 30 04:04:14 haproxy[1941]: Connect from 203.0.113.5:39024 to 203.0.113.5:18180 (f/HTTP)\n"
                    "<134>Nov 30 04:04:14 haproxy[1941]: Connect from 203.0.113.5:33278 to 203.0.113.5:18183 (t/TCP)"
                ),
                records=(
                    {
                        "ts": "2025-11-30T04:04:14Z",
                        "message": "Connect from 203.0.113.5:39024 to 203.0.113.5:18180 (f/HTTP)",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2025-11-30T04:04:14Z",
                        "message": "Connect from 203.0.113.5:33278 to 203.0.113.5:18183 (t/TCP)",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="HAProxy 2.6",
            ),
            Sample(
                lines=(
                    "<134>1 2026-11-30T04:13:09.094007+00:00 - haproxy 430 - - Connect from 203.0.113.5:53152 to 203.0.113.5:18180 (f/HTTP)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:13:09.094007Z",
                        "message": "Connect from 203.0.113.5:53152 to 203.0.113.5:18180 (f/HTTP)",
                        "service": "haproxy",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="HAProxy 2.6 (rfc5424)",
            ),
        ),
    ),
    TextFormat(
        name="haproxy_console",
        title="HAProxy console",
        begins=r"\[[A-Z]+\] *(?:\d+/\d+ )?\(\d+\) : ",
        pattern=rf"\[(?P<level>[A-Z]+)\] *(?:(?P<day_and_time>\d+/\d+) )?\((?P<process>\d+)\) : (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="[NOTICE]   (17) : New worker (19) forked\n"
                "[WARNING]  (19) : Server shop/web1 is DOWN, reason: Layer4 connection problem, check duration: 0ms.",
                records=(
                    {"level": "INFO", "message": "New worker (19) forked"},
                    {
                        "level": "WARNING",
                        "message": "Server shop/web1 is DOWN, reason: Layer4 connection problem, check duration: 0ms.",
                    },
                ),
            ),
            Sample(
                lines=(
                    '[WARNING]  (1941) : Server b/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.\n'
                    "[ALERT]    (1941) : backend 'b' has no server available!\n"
                    "[WARNING]  (1941) : Proxy f stopped (cumulated conns: FE: 1, BE: 0)."
                ),
                records=(
                    {
                        "level": "WARNING",
                        "message": 'Server b/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
                    },
                    {"level": "CRITICAL", "message": "backend 'b' has no server available!"},
                    {"level": "WARNING", "message": "Proxy f stopped (cumulated conns: FE: 1, BE: 0)."},
                ),
                writer="HAProxy 2.6",
            ),
            Sample(
                lines=(
                    "[NOTICE] 261/093157 (1) : haproxy version is 2.2.2\n"
                    "[WARNING] 261/093157 (1) : config : missing timeouts for frontend 'shop'.\n"
                    "   | While not properly invalid, you will certainly encounter various problems\n"
                    "[ALERT] 261/093158 (1) : parsing [/etc/haproxy.cfg:7] : 'listen' cannot handle unexpected argument ':70'."
                ),
                records=(
                    {"level": "INFO", "message": "haproxy version is 2.2.2"},
                    {
                        "level": "WARNING",
                        "message": "config : missing timeouts for frontend 'shop'.\n   | While not properly invalid, you will certainly encounter various problems",
                    },
                    {
                        "level": "CRITICAL",
                        "message": "parsing [/etc/haproxy.cfg:7] : 'listen' cannot handle unexpected argument ':70'.",
                    },
                ),
                writer="HAProxy 2.2 (published)",
            ),
        ),
    ),
)
