r"""Access logs of AWS: load balancers (classic, application, network), S3, CloudFront.

Times without a zone are UTC. Of the three times of a load balancer the target's is the duration; the others are attributes.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLF_TIME

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?"
_TEXT = r'[^"\\]*(?:\\.[^"\\]*)*'
_MORE = r"(?: (?P<more>[^\n]*))?"
_NUMBER = r"-?\d+(?:\.\d+)?"
_TIMES = rf"(?P<request_processing_time>{_NUMBER}) (?P<duration_s>{_NUMBER}) (?P<response_processing_time>{_NUMBER})"
_ANSWER = rf"(?P<status>\d{{1,3}}|-) (?P<target_status>\d{{1,3}}|-) (?P<received_bytes>\d+) (?P<sent_bytes>\d+) \"(?P<request>{_TEXT})\""
_ENDS = rf"(?P<client_ip>\S+) (?P<target>\S+) {_TIMES} {_ANSWER}"
_AGENT = rf' "(?P<user_agent>{_TEXT})" (?P<ssl_cipher>\S+) (?P<ssl_protocol>\S+)'
_EMPTY = ("", "-", "-1")

FORMATS = (
    TextFormat(
        name="aws_alb",
        title="AWS application load balancer",
        begins=rf"(?:https?|h2|grpcs|wss?) {_TIME} \S+ \S+ \S+ ",
        pattern=rf"(?P<type>https?|h2|grpcs|wss?) (?P<time>{_TIME}) (?P<elb>\S+) {_ENDS}{_AGENT}"
        rf'(?: (?P<target_group_arn>\S+) "(?P<trace_id>[^"]*)" "(?P<domain_name>[^"]*)" "(?P<chosen_cert_arn>[^"]*)" (?P<matched_rule_priority>\S+) '
        rf'(?P<request_creation_time>\S+) "(?P<actions_executed>[^"]*)" "(?P<redirect_url>[^"]*)" "(?P<error_reason>[^"]*)")?{_MORE}',
        continues=False,
        empty=_EMPTY,
        priority=30,
        samples=(
            Sample(
                lines="http 2026-11-26T10:00:00.186641Z app/shop/50dc6c495c0c9188 203.0.113.5:2817 192.0.2.1:80 0.000 0.001 0.000 200 200 34 366 "
                '"GET http://shop.example:80/orders?a=1 HTTP/1.1" "curl/8.0" - - '
                "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "
                '"Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-11-26T10:00:00.185000Z "forward" "-" "-" '
                '"192.0.2.1:80" "200" "-" "-" TID_1\n'
                "h2 2026-11-26T10:00:01.000000Z app/shop/50dc6c495c0c9188 203.0.113.5:2818 - -1 -1 -1 502 - 34 366 "
                '"GET https://shop.example:443/pay HTTP/2.0" "-" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 - "Root=1-58337262-36d228ad5d99923122bbe355" '
                '"shop.example" "-" 0 2026-11-26T10:00:00.999000Z "forward" "-" "-" "-" "-" "-" "-"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.186641Z",
                        "client_ip": "203.0.113.5",
                        "method": "GET",
                        "path": "/orders",
                        "status": 200,
                        "duration_ms": 1.0,
                    },
                    {"status": 502, "path": "/pay", "duration_ms": None},
                ),
            ),
            Sample(
                lines=(
                    'https 2019-01-23T12:46:07.699948Z app/shop/50dc6c495c0c9188 203.0.113.5:14331 192.0.2.1:5000 0.000 0.018 0.000 401 401 162 273 "POST https://shop.example:443/api/pay HTTP/1.1" "-" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "arn:aws:acm:eu-west-1:123456789012:certificate/2a10" 100 2019-01-23T12:46:07.682000Z "forward" "-" "-"\n'
                    'http 2019-01-23T12:46:08.699948Z app/shop/50dc6c495c0c9188 203.0.113.5:14332 - 0.000 0.001 0.000 502 - 34 366 "GET http://shop.example:80/orders/7?a=1 HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2019-01-23T12:46:08.364000Z "forward" "-" "LambdaInvalidResponse"'
                ),
                records=(
                    {
                        "ts": "2019-01-23T12:46:07.699948Z",
                        "trace_id": "1-58337262-36d228ad5d99923122bbe354",
                        "method": "POST",
                        "path": "/api/pay",
                        "status": 401,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 18.0,
                    },
                    {
                        "ts": "2019-01-23T12:46:08.699948Z",
                        "trace_id": "1-58337364-23a8c76965a2ef7629b185e3",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.0,
                        "error_message": "LambdaInvalidResponse",
                    },
                ),
                writer="AWS 2019 (published)",
            ),
            Sample(
                lines=(
                    'h2 2024-05-02T10:00:00.186641Z app/shop/50dc6c495c0c9188 203.0.113.5:57832 192.0.2.1:9000 0.000 0.001 0.000 200 200 5 257 "GET https://shop.example:443/orders/7 HTTP/2.0" "curl/8.0" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337327-72bd00b0343d75b906739c42" "-" "-" 1 2024-05-02T09:59:59.364000Z "redirect" "https://shop.example:80/" "-" "192.0.2.1:9000" "200" "-" "-" TID_1234abcd\n'
                    'ws 2024-05-02T10:00:01.186641Z app/shop/50dc6c495c0c9188 203.0.113.5:40914 192.0.2.1:8010 0.001 0.003 0.000 101 101 218 587 "GET http://192.0.2.30:80/live HTTP/1.1" "-" - - arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e4" "-" "-" 1 2024-05-02T10:00:00.364000Z "forward" "-" "-" "192.0.2.1:8010" "101" "-" "-" TID_5678abcd'
                ),
                records=(
                    {
                        "ts": "2024-05-02T10:00:00.186641Z",
                        "trace_id": "1-58337327-72bd00b0343d75b906739c42",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.0,
                    },
                    {
                        "ts": "2024-05-02T10:00:01.186641Z",
                        "trace_id": "1-58337364-23a8c76965a2ef7629b185e4",
                        "method": "GET",
                        "path": "/live",
                        "status": 101,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 3.0,
                    },
                ),
                writer="AWS 2024 (published)",
            ),
        ),
    ),
    TextFormat(
        name="aws_elb",
        title="AWS classic load balancer",
        begins=rf"{_TIME} \S+ \S+:\d+ \S+ {_NUMBER} {_NUMBER} {_NUMBER} ",
        pattern=rf"(?P<time>{_TIME}) (?P<elb>\S+) {_ENDS}(?:{_AGENT}{_MORE})?",
        continues=False,
        empty=_EMPTY,
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.943947Z shop-lb 203.0.113.5:2817 192.0.2.1:80 0.000073 0.001048 0.000057 200 200 0 29 "
                '"GET http://shop.example:80/orders HTTP/1.1" "curl/8.0" - -\n'
                "2026-11-26T10:00:01.943947Z shop-lb 203.0.113.5:2818 192.0.2.1:80 0.001069 0.000028 0.000041 - - 82 305 "
                '"- - - " "-" - -',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.943947Z",
                        "client_ip": "203.0.113.5",
                        "path": "/orders",
                        "status": 200,
                        "duration_ms": 1.048,
                    },
                    {"status": None, "client_ip": "203.0.113.5"},
                ),
            ),
            Sample(
                lines=(
                    '2014-02-15T23:39:43.945958Z shop-lb 203.0.113.5:2817 192.0.2.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://shop.example:80/orders/7 HTTP/1.1"'
                ),
                records=(
                    {
                        "ts": "2014-02-15T23:39:43.945958Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.048,
                    },
                ),
                writer="AWS 2014 (published)",
            ),
            Sample(
                lines=(
                    '2015-05-13T23:39:43.945958Z shop-lb 203.0.113.5:2817 192.0.2.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://shop.example:443/orders/7?a=1 HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2\n'
                    '2015-05-13T23:39:44.945958Z shop-lb 203.0.113.5:2818 192.0.2.1:80 0.001065 0.000015 0.000023 - - 57 502 "- - - " "-" ECDHE-ECDSA-AES128-GCM-SHA256 TLSv1.2\n'
                    '2015-05-13T23:39:45.945958Z shop-lb 203.0.113.5:2819 - -1 -1 -1 503 0 0 0 "GET http://shop.example:80/pay HTTP/1.1" "curl/7.38.0" - -'
                ),
                records=(
                    {
                        "ts": "2015-05-13T23:39:43.945958Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.048,
                    },
                    {
                        "ts": "2015-05-13T23:39:44.945958Z",
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.015000000000000001,
                    },
                    {
                        "ts": "2015-05-13T23:39:45.945958Z",
                        "method": "GET",
                        "path": "/pay",
                        "status": 503,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="AWS 2015 (published)",
            ),
        ),
    ),
    TextFormat(
        name="aws_nlb",
        title="AWS network load balancer",
        begins=rf"(?:tls|tcp) \S+ {_TIME} net/",
        pattern=rf"(?P<type>\w+) (?P<version>\S+) (?P<time>{_TIME}) (?P<elb>\S+) (?P<listener>\S+) (?P<client_ip>\S+) (?P<target>\S+) "
        r"(?P<duration_ms>-?\d+|-) (?P<tls_handshake_time>\S+) (?P<received_bytes>\d+|-) (?P<sent_bytes>\d+|-) (?P<incoming_tls_alert>\S+) "
        r"(?P<chosen_cert_arn>\S+) (?P<chosen_cert_serial>\S+) (?P<tls_cipher>\S+) (?P<tls_protocol>\S+) (?P<tls_named_group>\S+) "
        rf"(?P<domain_name>\S+){_MORE}",
        constants={"timezone": "UTC"},
        continues=False,
        empty=_EMPTY,
        priority=30,
        samples=(
            Sample(
                lines="tls 2.0 2026-11-26T10:00:00 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.5:51341 192.0.2.1:443 5 2 98 246 - "
                "arn:aws:acm:eu-west-1:123456789012:certificate/2a10 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example - - - 2026-11-26T09:59:59\n"
                "tls 2.0 2026-11-26T10:00:01 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.5:51342 192.0.2.1:443 7 - 0 0 - - - - - - - - - -",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "client_ip": "203.0.113.5", "duration_ms": 5.0},
                    {"ts": "2026-11-26T10:00:01Z", "duration_ms": 7.0},
                ),
            ),
            Sample(
                lines=(
                    "tls 2.0 2018-12-20T02:59:40 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.5:51341 192.0.2.1:443 5 2 98 246 - arn:aws:acm:eu-west-1:123456789012:certificate/2a10 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example - - -"
                ),
                records=({"ts": "2018-12-20T02:59:40Z", "client_ip": "203.0.113.5", "duration_ms": 5.0},),
                writer="AWS 2018 (published)",
            ),
            Sample(
                lines=(
                    'tls 2.0 2020-04-01T08:51:42 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.5:51342 192.0.2.1:443 5 2 98 246 - arn:aws:acm:eu-west-1:123456789012:certificate/2a10 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example h2 h2 "h2","http/1.1" 2020-04-01T08:51:20'
                ),
                records=({"ts": "2020-04-01T08:51:42Z", "client_ip": "203.0.113.5", "duration_ms": 5.0},),
                writer="AWS 2020 (published)",
            ),
        ),
    ),
    TextFormat(
        name="aws_s3",
        title="AWS S3 server access log",
        begins=rf"\S+ \S+ \[{CLF_TIME}\] \S+ \S+ \S+ [A-Z0-9]+\.[A-Z]",
        pattern=rf"(?P<bucket_owner>\S+) (?P<bucket>\S+) \[(?P<time>{CLF_TIME})\] (?P<client_ip>\S+) (?P<requester>\S+) (?P<request_id>\S+) "
        rf'(?P<operation>\S+) (?P<object_key>\S+) (?:"(?P<request>{_TEXT})"|-) (?P<status>\d{{3}}|-) (?P<error_code>\S+) (?P<bytes_sent>\d+|-) '
        rf'(?P<object_size>\d+|-) (?P<duration_ms>\d+|-) (?P<turn_around_ms>\d+|-) (?:"(?P<http_referer>{_TEXT})"|-) (?:"(?P<user_agent>{_TEXT})"|-) '
        rf"(?P<version_id>\S+){_MORE}",
        continues=False,
        empty=_EMPTY,
        priority=30,
        samples=(
            Sample(
                lines="79a59df900b949e55d96a1e698fbaced shop-files [26/Nov/2026:10:00:00 +0000] 203.0.113.5 79a59df900b949e55d96a1e698fbaced "
                '3E57427F3EXAMPLE REST.GET.OBJECT invoices/7.pdf "GET /shop-files/invoices/7.pdf HTTP/1.1" 200 - 113 113 7 6 "-" '
                '"S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6Uk= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader '
                "shop-files.s3.eu-west-1.amazonaws.com TLSv1.2 - -\n"
                "79a59df900b949e55d96a1e698fbaced shop-files [26/Nov/2026:10:00:01 +0000] 203.0.113.5 - 3E57427F3EXAMPL2 REST.GET.OBJECT none "
                '"GET /shop-files/none HTTP/1.1" 404 NoSuchKey 243 - 3 - "-" "curl/8.0" -\n'
                "79a59df900b949e55d96a1e698fbaced shop-files [26/Nov/2026:10:00:02 +0000] - AmazonS3 3E57427F3EXAMPL3 S3.EXPIRE.OBJECT bill.pdf "
                "- - - - 4406583 - - - - - s9lzHYrFp76ZVxRc= - - - - - -",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "client_ip": "203.0.113.5",
                        "path": "/shop-files/invoices/7.pdf",
                        "status": 200,
                        "duration_ms": 7.0,
                        "request_id": "3E57427F3EXAMPLE",
                    },
                    {"status": 404, "duration_ms": 3.0},
                    {"ts": "2026-11-26T10:00:02Z", "request_id": "3E57427F3EXAMPL3"},
                ),
            ),
            Sample(
                lines=(
                    '79a59df900b949e55d96a1e698fbaced shop-files [06/Feb/2014:00:00:38 +0000] 203.0.113.5 79a59df900b949e55d96a1e698fbaced A1206F460EXAMPLE REST.GET.BUCKETPOLICY - "GET /shop-files?policy HTTP/1.1" 404 NoSuchBucketPolicy 297 - 38 - "-" "S3Console/0.4" -\n'
                    '79a59df900b949e55d96a1e698fbaced shop-files [06/Feb/2014:00:01:57 +0000] 203.0.113.5 79a59df900b949e55d96a1e698fbaced DD6CC733AEXAMPLE REST.PUT.OBJECT bill.pdf "PUT /shop-files/bill.pdf HTTP/1.1" 200 - - 4406583 41754 28 "-" "S3Console/0.4" -'
                ),
                records=(
                    {
                        "ts": "2014-02-06T00:00:38Z",
                        "request_id": "A1206F460EXAMPLE",
                        "method": "GET",
                        "path": "/shop-files",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 38.0,
                    },
                    {
                        "ts": "2014-02-06T00:01:57Z",
                        "request_id": "DD6CC733AEXAMPLE",
                        "method": "PUT",
                        "path": "/shop-files/bill.pdf",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 41754.0,
                    },
                ),
                writer="AWS 2014 (published)",
            ),
            Sample(
                lines=(
                    '79a59df900b949e55d96a1e698fbaced shop-files [06/Feb/2019:00:00:38 +0000] 203.0.113.5 79a59df900b949e55d96a1e698fbaced 891CE47D2EXAMPLE REST.GET.LOGGING_STATUS - "GET /shop-files?logging HTTP/1.1" 200 - 242 - 11 - "-" "S3Console/0.4" - 9vKBE6vMhrNiWHZmb2L0mXOc= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-files.s3.eu-west-1.amazonaws.com TLSV1.1'
                ),
                records=(
                    {
                        "ts": "2019-02-06T00:00:38Z",
                        "request_id": "891CE47D2EXAMPLE",
                        "method": "GET",
                        "path": "/shop-files",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 11.0,
                    },
                ),
                writer="AWS 2019 (published)",
            ),
        ),
    ),
    TextFormat(
        name="aws_cloudfront",
        title="AWS CloudFront standard log",
        begins=r"\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[^\t\n]+\t(?:\d+|-)\t",
        pattern=r"(?P<time>\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d)\t(?P<edge_location>[^\t]*)\t(?P<sc_bytes>[^\t]*)\t(?P<c_ip>[^\t]*)\t(?P<cs_method>[^\t]*)\t"
        r"(?P<distribution>[^\t]*)\t(?P<cs_uri_stem>[^\t]*)\t(?P<sc_status>[^\t]*)\t(?P<cs_referer>[^\t]*)\t(?P<cs_user_agent>[^\t]*)\t"
        r"(?P<cs_uri_query>[^\t\n]*)(?:\t(?P<cs_cookie>[^\t\n]*)\t(?P<edge_result_type>[^\t]*)\t(?P<request_id>[^\t\n]*)(?:\t(?P<cs_host>[^\t]*)\t"
        r"(?P<cs_protocol>[^\t]*)\t(?P<cs_bytes>[^\t\n]*)(?:\t(?P<duration_s>[^\t\n]*)(?:\t(?P<forwarded_for>[^\t]*)\t(?P<ssl_protocol>[^\t]*)\t"
        r"(?P<ssl_cipher>[^\t]*)\t(?P<edge_response_result_type>[^\t]*)(?:\t(?P<cs_protocol_version>[^\t]*))?)?(?:\t(?P<more>[^\n]*))?)?)?)?",
        constants={"timezone": "UTC"},
        continues=False,
        empty=("", "-"),
        priority=30,
        samples=(
            Sample(
                lines="#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status\n"
                "2026-11-26\t10:00:00\tFRA2-C1\t512\t203.0.113.5\tGET\td111111abcdef8.cloudfront.net\t/orders/7\t200\t-\tMozilla/5.0%20(X11)\ta=1\t-\t"
                "Hit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\tshop.example\thttps\t23\t0.002\t-\tTLSv1.3\t"
                "TLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-\n"
                "2026-11-26\t10:00:01\tFRA2-C1\t900\t2001:db8::9\tPOST\td111111abcdef8.cloudfront.net\t/pay\t502\t-\tcurl/8.0\t-\t-\tError\t"
                "k6WGMNkEzR5BEM_SaF47gjtX9zBDO2m349OY2an0QPEaUum1ZOLrow==\tshop.example\thttps\t23\t0.250\t-\tTLSv1.3\t"
                "TLS_AES_128_GCM_SHA256\tError\tHTTP/2.0",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "client_ip": "203.0.113.5",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "duration_ms": 2.0,
                    },
                    {"ts": "2026-11-26T10:00:01Z", "path": "/pay", "status": 502, "duration_ms": 250.0},
                ),
            ),
            Sample(
                lines=(
                    "2012-05-25\t22:01:30\tAMS1\t4448\t203.0.113.5\tGET\td111111abcdef8.cloudfront.net\t/orders/7\t200\thttps://shop.example/\tMozilla/5.0%20(X11)\ta=1"
                ),
                records=(
                    {
                        "ts": "2012-05-25T22:01:30Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="AWS 2012 (published)",
            ),
            Sample(
                lines=(
                    "2014-05-23\t01:13:11\tFRA2\t182\t203.0.113.5\tGET\td111111abcdef8.cloudfront.net\t/bill.html\t200\tshop.example\tMozilla/4.0%20(compatible)\t-\tzip=98101\tRefreshHit\tMRVMF7KydIvxMWfJIglgwHQwZsbG2IhRJ07sn9AkKUFSHS9EXAMPLE==\td111111abcdef8.cloudfront.net\thttp\t-\t0.001\t-\t-\t-\tRefreshHit\tHTTP/1.1"
                ),
                records=(
                    {
                        "ts": "2014-05-23T01:13:11Z",
                        "request_id": "MRVMF7KydIvxMWfJIglgwHQwZsbG2IhRJ07sn9AkKUFSHS9EXAMPLE==",
                        "method": "GET",
                        "path": "/bill.html",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1.0,
                    },
                ),
                writer="AWS 2014 (published)",
            ),
        ),
    ),
)
