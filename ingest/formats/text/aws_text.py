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
_ANSWER = rf"(?P<status>\d{{3}}|-) (?P<target_status>\d{{3}}|-) (?P<received_bytes>\d+) (?P<sent_bytes>\d+) \"(?P<request>{_TEXT})\""
_ENDS = rf'(?P<client_ip>\S+) (?P<target>\S+) {_TIMES} {_ANSWER} "(?P<user_agent>{_TEXT})" (?P<ssl_cipher>\S+) (?P<ssl_protocol>\S+)'
_EMPTY = ("", "-", "-1")

FORMATS = (
    TextFormat(
        name="aws_alb",
        title="AWS application load balancer",
        begins=rf"(?:https?|h2|grpcs|wss?) {_TIME} \S+ \S+ \S+ ",
        pattern=rf"(?P<type>https?|h2|grpcs|wss?) (?P<time>{_TIME}) (?P<elb>\S+) {_ENDS}"
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
        ),
    ),
    TextFormat(
        name="aws_elb",
        title="AWS classic load balancer",
        begins=rf"{_TIME} \S+ \S+:\d+ \S+ {_NUMBER} {_NUMBER} {_NUMBER} ",
        pattern=rf"(?P<time>{_TIME}) (?P<elb>\S+) {_ENDS}{_MORE}",
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
        ),
    ),
    TextFormat(
        name="aws_s3",
        title="AWS S3 server access log",
        begins=rf"\S+ \S+ \[{CLF_TIME}\] \S+ \S+ \S+ [A-Z]+\.",
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
                '"GET /shop-files/none HTTP/1.1" 404 NoSuchKey 243 - 3 - "-" "curl/8.0" -',
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
                ),
            ),
        ),
    ),
    TextFormat(
        name="aws_cloudfront",
        title="AWS CloudFront standard log",
        begins=r"\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t[^\t\n]+\t(?:\d+|-)\t",
        pattern=r"(?P<time>\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d)\t(?P<edge_location>[^\t]*)\t(?P<sc_bytes>[^\t]*)\t(?P<c_ip>[^\t]*)\t(?P<cs_method>[^\t]*)\t"
        r"(?P<distribution>[^\t]*)\t(?P<cs_uri_stem>[^\t]*)\t(?P<sc_status>[^\t]*)\t(?P<cs_referer>[^\t]*)\t(?P<cs_user_agent>[^\t]*)\t"
        r"(?P<cs_uri_query>[^\t]*)\t(?P<cs_cookie>[^\t]*)\t(?P<edge_result_type>[^\t]*)\t(?P<request_id>[^\t]*)\t(?P<cs_host>[^\t]*)\t"
        r"(?P<cs_protocol>[^\t]*)\t(?P<cs_bytes>[^\t]*)\t(?P<duration_s>[^\t\n]*)(?:\t(?P<forwarded_for>[^\t]*)\t(?P<ssl_protocol>[^\t]*)\t"
        r"(?P<ssl_cipher>[^\t]*)\t(?P<edge_response_result_type>[^\t]*)(?:\t(?P<cs_protocol_version>[^\t]*))?)?(?:\t(?P<more>[^\n]*))?",
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
        ),
    ),
)
