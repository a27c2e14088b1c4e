""".NET's console logger and Serilog's text."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CLOCK, ISO_TIME, REST

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
_CODE = "(?:VRB|DBG|INF|WRN|ERR|FTL)"
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
        begins=rf"(?:\[?(?:{ISO_TIME}|{CLOCK})\]? ?)?(?:trce|dbug|info|warn|fail|crit): \S+\[-?\d+\]",
        pattern=rf"(?:\[?(?P<time>{ISO_TIME}|{CLOCK})\]? ?)?(?P<level>trce|dbug|info|warn|fail|crit): (?P<logger>\S+)\[(?P<event_id>-?\d+)\]"
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
            Sample(
                lines=(
                    "info: Microsoft.Hosting.Lifetime[0]\n"
                    "      Application started. Press Ctrl+C to shut down.\n"
                    "dbug: Microsoft.AspNetCore.Hosting.Diagnostics[4]\n"
                    "      Hosting started"
                ),
                records=(
                    {
                        "level": "INFO",
                        "message": "Application started. Press Ctrl+C to shut down.",
                        "logger": "Microsoft.Hosting.Lifetime",
                    },
                    {
                        "level": "DEBUG",
                        "message": "Hosting started",
                        "logger": "Microsoft.AspNetCore.Hosting.Diagnostics",
                    },
                ),
                writer=".NET Core 3.1 (published)",
            ),
            Sample(
                lines="2022-03-07T15:04:28.520814Z info: Shop.Program[0] order 7 placed\n15:04:29 warn: Shop.Program[7] stock low",
                records=(
                    {
                        "ts": "2022-03-07T15:04:28.520814Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "Shop.Program",
                    },
                    {
                        "ts": "2026-01-04T15:04:29Z",
                        "level": "WARNING",
                        "message": "stock low",
                        "logger": "Shop.Program",
                    },
                ),
                writer=".NET 6 (single line, published)",
            ),
        ),
    ),
    TextFormat(
        name="serilog_text",
        title="Serilog's text",
        begins=rf"(?:{ISO_TIME} +(?:0HM\w* )?\[{_SERILOG}\]|\[{ISO_TIME} {_SERILOG}\]|\[\d\d:\d\d:\d\d(?:\.\d+)? {_SERILOG}\]|\[(?:{ISO_TIME}|{CLOCK})\] \[{_CODE}\])",
        pattern=rf"\[?(?P<time>{ISO_TIME}|{CLOCK})\]? +(?:(?P<request_id>0HM\w*) )?\[?(?P<level>{_SERILOG})\]"
        r"(?: \[(?P<thread>\d+)\](?: (?P<source_context>[A-Za-z_][\w.`+]*):)?)?"
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
            Sample(
                lines=(
                    "[12:50:51 INF] order 7 placed in 034 ms.\n"
                    "[12:50:52 FTL] Host terminated unexpectedly\n"
                    "System.IO.IOException: no card\n"
                    "   at Shop.Program.Main() in /srv/app/Program.cs:line 3"
                ),
                records=(
                    {"ts": "2026-01-04T12:50:51Z", "level": "INFO", "message": "order 7 placed in 034 ms."},
                    {
                        "ts": "2026-01-04T12:50:52Z",
                        "level": "CRITICAL",
                        "message": "Host terminated unexpectedly",
                        "error_type": "System.IO.IOException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Serilog.Sinks.Console (published)",
            ),
            Sample(
                lines=(
                    '[2023-05-27 11:26:31.142 +02:00] [INF] [1] Main: Jellyfin version: "10.8.9"\n'
                    "[2023-05-27 11:26:32.142 +02:00] [ERR] [35] Jellyfin.Api.Middleware.ExceptionMiddleware: Error processing request.\n"
                    "[11:26:33] [WRN] [7] Jellyfin.Drawing.Skia: no font"
                ),
                records=(
                    {
                        "ts": "2023-05-27T09:26:31.142Z",
                        "level": "INFO",
                        "message": 'Jellyfin version: "10.8.9"',
                        "logger": "Main",
                    },
                    {
                        "ts": "2023-05-27T09:26:32.142Z",
                        "level": "ERROR",
                        "message": "Error processing request.",
                        "logger": "Jellyfin.Api.Middleware.ExceptionMiddleware",
                    },
                    {
                        "ts": "2026-01-05T11:26:33Z",
                        "level": "WARNING",
                        "message": "no font",
                        "logger": "Jellyfin.Drawing.Skia",
                    },
                ),
                writer="Jellyfin 10.8 (published)",
            ),
        ),
    ),
)
