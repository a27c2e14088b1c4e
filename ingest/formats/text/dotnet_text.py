""".NET's console logger and Serilog's text."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_SHORT = {
    "trce": "TRACE",
    "dbug": "DEBUG",
    "fail": "ERROR",
    "crit": "CRITICAL",
    "VRB": "TRACE",
    "DBG": "DEBUG",
    "INF": "INFO",
    "WRN": "WARNING",
    "ERR": "ERROR",
    "FTL": "CRITICAL",
}
_SERILOG = "(?:VRB|DBG|INF|WRN|ERR|FTL|Verbose|Debug|Information|Warning|Error|Fatal)"
_STACK = (
    "System.InvalidOperationException: no card\n   at Shop.Pay.Charge(Int32 order) in /srv/app/Pay.cs:line 12\n"
    "   at Shop.Program.Main() in /srv/app/Program.cs:line 3"
)
_FAILED = {
    "level": "ERROR",
    "message": "charge failed",
    "error_type": "System.InvalidOperationException",
    "error_message": "no card",
    "stack_trace": True,
}

FORMATS = (
    TextFormat(
        name="dotnet_console",
        title=".NET's console logger",
        begins=rf"(?:\[?{ISO_TIME}\]? ?)?(?:trce|dbug|info|warn|fail|crit): \S+\[-?\d+\]",
        pattern=rf"(?:\[?(?P<time>{ISO_TIME})\]? ?)?(?P<level>trce|dbug|info|warn|fail|crit): (?P<logger>\S+)\[(?P<event_id>-?\d+)\]"
        rf"(?:\r?\n *| )(?:=> (?P<scope>[^\n]*)\n *)?(?P<message>{REST})",
        levels=_SHORT,
        repeated=" {6}",
        priority=30,
        samples=(
            Sample(
                lines="info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000\n"
                "2026-11-26 10:00:00 fail: Shop.Pay[0]\n      charge failed\n      " + _STACK.replace("\n", "\n      "),
                records=(
                    {
                        "level": "INFO",
                        "logger": "Microsoft.Hosting.Lifetime",
                        "message": "Now listening on: http://localhost:5000",
                    },
                    {"ts": "2026-11-26T10:00:00Z", "logger": "Shop.Pay", **_FAILED},
                ),
            ),
        ),
    ),
    TextFormat(
        name="serilog_text",
        title="Serilog's text",
        begins=rf"(?:{ISO_TIME} +(?:0HM\w* )?\[{_SERILOG}\]|\[{ISO_TIME} {_SERILOG}\]|\[\d\d:\d\d:\d\d(?:\.\d+)? {_SERILOG}\])",
        pattern=rf"(?:(?P<time>{ISO_TIME}) +(?:(?P<request_id>0HM\w*) )?\[(?P<level>{_SERILOG})\]|\[(?P<timestamp>{ISO_TIME}) (?P<severity>{_SERILOG})\]|\[(?P<log_time>\d\d:\d\d:\d\d(?:\.\d+)?) (?P<loglevel>{_SERILOG})\])"
        rf"(?: [<\[(](?:s:)?(?P<logger>[A-Za-z_]\w*(?:\.[\w`+]+)+)[>\])])? ?(?P<message>{REST})",
        levels=_SHORT,
        priority=32,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123 +00:00 [INF] order 7 placed\n[10:00:01 WRN] <s:Shop.Orders> stock low\n"
                f"2026-11-26 10:00:02.123 +00:00 [ERR] charge failed\n{_STACK}",
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "level": "INFO", "message": "order 7 placed"},
                    {"level": "WARNING", "logger": "Shop.Orders", "message": "stock low"},
                    _FAILED,
                ),
            ),
        ),
    ),
)
