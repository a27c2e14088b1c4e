r"""Access logs of proxies and servers that write the Common Log Format with fields of their own."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLF_TIME

_TEXT = r'[^"\\]*(?:\\.[^"\\]*)*'
_CLIENT = r"[\w.:%\-]+"
_HEAD = rf"(?P<client_ip>{_CLIENT}) (?P<ident>\S+) (?P<user>[^\[\]\n]+?) \[(?P<time>{CLF_TIME})\] "
_BEGINS = rf"{_CLIENT} \S+ [^\[\]\n]+ \[{CLF_TIME}\] "
_REQUEST = rf'"(?P<request>{_TEXT})" (?P<status>\d{{1,3}}|-) (?P<body_bytes_sent>\d+|-)'
_AGENT = rf' "(?P<http_referer>{_TEXT})" "(?P<http_user_agent>{_TEXT})"'
_LIST = r"[^\s\]]+(?:(?:,| :) [^\s\]]+)*"

FORMATS = (
    TextFormat(
        name="ingress_nginx",
        title="Kubernetes ingress-nginx",
        begins=rf'{_CLIENT} (?:- \[[^\]\n]*\] )?\S+ [^\[\]\n]+ \[{CLF_TIME}\] "[^\n]*" \d+ [\d.]+ \[[^\]\n]*\] (?:\[[^\]\n]*\] )?',
        pattern=rf"(?P<client_ip>{_CLIENT}) (?:- \[[^\]\n]*\] )?(?P<ident>\S+) (?P<user>[^\[\]\n]+?) \[(?P<time>{CLF_TIME})\] "
        rf"{_REQUEST}{_AGENT} (?P<request_length>\d+) (?P<request_time>[\d.]+) \[(?P<proxy_upstream_name>[^\]]*)\] "
        rf"(?:\[(?P<proxy_alternative_upstream_name>[^\]]*)\] )?(?P<upstream_addr>{_LIST}) (?P<upstream_response_length>{_LIST}) "
        rf"(?P<upstream_response_time>{_LIST}) (?P<upstream_status>{_LIST})(?: (?P<request_id>\S+))?",
        continues=False,
        empty=("", "-"),
        priority=46,
        samples=(
            Sample(
                lines='203.0.113.5 - - [26/Nov/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 200 612 "-" "curl/8.0" 79 0.003 '
                "[shop-web-80] [] 192.0.2.5:8080 612 0.004 200 8a0b4f6d2c1e9b7a5f3d1c0e2b4a6988\n"
                '203.0.113.5 - - [26/Nov/2026:10:00:01 +0000] "GET /pay HTTP/2.0" 502 150 "-" "curl/8.0" 79 0.013 '
                "[shop-web-80] [] 192.0.2.5:8080, 192.0.2.6:8080 0, 150 0.004, 0.009 502, 502 1c0e2b4a69888a0b4f6d2c1e9b7a5f3d",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "status": 200,
                        "path": "/orders",
                        "duration_ms": 3.0,
                        "client_ip": "203.0.113.5",
                        "request_id": "8a0b4f6d2c1e9b7a5f3d1c0e2b4a6988",
                    },
                    {"status": 502, "path": "/pay", "duration_ms": 13.0},
                ),
            ),
            Sample(
                lines=(
                    '203.0.113.5 - - [30/Nov/2026:04:05:29 +0000] "GET /ok/orders/7?a=1 HTTP/1.1" 200 2 "-" "curl/8.0" 91 0.001 [shop-web-80] [] 203.0.113.5:18282 2 0.000 200 d8a26e91fcf78c50c4d6d22126181b8f\n'
                    '203.0.113.5 - - [30/Nov/2026:04:05:29 +0000] "GET /bad HTTP/1.1" 502 157 "-" "curl/7.88.1" 113 0.000 [shop-web-80] [] 203.0.113.5:9 0 0.000 502 266f4580e6bfd2883940b32247b6914b\n'
                    '203.0.113.5 - - [30/Nov/2026:04:05:29 +0000] "GET /no HTTP/1.1" 404 153 "-" "curl/7.88.1" 81 0.000 [shop-web-80] [] - - - - 184c3d10e0a3e91c5a8e57f76ea80f23'
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/ok/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "request_id": "d8a26e91fcf78c50c4d6d22126181b8f",
                        "duration_ms": 1.0,
                    },
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/bad",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "request_id": "266f4580e6bfd2883940b32247b6914b",
                        "duration_ms": 0.0,
                    },
                    {
                        "ts": "2026-11-30T04:05:29Z",
                        "method": "GET",
                        "path": "/no",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "request_id": "184c3d10e0a3e91c5a8e57f76ea80f23",
                        "duration_ms": 0.0,
                    },
                ),
                writer="nginx 1.22 (ingress-nginx's log_format)",
            ),
            Sample(
                lines=(
                    '203.0.113.5 - [203.0.113.5] - - [26/Nov/2017:10:00:00 +0000] "GET /orders/7 HTTP/1.1" 200 612 "-" "curl/8.0" 79 0.003 [shop-web-80] 192.0.2.5:8080 612 0.004 200'
                ),
                records=(
                    {
                        "ts": "2017-11-26T10:00:00Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 3.0,
                    },
                ),
                writer="ingress-nginx 0.10 (published)",
            ),
            Sample(
                lines=(
                    '203.0.113.5 - [203.0.113.5] - ada [26/Nov/2019:10:00:00 +0000] "POST /pay HTTP/2.0" 502 0 "-" "curl/8.0" 79 0.013 [shop-web-80] [] 192.0.2.5:8080, 192.0.2.6:8080 0, 0 0.004, 0.009 502, 502 8a0b4f6d2c1e9b7a'
                ),
                records=(
                    {
                        "ts": "2019-11-26T10:00:00Z",
                        "request_id": "8a0b4f6d2c1e9b7a",
                        "user_id": "ada",
                        "method": "POST",
                        "path": "/pay",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 13.0,
                    },
                ),
                writer="ingress-nginx 0.25 (published)",
            ),
        ),
    ),
    TextFormat(
        name="traefik_access",
        title="Traefik access log",
        begins=rf'{_BEGINS}"[^\n]*" \d+ (?:"[^"\n]*"|-) (?:"[^"\n]*"|-) \d+ms',
        pattern=rf'{_HEAD}{_REQUEST} (?:"(?P<http_referer>{_TEXT})"|-) (?:"(?P<http_user_agent>{_TEXT})"|-) (?P<request_count>\d+) '
        r'(?:"(?P<router>[^"]*)"|-) (?:"(?P<server_url>[^"]*)"|-) (?P<duration>\d+ms)',
        continues=False,
        empty=("", "-"),
        priority=46,
        samples=(
            Sample(
                lines='203.0.113.5 - ada [26/Nov/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 200 612 "-" "-" 42 "shop@file" '
                '"http://192.0.2.1:80" 12ms\n'
                '2001:db8::9 - - [26/Nov/2026:10:00:01 +0000] "GET /none HTTP/2.0" 404 19 "-" "-" 43 "-" "-" 0ms',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "status": 200,
                        "path": "/orders",
                        "user_id": "ada",
                        "duration_ms": 12.0,
                        "client_ip": "203.0.113.5",
                    },
                    {"status": 404, "path": "/none", "duration_ms": 0.0, "client_ip": "2001:db8::9"},
                ),
            ),
            Sample(
                lines=(
                    '203.0.113.5 - - [13/Dec/2017:19:49:27 +0000] "GET /orders/7 HTTP/1.1" 200 612 - "curl/7.54.0" 34 "Host-shop-example-3" "http://192.0.2.1:80" 5ms\n'
                    '203.0.113.5 - - [13/Dec/2017:19:49:28 +0000] "GET / HTTP/1.1" - - - "curl/7.54.0" 35 "Host-shop-example-3" - 0ms'
                ),
                records=(
                    {
                        "ts": "2017-12-13T19:49:27Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 5.0,
                    },
                    {
                        "ts": "2017-12-13T19:49:28Z",
                        "method": "GET",
                        "path": "/",
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="Traefik 1.4 (published)",
            ),
            Sample(
                lines=(
                    '203.0.113.5 - - [13/Mar/2020:18:49:07 +0000] "GET /ping HTTP/1.1" 200 2 "-" "-" 1 "ping@internal" - 0ms'
                ),
                records=(
                    {
                        "ts": "2020-03-13T18:49:07Z",
                        "method": "GET",
                        "path": "/ping",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="Traefik 2.1 (published)",
            ),
            Sample(
                lines=(
                    '203.0.113.5 - ada [15/Apr/2023:09:06:48 +0000] "PUT /orders/7 HTTP/2.0" 0 0 "-" "-" 70159 "websecure-shop@kubernetescrd" "http://192.0.2.1:80" 2676ms\n'
                    '203.0.113.5 - - [15/Apr/2023:09:06:49 +0000] "GET /none HTTP/1.1" 404 19 "-" "curl/8.0" 70160 "-" "-" 0ms'
                ),
                records=(
                    {
                        "ts": "2023-04-15T09:06:48Z",
                        "user_id": "ada",
                        "method": "PUT",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                        "duration_ms": 2676.0,
                    },
                    {
                        "ts": "2023-04-15T09:06:49Z",
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.0,
                    },
                ),
                writer="Traefik 2.9 (published)",
            ),
        ),
    ),
    TextFormat(
        name="hypercorn_access",
        title="Hypercorn access log",
        begins=rf"\[\d{{4}}-[\d :+\-]+\] \[\d+\] \[[A-Z]+\] {_BEGINS}",
        pattern=r"\[(?P<logged_at>\d{4}-[\d :+\-]+)\] \[(?P<process>\d+)\] \[(?P<level>[A-Z]+)\] "
        rf'(?P<client_ip>{_CLIENT}) (?P<ident>\S+) (?P<user>[^\[\]\n]+?) \[(?P<time>{CLF_TIME})\] "(?P<method>[A-Z]+) (?P<path>\S+) '
        rf'(?P<protocol>[^\s"]+)" (?P<status>\d{{3}}) (?P<body_bytes_sent>\d+|-)(?:{_AGENT})?',
        continues=False,
        empty=("", "-"),
        priority=25,
        samples=(
            Sample(
                lines="[2026-11-26 10:00:00 +0000] [17] [INFO] 203.0.113.5:50712 - - [26/Nov/2026:10:00:00 +0000] "
                '"GET /orders 1.1" 200 2 "-" "curl/8.0"\n'
                "[2026-11-26 10:00:01 +0000] [17] [INFO] 203.0.113.5:50712 - - [26/Nov/2026:10:00:01 +0000] "
                '"GET /none 2" 404 - "-" "curl/8.0"',
                records=(
                    {"level": "INFO", "method": "GET", "path": "/orders", "status": 200, "client_ip": "203.0.113.5"},
                    {"ts": "2026-11-26T10:00:01Z", "path": "/none", "status": 404},
                ),
            ),
            Sample(
                lines='[2026-11-29 22:31:59 +0000] [7496] [INFO] 203.0.113.5:46230 - - [29/Nov/2026:22:31:59 +0000] "GET /x 1.1" 200 - "-" "curl/7.88.1"\n'
                '[2026-11-29 22:31:59 +0000] [7496] [INFO] 203.0.113.5:46242 - - [29/Nov/2026:22:31:59 +0000] "GET /bad 1.1" 500 - "-" "curl/7.88.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:31:59Z",
                        "level": "INFO",
                        "method": "GET",
                        "path": "/x",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:31:59Z",
                        "level": "INFO",
                        "method": "GET",
                        "path": "/bad",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Hypercorn 0.18",
            ),
            Sample(
                lines='[2026-11-29 22:32:26 +0000] [8132] [INFO] 203.0.113.5:50892 - - [29/Nov/2026:22:32:26 +0000] "GET /x 1.1" 200 - "-" "curl/7.88.1"\n'
                '[2026-11-29 22:32:26 +0000] [8132] [INFO] 203.0.113.5:50896 - - [29/Nov/2026:22:32:26 +0000] "GET /bad 1.1" 500 - "-" "curl/7.88.1"',
                records=(
                    {
                        "ts": "2026-11-29T22:32:26Z",
                        "level": "INFO",
                        "method": "GET",
                        "path": "/x",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:32:26Z",
                        "level": "INFO",
                        "method": "GET",
                        "path": "/bad",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="Hypercorn 0.13",
            ),
        ),
    ),
    TextFormat(
        name="php_fpm_access",
        title="PHP-FPM access log",
        begins=rf'{_CLIENT} - \S* ?{CLF_TIME} "',
        pattern=rf'(?P<client_ip>{_CLIENT}) - +(?:(?P<user>\S+) )?(?P<time>{CLF_TIME}) "(?P<method>[A-Z]+|-) (?P<path>[^"]*)" '
        r"(?P<status>\d{3})(?: (?P<more>[^\n]*))?",
        continues=False,
        empty=("", "-"),
        samples=(
            Sample(
                lines='203.0.113.5 -  26/Nov/2026:10:00:00 +0000 "GET /index.php" 200\n'
                '- -  26/Nov/2026:10:00:01 +0000 "POST /pay.php" 500',
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "path": "/index.php", "status": 200, "client_ip": "203.0.113.5"},
                    {"method": "POST", "status": 500, "client_ip": None},
                ),
            ),
            Sample(
                lines=(
                    '- -  30/Nov/2026:04:03:31 +0000 "GET /index.php" 200\n'
                    '- -  30/Nov/2026:04:03:31 +0000 "POST /pay.php" 500'
                ),
                records=(
                    {"ts": "2026-11-30T04:03:31Z", "method": "GET", "path": "/index.php", "status": 200},
                    {"ts": "2026-11-30T04:03:31Z", "method": "POST", "path": "/pay.php", "status": 500},
                ),
                writer="PHP-FPM 8.2",
            ),
            Sample(
                lines=(
                    '- -  30/Nov/2026:04:03:34 +0000 "GET /index.php" 200 /srv/shop/fpm/a.php 4.427 2048 0.00%\n'
                    '- -  30/Nov/2026:04:03:34 +0000 "POST /pay.php?x=1" 500 /srv/shop/fpm/a.php 0.203 2048 0.00%'
                ),
                records=(
                    {"ts": "2026-11-30T04:03:34Z", "method": "GET", "path": "/index.php", "status": 200},
                    {"ts": "2026-11-30T04:03:34Z", "method": "POST", "path": "/pay.php", "status": 500},
                ),
                writer="PHP-FPM 8.2 (access.format)",
            ),
        ),
    ),
)
