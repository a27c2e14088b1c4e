r"""W3C extended logs: IIS and Azure App Service, each with its usual order of fields.

A record may not depend on other lines, so the header `#Fields` is not read. Lines of the header are no records
(`assemble`). Times are UTC, as the specification says.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat

_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]+)"
_METHOD = r"[A-Z_]{3,16}"

FORMATS = (
    TextFormat(
        name="iis_w3c",
        title="IIS (W3C extended)",
        begins=rf"{_TIME} (?:\S+ ){{0,3}}{_METHOD} (?:/\S*|\*) \S+ \d+ \S+ {_IP} ",
        pattern=rf"(?P<time>{_TIME}) (?:(?P<s_ip>{_IP}) |(?P<sitename>[\w.~\-]+) (?:(?P<computername>[\w.\-]*[A-Za-z_][\w.\-]*) )?(?:(?P<server_ip>{_IP}) )?)?(?P<cs_method>{_METHOD}) "
        rf"(?P<cs_uri_stem>/\S*|\*) (?P<cs_uri_query>\S+) (?P<s_port>\d+) (?P<cs_username>\S+) (?P<c_ip>{_IP}) (?:(?P<cs_version>HTTP/[\d.]+) )?"
        r"(?P<cs_user_agent>\S+) (?:(?:(?P<cs_cookie>\S+) )?(?P<cs_referer>\S+) (?:(?P<cs_host>\S+) )?)?"
        r"(?P<sc_status>\d{3})(?: (?P<sc_substatus>\d+) (?P<sc_win32_status>\d+))?(?: (?P<sc_bytes>\d+) (?P<cs_bytes>\d+))?"
        r"(?: (?P<time_taken>\d+))?(?: (?P<more>[^\n]*))?",
        constants={"timezone": "UTC"},
        continues=False,
        empty=("", "-"),
        priority=30,
        samples=(
            Sample(  # IIS 10
                lines="#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-11-26 10:00:00\n"
                "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
                "sc-status sc-substatus sc-win32-status time-taken\n"
                "2026-11-26 10:00:00 192.0.2.1 GET /orders/7 x=1 443 SHOP\\ada 203.0.113.5 Mozilla/5.0+(X11) https://shop.example/ "
                "200 0 0 46\n"
                "2026-11-26 10:00:01 ::1 POST /pay - 80 - 2001:db8::9 - - 500 19 0 1203",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "duration_ms": 46.0,
                        "client_ip": "203.0.113.5",
                        "user_id": "SHOP\\ada",
                    },
                    {"path": "/pay", "status": 500, "duration_ms": 1203.0, "client_ip": "2001:db8::9", "user_id": None},
                ),
            ),
            Sample(  # Azure App Service
                lines="2026-11-26 10:00:00 SHOP GET /orders X-ARR-LOG-ID=8a0b 443 - 203.0.113.5 Mozilla/5.0 ARRAffinity=9f - "
                "shop.example 200 0 0 512 1380 31",
                records=({"path": "/orders", "status": 200, "duration_ms": 31.0, "client_ip": "203.0.113.5"},),
            ),
            Sample(
                lines=(
                    "#Software: Microsoft Internet Information Services 6.0\n"
                    "#Version: 1.0\n"
                    "#Date: 2008-05-02 17:42:15\n"
                    "#Fields: date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status\n"
                    "2008-05-02 17:42:15 W3SVC1 192.0.2.1 GET /orders/7 a=1 80 - 203.0.113.5 Mozilla/4.0+(compatible;+MSIE+5.5) 200 0 0"
                ),
                records=(
                    {
                        "ts": "2008-05-02T17:42:15Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                    },
                ),
                writer="IIS 6.0 (published)",
            ),
            Sample(
                lines=(
                    "2019-05-02 17:42:15 192.0.2.1 POST /pay - 443 - 203.0.113.5 Mozilla/5.0+(X11) https://shop.example/ 502 3 64 1512\n"
                    "2019-05-02 17:42:16 W3SVC1 WEB1 192.0.2.1 GET /orders/7 - 80 SHOP\\ada 203.0.113.5 HTTP/1.1 curl/8.0 - - shop.example 200 0 0 1500 300 15"
                ),
                records=(
                    {
                        "ts": "2019-05-02T17:42:15Z",
                        "method": "POST",
                        "path": "/pay",
                        "status": 502,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 1512.0,
                    },
                    {
                        "ts": "2019-05-02T17:42:16Z",
                        "user_id": "SHOP\\ada",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 15.0,
                    },
                ),
                writer="IIS 10.0 (published)",
            ),
        ),
    ),
)
