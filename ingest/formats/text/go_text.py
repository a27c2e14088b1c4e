"""Go: slog's default handler, zap's console, logrus and zerolog on a terminal, Gin."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST, SLASH_TIME

_PAIR = r"""[A-Za-z_][\w.\-]*=(?:"(?:[^"\\\n]|\\.)*"|\[[^\]\n]*\]|[^\s"]\S*|)"""
_PAIRS = rf"(?: +(?P<pairs>{_PAIR}(?: +{_PAIR})*))? *"
_CALLER = r"[\w./\-@]+\.go:\d+"
_ZAP = "(?:debug|info|warn|error|dpanic|panic|fatal|DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL)"

FORMATS = (
    TextFormat(
        name="slog_default",
        title="Go's log/slog, default handler",
        begins=rf"{SLASH_TIME} (?:DEBUG|INFO|WARN|ERROR)(?:[+-]\d+)? ",
        pattern=rf"(?P<time>{SLASH_TIME}) (?:(?P<caller>{_CALLER}): )?(?P<level>DEBUG|INFO|WARN|ERROR)(?:[+-]\d+)? (?P<message>[^\n]*?){_PAIRS}"
        rf"(?P<rest>\n{REST})?",
        pairs="pairs",
        priority=30,
        samples=(
            Sample(
                lines='2026/11/26 10:00:00 INFO order placed order=7 user=ada\n2026/11/26 10:00:01 ERROR charge failed err="no card"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "message": "order placed",
                        "user_id": "ada",
                        "attributes": {"order": "7"},
                    },
                    {"level": "ERROR", "message": "charge failed", "error_message": "no card"},
                ),
            ),
            Sample(
                lines=(
                    '2026/11/30 03:59:42 INFO order placed order=7 customer="Ada L"\n'
                    "2026/11/30 03:59:42 WARN stock low\n"
                    '2026/11/30 03:59:42 ERROR charge failed err="no card"\n'
                    "2026/11/30 03:59:42 INFO line one\n"
                    "line two logger=pay"
                ),
                records=(
                    {"ts": "2026-11-30T03:59:42Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-30T03:59:42Z", "level": "WARNING", "message": "stock low"},
                    {
                        "ts": "2026-11-30T03:59:42Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_message": "no card",
                    },
                    {"ts": "2026-11-30T03:59:42Z", "level": "INFO", "message": "line one\nline two logger=pay"},
                ),
                writer="Go 1.27",
            ),
            Sample(
                lines=(
                    '2026/11/30 04:12:59 INFO order placed order=7 customer="Ada L"\n'
                    "2026/11/30 04:12:59 WARN stock low\n"
                    '2026/11/30 04:12:59 ERROR charge failed err="no card"\n'
                    "2026/11/30 04:12:59 INFO line one\n"
                    "line two logger=pay"
                ),
                records=(
                    {"ts": "2026-11-30T04:12:59Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-30T04:12:59Z", "level": "WARNING", "message": "stock low"},
                    {
                        "ts": "2026-11-30T04:12:59Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_message": "no card",
                    },
                    {"ts": "2026-11-30T04:12:59Z", "level": "INFO", "message": "line one\nline two logger=pay"},
                ),
                writer="golang.org/x/exp/slog",
            ),
        ),
    ),
    TextFormat(
        name="zap_console",
        title="Go's zap, console encoder",
        begins=rf"(?:{ISO_TIME}|1\.\d+e\+09|1\d{{9}}\.\d+)\t{_ZAP}\t",
        pattern=rf"(?P<time>{ISO_TIME}|1\.\d+e\+09|1\d{{9}}\.\d+)\t(?P<level>{_ZAP})\t(?:(?P<logger>[A-Za-z][\w.\-]*)\t)?(?:(?P<caller>{_CALLER})\t)?"
        rf"(?P<message>[^\t\n{{][^\t\n]*)(?:\t(?P<fields>\{{[^\n]*\}}))?(?P<rest>\n{REST})?",
        levels={"dpanic": "CRITICAL", "DPANIC": "CRITICAL"},
        objects=("fields",),
        priority=28,
        samples=(
            Sample(
                lines='2026-11-26T10:00:00.123Z\tINFO\torders\tapp/orders.go:12\torder placed\t{"order": 7, "user": "ada"}\n'
                '2026-11-26T10:00:01.123+0100\tERROR\tapp/pay.go:9\tcharge failed\t{"error": "no card"}\n'
                "main.pay\n\t/srv/app/pay.go:9\nmain.main\n\t/srv/app/main.go:3",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "orders",
                        "message": "order placed",
                        "user_id": "ada",
                    },
                    {
                        "ts": "2026-11-26T09:00:01.123Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines='2026-11-29T22:40:24.447Z\tINFO\tgo/main.go:8\torder placed\t{"order": 7}\n'
                '2026-11-29T22:40:24.448Z\tERROR\tpay\tgo/main.go:8\tpay failed\t{"error": "no money"}\n'
                "main.main\n"
                "\t/srv/shop/main.go:8\n"
                "runtime.main\n"
                "\t/usr/lib/go-1.19/src/runtime/proc.go:250",
                records=(
                    {"ts": "2026-11-29T22:40:24.447000Z", "level": "INFO", "message": "order placed"},
                    {
                        "ts": "2026-11-29T22:40:24.448000Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "pay",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="zap 1.21 (development)",
            ),
            Sample(
                lines=(
                    '2026-11-30T03:59:20.054Z\tINFO\tshop\tzapp/main.go:5\torder placed\t{"order": 7}\n'
                    "2026-11-30T03:59:20.054Z\tWARN\tshop\tzapp/main.go:5\tstock low\n"
                    '2026-11-30T03:59:20.054Z\tERROR\tshop\tzapp/main.go:5\tcharge failed\t{"error": "no card"}\n'
                    "main.main\n"
                    "\t/srv/shop/zapp/main.go:5\n"
                    "runtime.main\n"
                    "\t/srv/go/runtime/proc.go:250"
                ),
                records=(
                    {"ts": "2026-11-30T03:59:20.054Z", "level": "INFO", "message": "order placed", "logger": "shop"},
                    {"ts": "2026-11-30T03:59:20.054Z", "level": "WARNING", "message": "stock low", "logger": "shop"},
                    {
                        "ts": "2026-11-30T03:59:20.054Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="zap 1.21 (production)",
            ),
        ),
    ),
    TextFormat(
        name="gin_debug",
        title="Go's Gin in debug mode",
        begins=r"\[GIN-debug\] ",
        pattern=rf"\[GIN-debug\] (?:\[(?P<level>WARNING|ERROR)\] )?(?P<message>{REST})",
        constants={"level": "DEBUG"},
        priority=30,
        samples=(
            Sample(
                lines=(
                    "[GIN-debug] [WARNING] Creating an Engine instance with the Logger and Recovery middleware already attached.\n"
                    "\n"
                    '[GIN-debug] [WARNING] Running in "debug" mode. Switch to "release" mode in production.\n'
                    " - using env:\texport GIN_MODE=release\n"
                    " - using code:\tgin.SetMode(gin.ReleaseMode)\n"
                    "\n"
                    "[GIN-debug] GET    /orders/:id               --> main.main.func1 (3 handlers)\n"
                    "[GIN-debug] POST   /pay                      --> main.main.func2 (3 handlers)"
                ),
                records=(
                    {
                        "level": "WARNING",
                        "message": "Creating an Engine instance with the Logger and Recovery middleware already attached.",
                    },
                    {
                        "level": "WARNING",
                        "message": 'Running in "debug" mode. Switch to "release" mode in production.\n - using env:\texport GIN_MODE=release\n - using code:\tgin.SetMode(gin.ReleaseMode)',
                    },
                    {"level": "DEBUG", "message": "GET    /orders/:id               --> main.main.func1 (3 handlers)"},
                    {"level": "DEBUG", "message": "POST   /pay                      --> main.main.func2 (3 handlers)"},
                ),
                writer="Gin 1.8",
            ),
            Sample(
                lines=(
                    "[GIN-debug] [WARNING] Now Gin requires Go 1.6 or later and Go 1.7 will be required soon.\n"
                    "\n"
                    "[GIN-debug] Listening and serving HTTP on :8080\n"
                    "[GIN-debug] [ERROR] listen tcp :8080: bind: address already in use"
                ),
                records=(
                    {
                        "level": "WARNING",
                        "message": "Now Gin requires Go 1.6 or later and Go 1.7 will be required soon.",
                    },
                    {"level": "DEBUG", "message": "Listening and serving HTTP on :8080"},
                    {"level": "ERROR", "message": "listen tcp :8080: bind: address already in use"},
                ),
                writer="Gin 1.3 (published)",
            ),
        ),
    ),
    TextFormat(
        name="logrus_terminal",
        title="Go's logrus on a terminal",
        begins=r"(?:TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[[^\]\n]*\] ",
        pattern=rf"(?P<level>TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[(?:(?P<since_start>\d{{4,9}})|(?P<time>{ISO_TIME}|{SLASH_TIME}))\] "
        rf"(?P<message>[^\n]*?){_PAIRS}(?P<rest>\n{REST})?",
        levels={"TRAC": "TRACE", "DEBU": "DEBUG", "ERRO": "ERROR", "FATA": "CRITICAL", "PANI": "CRITICAL"},
        pairs="pairs",
        priority=30,
        samples=(
            Sample(
                lines="INFO[0000] order placed                                 order=7 user=ada\n"
                'ERRO[2026-11-26T10:00:01Z] charge failed                                 error="no card"',
                records=(
                    {"level": "INFO", "message": "order placed", "user_id": "ada"},
                    {
                        "ts": "2026-11-26T10:00:01Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_message": "no card",
                    },
                ),
            ),
            Sample(
                lines="\x1b[36mINFO\x1b[0m[0000] order placed                                  \x1b[36morder\x1b[0m=7\n"
                "\x1b[33mWARN\x1b[0m[0000] slow                                         ",
                records=(
                    {"level": "INFO", "message": "order placed"},
                    {"level": "WARNING", "message": "slow"},
                ),
                writer="logrus 1.9",
            ),
            Sample(
                lines="\x1b[36mINFO\x1b[0m[2026-11-29T22:40:24Z] order placed                                  \x1b[36morder\x1b[0m=7\n"
                "\x1b[33mWARN\x1b[0m[2026-11-29T22:40:24Z] slow                                         ",
                records=(
                    {"ts": "2026-11-29T22:40:24Z", "level": "INFO", "message": "order placed"},
                    {"ts": "2026-11-29T22:40:24Z", "level": "WARNING", "message": "slow"},
                ),
                writer="logrus 1.9 (full time)",
            ),
        ),
    ),
    TextFormat(
        name="zerolog_console",
        title="Go's zerolog, console writer",
        begins=rf"(?:{ISO_TIME}|\d{{1,2}}:\d\d[AP]M) (?:TRC|DBG|INF|WRN|ERR|FTL|PNC) ",
        pattern=rf"(?P<time>{ISO_TIME}|\d{{1,2}}:\d\d[AP]M) (?P<level>TRC|DBG|INF|WRN|ERR|FTL|PNC) (?:(?P<caller>{_CALLER}) > )?"
        rf"(?P<message>[^\n]*?){_PAIRS}(?P<rest>\n{REST})?",
        levels={
            "TRC": "TRACE",
            "DBG": "DEBUG",
            "INF": "INFO",
            "WRN": "WARNING",
            "ERR": "ERROR",
            "FTL": "CRITICAL",
            "PNC": "CRITICAL",
        },
        pairs="pairs",
        priority=30,
        samples=(
            Sample(
                lines='2026-11-26T10:00:00Z INF order placed order=7 user=ada\n10:00AM ERR app/pay.go:9 > charge failed error="no card"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "message": "order placed",
                        "user_id": "ada",
                    },
                    {"level": "ERROR", "message": "charge failed", "error_message": "no card"},
                ),
            ),
            Sample(
                lines="2026-11-29T22:40:24Z INF main.go:10 > order placed order=7\n"
                '2026-11-29T22:40:24Z ERR main.go:10 > pay failed error="no money"',
                records=(
                    {"ts": "2026-11-29T22:40:24Z", "level": "INFO", "message": "order placed"},
                    {
                        "ts": "2026-11-29T22:40:24Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "error_message": "no money",
                    },
                ),
                writer="zerolog 1.29",
            ),
            Sample(
                lines="\x1b[90m10:40PM\x1b[0m \x1b[32mINF\x1b[0m order placed \x1b[36morder=\x1b[0m7\n"
                '\x1b[90m10:40PM\x1b[0m \x1b[31mWRN\x1b[0m slow \x1b[36ma=\x1b[0m"b c"',
                records=(
                    {"level": "INFO", "message": "order placed"},
                    {"level": "WARNING", "message": "slow"},
                ),
                writer="zerolog 1.29 (kitchen time)",
            ),
        ),
    ),
    TextFormat(
        name="gin",
        title="Go's Gin, access lines",
        begins=r"\[GIN\] \d{4}/\d\d/\d\d - \d\d:\d\d:\d\d \|",
        pattern=r"\[GIN\] (?P<time>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \| *(?P<status>\d{3}) \| *(?P<duration>[^\s|]+) \| *(?P<client_ip>[^\s|]+) \| *"
        rf'(?P<method>[A-Z]+) +(?:"(?P<path>[^"\n]*)"|(?P<url>[^"\n]*))(?:\n(?P<message>{REST}))?',
        priority=30,
        samples=(
            Sample(
                lines='[GIN] 2026/11/26 - 10:00:00 | 200 |    1.234567ms |     203.0.113.5 | GET      "/orders/7?a=1"\n'
                '[GIN] 2026/11/26 - 10:00:01 | 500 |         1.5s |     203.0.113.6 | POST     "/pay"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "status": 200,
                        "method": "GET",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                    },
                    {"status": 500, "duration_ms": 1500.0, "path": "/pay"},
                ),
            ),
            Sample(
                lines='[GIN] 2026/11/29 - 22:40:24 | 200 |      22.812µs |     203.0.113.5 | GET      "/orders/7"\n'
                '[GIN] 2026/11/29 - 22:40:24 | 404 |         132ns |     203.0.113.5 | GET      "/none"\n'
                '[GIN] 2026/11/29 - 22:40:24 | 500 |     838.801µs |     203.0.113.5 | GET      "/bad"',
                records=(
                    {
                        "ts": "2026-11-29T22:40:24Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.022812000000000002,
                    },
                    {
                        "ts": "2026-11-29T22:40:24Z",
                        "method": "GET",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.00013199999999999998,
                    },
                    {
                        "ts": "2026-11-29T22:40:24Z",
                        "method": "GET",
                        "path": "/bad",
                        "status": 500,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.838801,
                    },
                ),
                writer="Gin 1.8",
            ),
            Sample(
                lines=(
                    "[GIN] 2018/11/26 - 10:00:00 | 200 |      52.003µs |     203.0.113.5 | GET      /orders/7?a=1\n"
                    "[GIN] 2018/11/26 - 10:00:01 | 404 |        1m2.5s |     2001:db8::9 | POST     /none"
                ),
                records=(
                    {
                        "ts": "2018-11-26T10:00:00Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "status": 200,
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.052003,
                    },
                    {
                        "ts": "2018-11-26T10:00:01Z",
                        "method": "POST",
                        "path": "/none",
                        "status": 404,
                        "client_ip": "2001:db8::9",
                        "duration_ms": 62500.0,
                    },
                ),
                writer="Gin 1.3 (published)",
            ),
        ),
    ),
)
