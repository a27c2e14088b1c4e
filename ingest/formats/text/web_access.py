r"""Access logs of web servers in the Common and the Combined Log Format (NCSA), with the usual additions."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ADDRESS, CLF_TIME

_HEAD = (
    rf"(?:(?P<virtual_host>[\w.\-]+(?::\d+)?) )?(?P<client_ip>{ADDRESS})(?:, {ADDRESS})* \S+ (?P<user>\S+|\S[^\[\]]*?) "
    rf"\[(?P<time>{CLF_TIME})\] "
)
_TEXT = r'(?:[^"\\]|\\.)*'
_REQUEST = rf'"(?P<request>{_TEXT})" (?P<status>\d{{3}}) (?P<body_bytes_sent>\d+|-)'
_AGENT = rf'(?: "(?P<http_referer>{_TEXT})" "(?P<http_user_agent>{_TEXT})")?'
_SECONDS = r'(?: "?(?P<x_forwarded_for>[\w.:]+(?:, ?[\w.:]+)+|-)"?)?(?: (?:rt=)?"?(?P<request_time>\d+\.\d{1,6})"?)?'
_UPSTREAM = r'(?: (?:uct="[^"]*" )?(?:uht="[^"]*" )?(?:urt=)?"?(?P<upstream_response_time>\d+\.\d{1,6}|-)"?)?'

FORMATS = (
    TextFormat(
        name="web_access",
        title="Access log (common, combined)",
        begins=rf"(?:[\w.\-]+(?::\d+)? )?[\w.:\-]+(?:, [\w.:\-]+)* \S+ [^\[\n]{{1,200}}? \[{CLF_TIME}\]",
        pattern=rf"{_HEAD}{_REQUEST}{_AGENT}{_SECONDS}{_UPSTREAM}(?: (?P<more>.*))?",
        continues=False,
        empty=("", "-"),
        samples=(
            Sample(
                lines='203.0.113.5 - ada [26/Nov/2026:10:00:00 +0100] "GET /orders/7?x=1 HTTP/1.1" 200 512 '
                '"https://shop.example/" "Mozilla/5.0 (X11) \\"odd\\"" 0.231',
                records=(
                    {
                        "ts": "2026-11-26T09:00:00Z",
                        "client_ip": "203.0.113.5",
                        "user_id": "ada",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "duration_ms": 231.0,
                    },
                ),
            ),
        ),
    ),
)
