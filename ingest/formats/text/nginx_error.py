"""nginx's error log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LAZY

_FACTS = (
    r'(?:, client: (?P<client_ip>[^,\s"]+))?(?:, server: (?P<server_name>[^,]*))?(?:, request: "(?P<request>(?:[^"\\]|\\.)*)")?'
    r'(?:, (?:sub)?request: "[^"]*")?(?:, upstream: "(?P<upstream>[^"]*)")?(?:, host: "(?P<http_host>[^"]*)")?'
    r'(?:, referrer: "(?P<http_referer>[^"]*)")?'
)

FORMATS = (
    TextFormat(
        name="nginx_error",
        title="nginx error log",
        begins=r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: ",
        pattern=r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] (?P<process>\d+)#(?P<thread>\d+): "
        rf"(?:\*(?P<connection>\d+) )?(?P<message>{LAZY}){_FACTS}",
        priority=30,
        samples=(
            Sample(
                lines="2026/11/26 10:00:00 [error] 17#17: *42 connect() failed (111: Connection refused) while connecting to "
                'upstream, client: 203.0.113.5, server: shop.example, request: "POST /pay HTTP/1.1", upstream: '
                '"http://127.0.0.1:8000/pay", host: "shop.example"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "ERROR",
                        "client_ip": "203.0.113.5",
                        "method": "POST",
                        "path": "/pay",
                        "message": "connect() failed (111: Connection refused) while connecting to upstream",
                    },
                ),
            ),
            Sample(
                writer="nginx 1.22",
                lines="2026/11/26 10:00:00 [notice] 17#17: signal process started\n"
                "2026/11/26 10:00:01 [info] 19#19: *12 client sent invalid method while reading client request line, client: "
                '2001:db8::9, server: shop.example, request: "\\x16\\x03"\n'
                '2026/11/26 10:00:02 [error] 19#19: *3 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught RuntimeException: '
                'no card in /srv/pay.php:12\nStack trace:\n#0 {main}\n  thrown in /srv/pay.php on line 12" while reading response header '
                'from upstream, client: 203.0.113.5, server: shop.example, request: "GET /pay HTTP/1.1", upstream: '
                '"fastcgi://127.0.0.1:9000", host: "shop.example"',
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "signal process started"},
                    {"client_ip": "2001:db8::9", "method": None},
                    {"level": "ERROR", "client_ip": "203.0.113.5", "path": "/pay", "stack_trace": True},
                ),
            ),
            Sample(
                lines="2026/11/29 22:32:42 [notice] 8352#8352: start worker process 8354\n"
                '2026/11/29 22:32:43 [error] 8354#8354: *2 open() "/srv/shop/ng/none" failed (2: No such file or directory), client: 203.0.113.5, server: , request: "GET /none HTTP/1.1", host: "203.0.113.5:18081", referrer: "https://shop.example/"\n'
                '2026/11/29 22:32:43 [error] 8354#8354: *3 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.5, server: , request: "POST /up HTTP/1.1", upstream: "http://203.0.113.5:1/up", host: "203.0.113.5:18081"',
                records=(
                    {"ts": "2026-11-29T22:32:42Z", "level": "INFO", "message": "start worker process 8354"},
                    {
                        "ts": "2026-11-29T22:32:43Z",
                        "level": "ERROR",
                        "message": 'open() "/srv/shop/ng/none" failed (2: No such file or directory)',
                        "method": "GET",
                        "path": "/none",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "ts": "2026-11-29T22:32:43Z",
                        "level": "ERROR",
                        "message": "connect() failed (111: Connection refused) while connecting to upstream",
                        "method": "POST",
                        "path": "/up",
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="nginx 1.22 (info)",
            ),
        ),
    ),
)
