"""Node: pino-pretty, the bunyan command, winston, debug, NestJS, morgan, npm.

One long module: these formats share the parts of their patterns, and most of it are samples.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST, ZONE

_CLOCK = r"\d\d:\d\d:\d\d(?:\.\d{3})?"
_PINO_TIME = rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{{3}}(?: ?{ZONE})?|{_CLOCK}"
"""Always with milliseconds after a date."""
_UTC_TIME = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
_CAPITALS = "(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL|USERLVL)"
_NPM = {
    "http": "INFO",
    "verbose": "DEBUG",
    "silly": "TRACE",
    "timing": "DEBUG",
    "ERR!": "ERROR",
    "LOG": "INFO",
    "VERBOSE": "DEBUG",
}
_WINSTON = "(?:error|warn|info|http|verbose|debug|silly)"
_ERROR = "Error: no card\n    at pay (/srv/app/pay.js:3:9)\n    at main (/srv/app/main.js:7:1)"
_METHOD = "(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)"

FORMATS = (
    TextFormat(
        name="pino_pretty",
        title="pino-pretty",
        begins=rf"\[(?:{_PINO_TIME})\] {_CAPITALS}(?: \([^)\n]*\))?:(?: |\r?\n|$)",
        pattern=rf"\[(?P<time>{_PINO_TIME})\] (?P<level>{_CAPITALS})(?: \((?:(?P<service>[^/)\n]+)/)?(?P<process>\d+)(?: on (?P<host>[^)\n]+))?\))?:"
        rf'(?: (?P<message>[^\n]*))?(?:\n(?:(?P<details>(?s:.*?))"stack":\s*\n)?(?P<stack_trace>(?s:\s*[\w.]*(?:Error|Exception)\b[^\n]*\n\s+at .*))'
        rf"|\n(?P<fields>{REST}))?",
        priority=26,
        samples=(
            Sample(
                lines="[10:00:00.123] INFO (17): order placed\n    order: 7\n[2026-11-26 10:00:01.123 +0000] ERROR (shop/17 on web1): charge failed\n    err: {\n"
                '      "type": "Error",\n      "message": "no card",\n      "stack":\n          '
                + _ERROR.replace("\n", "\n      ")
                + "\n    }",
                records=(
                    {"level": "INFO", "message": "order placed"},
                    {
                        "ts": "2026-11-26T10:00:01.123Z",
                        "level": "ERROR",
                        "service": "shop",
                        "host": "web1",
                        "message": "charge failed",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="[22:37:36.749] INFO (shop/15997): order placed\n"
                "    order: 7\n"
                "[22:37:36.762] ERROR (shop/15997): no money\n"
                "    err: {\n"
                '      "type": "Error",\n'
                '      "message": "no money",\n'
                '      "stack":\n'
                "          Error: no money\n"
                "              at Object.<anonymous> (/srv/shop/m.js:3:148)\n"
                "              at Module._compile (node:internal/modules/cjs/loader:1521:14)\n"
                "              at Module._extensions..js (node:internal/modules/cjs/loader:1623:10)\n"
                "              at Module.load (node:internal/modules/cjs/loader:1266:32)\n"
                "              at Module._load (node:internal/modules/cjs/loader:1091:12)\n"
                "              at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)\n"
                "              at node:internal/main/run_main_module:28:49\n"
                "    }",
                records=(
                    {"level": "INFO", "message": "order placed", "service": "shop"},
                    {
                        "level": "ERROR",
                        "message": "no money",
                        "service": "shop",
                        "error_type": "Error",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="pino-pretty",
            ),
            Sample(
                lines='[2026-11-29 22:37:36.771 +0000] \x1b[32mINFO\x1b[39m (15997): \x1b[36morder placed\x1b[39m \x1b[90m{"order":7}\x1b[39m\n'
                "[2026-11-29 22:37:36.776 +0000] \x1b[33mWARN\x1b[39m (15997): \x1b[36mslow\x1b[39m",
                records=(
                    {"ts": "2026-11-29T22:37:36.771000Z", "level": "INFO", "message": 'order placed {"order":7}'},
                    {"ts": "2026-11-29T22:37:36.776000Z", "level": "WARNING", "message": "slow"},
                ),
                writer="pino-pretty (single line)",
            ),
        ),
    ),
    TextFormat(
        name="bunyan_text",
        title="the bunyan command",
        begins=rf"(?:\[{ISO_TIME}\] +{_CAPITALS}: [^\s/:]+(?:/[^\s:]+)? on \S+|\d\d:\d\d:\d\d\.\d{{3}}Z +{_CAPITALS} [^\s/:]+(?:/[^\s:]+)?: )",
        pattern=rf"(?:\[(?P<time>{ISO_TIME})\] +(?P<level>{_CAPITALS}): (?P<service>[^\s/]+)/(?:(?P<component>[^\s/]+)/)?(?P<process>\d+) on (?P<host>[^\s:]+)"
        rf"|(?P<timestamp>\d\d:\d\d:\d\d\.\d{{3}}Z) +(?P<levelname>{_CAPITALS}) (?P<service_name>[^\s/:]+)(?:/(?P<part>[^\s:]+))?)"
        rf"(?: \((?P<src>[^)\n]*)\))?: (?P<message>[^\n]*?)(?: \((?P<pairs>[\w.\-]+=[^\n]*)\))?(?:\n(?P<stack_trace>(?s:\s*[\w.]*(?:Error|Exception)\b[^\n]*\n\s+at .*))"
        rf"|\n(?P<fields>{REST}))?",
        pairs="pairs",
        pair_ends=",",
        priority=25,
        samples=(
            Sample(
                lines="[2026-11-26T10:00:00.123Z]  INFO: shop/17 on web1: order placed (order=7, user=ada)\n"
                "[2026-11-26T10:00:01.123Z] ERROR: shop/17 on web1: charge failed\n    "
                + _ERROR.replace("\n", "\n    "),
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "service": "shop",
                        "host": "web1",
                        "message": "order placed",
                        "user_id": "ada",
                        "attributes": {"process": "17", "order": "7"},
                    },
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="[2026-11-29T22:37:36.982Z]  INFO: shop/15997 on web1: order placed (order=7)",
                records=(
                    {
                        "ts": "2026-11-29T22:37:36.982000Z",
                        "level": "INFO",
                        "message": "order placed",
                        "service": "shop",
                        "host": "web1",
                    },
                ),
                writer="bunyan 1.8",
            ),
            Sample(
                lines="22:37:36.982Z  INFO shop: order placed (order=7)\n22:37:36.983Z ERROR shop: pay failed",
                records=(
                    {"level": "INFO", "message": "order placed", "service": "shop"},
                    {"level": "ERROR", "message": "pay failed", "service": "shop"},
                ),
                writer="bunyan 1.8 (short)",
            ),
        ),
    ),
    TextFormat(
        name="winston_simple",
        title="winston, simple format",
        begins=rf"(?:{ISO_TIME} )?(?:\[[\w.\-]+\] )?\[?{_WINSTON}\]?: \S",
        pattern=rf"(?:(?P<time>{ISO_TIME}) )?(?:\[(?P<logger>[\w.\-]+)\] )?\[?(?P<level>{_WINSTON})\]?: (?P<message>(?:[^\n{{]|\{{[^\"\n])*?)"
        rf'(?: (?P<fields>\{{"[^\n]*\}}))?(?P<rest>\n{REST})?',
        levels=_NPM,
        objects=("fields",),
        priority=58,
        samples=(
            Sample(
                lines='info: order placed {"order":7,"user":"ada"}\n2026-11-26T10:00:01.123Z [verbose]: priced\n'
                f"2026-11-26T10:00:02.123Z error: charge failed\n{_ERROR}",
                records=(
                    {"level": "INFO", "message": "order placed", "user_id": "ada"},
                    {"ts": "2026-11-26T10:00:01.123Z", "level": "DEBUG", "message": "priced"},
                    {
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines='info: order placed {"order":7}\nerror: no money',
                records=(
                    {"level": "INFO", "message": "order placed"},
                    {"level": "ERROR", "message": "no money"},
                ),
                writer="winston 3",
            ),
            Sample(
                lines="2026-11-29T22:37:36.913Z info: order placed\n2026-11-29T22:37:36.913Z warn: slow\nvery",
                records=(
                    {"ts": "2026-11-29T22:37:36.913000Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-29T22:37:36.913000Z", "level": "WARNING", "message": "slow\nvery"},
                ),
                writer="winston 3 (timestamp)",
            ),
        ),
    ),
    TextFormat(
        name="nestjs",
        title="NestJS",
        begins=r"\[Nest\] \d+ +- ",
        pattern=r"\[Nest\] (?P<process>\d+) +- (?P<time>\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d(?: [AP]M)?) +(?:(?P<level>LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) )? *"
        rf"(?:\[(?P<logger>[^\]\n]+)\] )?(?P<message>{REST})",
        levels=_NPM,
        priority=30,
        samples=(
            Sample(
                lines="[Nest] 17  - 11/26/2026, 10:00:00 AM     LOG [NestFactory] Starting Nest application... +5ms\n"
                "[Nest] 17  - 11/26/2026, 10:00:01 AM   ERROR [ExceptionsHandler] no card\n" + _ERROR,
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "logger": "NestFactory",
                        "message": "Starting Nest application... +5ms",
                    },
                    {
                        "level": "ERROR",
                        "message": "no card",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines=(
                    "\x1b[32m[Nest] 18818  - \x1b[39m11/30/2026, 3:58:04 AM \x1b[32m    LOG\x1b[39m \x1b[38;5;3m[NestFactory] \x1b[39m\x1b[32mStarting Nest application...\x1b[39m\n"
                    "\x1b[32m[Nest] 18818  - \x1b[39m11/30/2026, 3:58:04 AM \x1b[32m    LOG\x1b[39m \x1b[38;5;3m[Pay] \x1b[39m\x1b[32morder 7 placed\x1b[39m\n"
                    "\x1b[33m[Nest] 18818  - \x1b[39m11/30/2026, 3:58:04 AM \x1b[33m   WARN\x1b[39m \x1b[38;5;3m[Pay] \x1b[39m\x1b[33mstock low\x1b[39m\n"
                    "\x1b[31m[Nest] 18818  - \x1b[39m11/30/2026, 3:58:04 AM \x1b[31m  ERROR\x1b[39m \x1b[38;5;3m[Pay] \x1b[39m\x1b[31mcharge failed\x1b[39m\n"
                    "Error: no card\n"
                    "    at /srv/shop/nest.js:4:165\n"
                    "\x1b[95m[Nest] 18818  - \x1b[39m11/30/2026, 3:58:04 AM \x1b[95m  DEBUG\x1b[39m \x1b[38;5;3m[Pay] \x1b[39m\x1b[95mx\x1b[39m"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:58:04Z",
                        "level": "INFO",
                        "message": "Starting Nest application...",
                        "logger": "NestFactory",
                    },
                    {"ts": "2026-11-30T03:58:04Z", "level": "INFO", "message": "order 7 placed", "logger": "Pay"},
                    {"ts": "2026-11-30T03:58:04Z", "level": "WARNING", "message": "stock low", "logger": "Pay"},
                    {
                        "ts": "2026-11-30T03:58:04Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "Pay",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"ts": "2026-11-30T03:58:04Z", "level": "DEBUG", "message": "x", "logger": "Pay"},
                ),
                writer="NestJS 11 (colours)",
            ),
            Sample(
                lines=(
                    "[Nest] 32359  - 11/30/2026, 4:12:58 AM     LOG [NestFactory] Starting Nest application...\n"
                    "[Nest] 32359  - 11/30/2026, 4:12:58 AM    WARN [Pay] stock low\n"
                    "[Nest] 32359  - 11/30/2026, 4:12:58 AM   ERROR [Pay] charge failed\n"
                    "Error: no card\n"
                    "    at /srv/shop/nest.js:4:165\n"
                    "[Nest] 32359  - 11/30/2026, 4:12:58 AM   DEBUG [Pay] x"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:12:58Z",
                        "level": "INFO",
                        "message": "Starting Nest application...",
                        "logger": "NestFactory",
                    },
                    {"ts": "2026-11-30T04:12:58Z", "level": "WARNING", "message": "stock low", "logger": "Pay"},
                    {
                        "ts": "2026-11-30T04:12:58Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "Pay",
                        "error_type": "Error",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"ts": "2026-11-30T04:12:58Z", "level": "DEBUG", "message": "x", "logger": "Pay"},
                ),
                writer="NestJS 10",
            ),
        ),
    ),
    TextFormat(
        name="debug_module",
        title="Node's debug module",
        begins=rf"(?:{ISO_TIME}|{_UTC_TIME}) [A-Za-z][\w\-]*(?::[\w\-*]+)+ ",
        pattern=rf"(?P<time>{ISO_TIME}|{_UTC_TIME}) (?P<logger>[A-Za-z][\w\-]*(?::[\w\-*]+)+) (?P<message>{REST})",
        priority=62,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123Z app:server listening on 3000\n2026-11-26T10:00:01.123Z app:db:pool connected",
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "logger": "app:server", "message": "listening on 3000"},
                    {"logger": "app:db:pool", "message": "connected"},
                ),
            ),
            Sample(
                lines="2026-11-29T22:37:36.990Z app:server listening on 80\n2026-11-29T22:37:37.000Z app:db connected",
                records=(
                    {"ts": "2026-11-29T22:37:36.990000Z", "message": "listening on 80", "logger": "app:server"},
                    {"ts": "2026-11-29T22:37:37Z", "message": "connected", "logger": "app:db"},
                ),
                writer="debug 4",
            ),
            Sample(
                lines=(
                    "Mon, 30 Nov 2026 03:58:05 GMT app:server listening on 80\n"
                    "Mon, 30 Nov 2026 03:58:05 GMT app:db connected\n"
                    "Mon, 30 Nov 2026 03:58:05 GMT app:db Error: refused\n"
                    "    at Object.<anonymous> (/srv/shop/dbg.js:1:114)"
                ),
                records=(
                    {"ts": "2026-11-30T03:58:05Z", "message": "listening on 80", "logger": "app:server"},
                    {"ts": "2026-11-30T03:58:05Z", "message": "connected", "logger": "app:db"},
                    {
                        "ts": "2026-11-30T03:58:05Z",
                        "message": "Error: refused",
                        "logger": "app:db",
                        "error_type": "Error",
                        "error_message": "refused",
                        "stack_trace": True,
                    },
                ),
                writer="debug 2",
            ),
        ),
    ),
    TextFormat(
        name="morgan_dev",
        title="morgan, dev, short and tiny",
        begins=rf"(?:[\w.:]+ \S+ )?{_METHOD} /\S* (?:HTTP/[\d.]+ )?(?:\d{{3}}|-) ",
        pattern=rf"(?:(?P<client_ip>[\w.:]+) (?P<user>\S+) )?(?P<method>{_METHOD}) (?P<path>/\S*) (?:(?P<protocol>HTTP/[\d.]+) )?"
        r"(?P<status>\d{3}|-) "
        r"(?:(?P<duration_ms>[\d.]+|-) ms - (?P<body_bytes_sent>\d+|-)|(?P<content_length>\d+|-) - (?P<response_time_ms>[\d.]+|-) ms)",
        continues=False,
        empty=("", "-"),
        priority=40,
        samples=(
            Sample(
                lines="GET /orders/7?a=1 200 12.345 ms - 512\nPOST /pay 500 17 - 3.5 ms",
                records=(
                    {"method": "GET", "path": "/orders/7", "status": 200, "duration_ms": 12.345},
                    {"method": "POST", "path": "/pay", "status": 500, "duration_ms": 3.5},
                ),
            ),
            Sample(
                lines="\x1b[0mGET /orders/7?a=1 \x1b[32m200\x1b[0m 0.258 ms - 2\x1b[0m\n"
                "\x1b[0mGET /none \x1b[33m404\x1b[0m 0.035 ms - 2\x1b[0m",
                records=(
                    {"method": "GET", "path": "/orders/7", "status": 200, "duration_ms": 0.258},
                    {"method": "GET", "path": "/none", "status": 404, "duration_ms": 0.035},
                ),
                writer="morgan 1 (dev)",
            ),
            Sample(
                lines="::ffff:203.0.113.5 - GET /orders/7?a=1 HTTP/1.1 200 2 - 0.258 ms\n"
                "::ffff:203.0.113.5 - GET /none HTTP/1.1 404 2 - 0.035 ms",
                records=(
                    {
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "::ffff:203.0.113.5",
                        "duration_ms": 0.258,
                    },
                    {
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "::ffff:203.0.113.5",
                        "duration_ms": 0.035,
                    },
                ),
                writer="morgan 1 (short)",
            ),
            Sample(
                lines="GET /orders/7?a=1 200 2 - 0.258 ms\nGET /none 404 2 - 0.035 ms",
                records=(
                    {"method": "GET", "path": "/orders/7", "status": 200, "duration_ms": 0.258},
                    {"method": "GET", "path": "/none", "status": 404, "duration_ms": 0.035},
                ),
                writer="morgan 1 (tiny)",
            ),
        ),
    ),
    TextFormat(
        name="npm",
        title="npm",
        begins=r"(?:npm (?:ERR!|WARN|warn|error|info|http|verbose|silly|notice|timing) |\d+ (?:silly|verbose|info|http|timing|warn|error|notice) \w)",
        pattern=r"(?:npm (?P<level>ERR!|[A-Za-z]+)|(?P<number>\d+) (?P<levelname>[a-z]+)) (?P<message>[^\n]*)",
        levels=_NPM,
        continues=False,
        priority=40,
        samples=(
            Sample(
                lines="npm ERR! code ELIFECYCLE\nnpm WARN deprecated left-pad@1.0.0: use String.prototype.padStart()",
                records=(
                    {"level": "ERROR", "message": "code ELIFECYCLE"},
                    {"level": "WARNING", "message": "deprecated left-pad@1.0.0: use String.prototype.padStart()"},
                ),
            ),
            Sample(
                lines=(
                    "npm ERR! code E404\n"
                    "npm ERR! 404 \n"
                    "npm ERR! 404  'no-such-pkg-zzz-1@*' is not in this registry.\n"
                    "npm ERR! 404 \n"
                    "npm ERR! 404 Note that you can also install from a\n"
                    "npm ERR! 404 tarball, folder, http url, or git url."
                ),
                records=(
                    {"level": "ERROR", "message": "code E404"},
                    {"level": "ERROR", "message": "404"},
                    {"level": "ERROR", "message": "404  'no-such-pkg-zzz-1@*' is not in this registry."},
                    {"level": "ERROR", "message": "404"},
                    {"level": "ERROR", "message": "404 Note that you can also install from a"},
                    {"level": "ERROR", "message": "404 tarball, folder, http url, or git url."},
                ),
                writer="npm 9",
            ),
            Sample(
                lines=(
                    "npm error code E404\n"
                    "npm error 404\n"
                    "npm error 404\n"
                    "npm error 404 Note that you can also install from a\n"
                    "npm error 404 tarball, folder, http url, or git url."
                ),
                records=(
                    {"level": "ERROR", "message": "code E404"},
                    {"level": "ERROR", "message": "404"},
                    {"level": "ERROR", "message": "404"},
                    {"level": "ERROR", "message": "404 Note that you can also install from a"},
                    {"level": "ERROR", "message": "404 tarball, folder, http url, or git url."},
                ),
                writer="npm 11",
            ),
        ),
    ),
)
