r"""PHP's error log, and PHP-FPM's log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CTIME, DASHED_TIME, REST

_KINDS = {
    "Fatal error": "fatal",
    "Catchable fatal error": "fatal",
    "Recoverable fatal error": "error",
    "Parse error": "error",
    "Core error": "error",
    "Compile error": "error",
    "Warning": "warning",
    "Core warning": "warning",
    "Compile warning": "warning",
    "User error": "error",
    "User warning": "warning",
    "User notice": "notice",
    "Notice": "notice",
    "Deprecated": "warning",
    "User deprecated": "warning",
    "Strict Standards": "notice",
}
_TIME = r"\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?"
_WORD = r"(?:DEBUG|NOTICE|WARNING|ERROR|ALERT)"

FORMATS = (
    TextFormat(
        name="php_server",
        title="PHP's built-in server",
        begins=rf"\[{CTIME}\] (?:PHP |[\d.]+:\d+ |\[?[0-9a-fA-F:]+\]?:\d+ )",
        pattern=rf"\[(?P<time>{CTIME})\] (?:(?P<client_ip>[\d.]+|\[[0-9a-fA-F:]+\]|[0-9a-fA-F:]+):(?P<client_port>\d+) (?:\[(?P<status>\d{{3}})\]: (?:(?P<method>[A-Z]+) )?"
        rf"(?P<path>/[^\s]*)(?: - (?P<problem>[^\n]*))?|(?P<state>Accepted|Closing|Closed [^\n]*|Invalid request [^\n]*))|PHP (?P<level>{'|'.join(_KINDS)}):  "
        r"(?P<message>(?:Uncaught (?P<error_type>[A-Za-z_][\w\\]*): (?P<error_message>(?s:.*?)) in (?P<error_file>[^\n:]+):(?P<error_line>\d+)"
        r"|[^\n]*? in (?P<file>[^\n]+?) on line (?P<line>\d+)|[^\n]*))"
        rf"(?:\n(?P<stack_trace>Stack trace:{REST}|#0 {REST}))?|(?P<text>PHP [^\n]*))",
        levels=_KINDS,
        priority=29,
        samples=(
            Sample(
                lines="[Sun Nov 29 22:33:06 2026] PHP 8.2.36 Development Server (http://127.0.0.1:8088) started\n"
                "[Sun Nov 29 22:33:07 2026] 203.0.113.5:51970 Accepted\n"
                "[Sun Nov 29 22:33:07 2026] PHP Warning:  Undefined variable $undefined in /srv/t.php on line 4\n"
                "[Sun Nov 29 22:33:07 2026] PHP Fatal error:  Uncaught PaymentException: order 7 not paid in /srv/t.php:3\n"
                "Stack trace:\n#0 /srv/t.php(4): pay()\n#1 {main}\n  thrown in /srv/t.php on line 3\n"
                "[Sun Nov 29 22:33:07 2026] 203.0.113.5:51970 [500]: GET /pay",
                records=(
                    {"ts": "2026-11-29T22:33:06Z"},
                    {"client_ip": "203.0.113.5"},
                    {"level": "WARNING", "message": "Undefined variable $undefined in /srv/t.php on line 4"},
                    {
                        "level": "CRITICAL",
                        "error_type": "PaymentException",
                        "error_message": "order 7 not paid",
                        "stack_trace": True,
                    },
                    {"client_ip": "203.0.113.5", "method": "GET", "path": "/pay", "status": 500},
                ),
                writer="PHP 8.2",
            ),
            Sample(
                lines="[Sun Nov 29 22:33:06 2026] PHP 8.2.36 Development Server (http://203.0.113.5:18088) started\n"
                "[Sun Nov 29 22:33:07 2026] 203.0.113.5:51970 Accepted\n"
                "[Sun Nov 29 22:33:07 2026] PHP Warning:  Undefined variable $undefined in /srv/shop/t.php on line 4",
                records=(
                    {
                        "ts": "2026-11-29T22:33:06Z",
                        "message": "PHP 8.2.36 Development Server (http://203.0.113.5:18088) started",
                    },
                    {"ts": "2026-11-29T22:33:07Z", "client_ip": "203.0.113.5"},
                    {
                        "ts": "2026-11-29T22:33:07Z",
                        "level": "WARNING",
                        "message": "Undefined variable $undefined in /srv/shop/t.php on line 4",
                    },
                ),
                writer="PHP 8.2",
            ),
            Sample(
                lines=(
                    "[Wed Nov 20 10:00:00 2019] 203.0.113.5:51970 [200]: /pay?a=1\n"
                    "[Wed Nov 20 10:00:01 2019] ::1:51971 [404]: /none - No such file or directory\n"
                    "[Wed Nov 20 10:00:02 2019] 203.0.113.5:51972 Invalid request (Unexpected EOF)"
                ),
                records=(
                    {"ts": "2019-11-20T10:00:00Z", "path": "/pay", "status": 200, "client_ip": "203.0.113.5"},
                    {"ts": "2019-11-20T10:00:01Z", "path": "/none", "status": 404, "client_ip": "::1"},
                    {"ts": "2019-11-20T10:00:02Z", "client_ip": "203.0.113.5"},
                ),
                writer="PHP 7.1 (published)",
            ),
        ),
    ),
    TextFormat(
        name="php_error",
        title="PHP error log",
        begins=rf"(?:\[{DASHED_TIME}\] )?PHP (?:{'|'.join(_KINDS)}):  ",
        pattern=rf"(?:\[(?P<time>{DASHED_TIME})\] )?PHP (?P<level>{'|'.join(_KINDS)}):  "
        r"(?P<message>(?:Uncaught (?P<error_type>[A-Za-z_][\w\\]*): (?P<error_message>(?s:.*?)) in (?P<error_file>[^\n:]+):(?P<error_line>\d+)"
        r"|[^\n]*? in (?P<file>[^\n]+?) on line (?P<line>\d+)|[^\n]*))"
        rf"(?:\n(?P<stack_trace>Stack trace:{REST}|#0 {REST}))?(?P<rest>{REST})",
        levels=_KINDS,
        priority=30,
        samples=(
            Sample(
                writer="PHP 8.2",
                lines="[26-Nov-2026 10:00:00 UTC] PHP Fatal error:  Uncaught RuntimeException: no card in /srv/pay.php:12\n"
                "Stack trace:\n#0 /srv/index.php(3): pay()\n#1 {main}\n  thrown in /srv/pay.php on line 12\n"
                "[26-Nov-2026 10:00:01 Europe/Berlin] PHP Warning:  Undefined variable $total in /srv/cart.php on line 7",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "CRITICAL",
                        "error_type": "RuntimeException",
                        "error_message": "no card",
                        "message": "Uncaught RuntimeException: no card in /srv/pay.php:12",
                        "stack_trace": True,
                    },
                    {
                        "ts": "2026-11-26T09:00:01Z",
                        "level": "WARNING",
                        "message": "Undefined variable $total in /srv/cart.php on line 7",
                    },
                ),
            ),
            Sample(
                lines="[29-Nov-2026 22:33:06 UTC] PHP Deprecated:  old in Command line code on line 1\n"
                "[29-Nov-2026 22:33:06 UTC] PHP Fatal error:  Uncaught ArgumentCountError: strlen() expects exactly 1 argument, 0 given in Command line code:1\n"
                "Stack trace:\n"
                "#0 Command line code(1): strlen()\n"
                "#1 {main}",
                records=(
                    {"ts": "2026-11-29T22:33:06Z", "level": "WARNING", "message": "old in Command line code on line 1"},
                    {
                        "ts": "2026-11-29T22:33:06Z",
                        "level": "CRITICAL",
                        "message": "Uncaught ArgumentCountError: strlen() expects exactly 1 argument, 0 given in Command line code:1",
                        "error_type": "ArgumentCountError",
                        "error_message": "strlen() expects exactly 1 argument, 0 given",
                        "stack_trace": True,
                    },
                ),
                writer="PHP 8.2 (command line)",
            ),
        ),
    ),
    TextFormat(
        name="php_fpm",
        title="PHP-FPM log",
        begins=rf"\[{_TIME}\] {_WORD}: ",
        pattern=rf"\[(?P<time>{_TIME})\] (?P<level>{_WORD}): (?:pid (?P<process>\d+), (?P<function>[\w]+)\(\), line (?P<line>\d+): )?"
        rf"(?:\[pool (?P<pool>[^\]\n]+)\] )?(?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                writer="PHP-FPM 8.2",
                lines="[26-Nov-2026 10:00:00] NOTICE: fpm is running, pid 17\n"
                '[26-Nov-2026 10:00:01] WARNING: [pool www] child 19 said into stderr: "no card"\n'
                "[26-Nov-2026 10:00:02.250000] ERROR: pid 17, fpm_sockets_new(), line 310: unable to bind listening socket",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "fpm is running, pid 17"},
                    {"level": "WARNING", "message": 'child 19 said into stderr: "no card"'},
                    {"ts": "2026-11-26T10:00:02.25Z", "level": "ERROR", "message": "unable to bind listening socket"},
                ),
            ),
            Sample(
                lines=(
                    "[30-Nov-2026 04:03:28.681892] DEBUG: pid 824, fpm_log_open(), line 51: open access log (/srv/shop/out/fpm_access.log)\n"
                    "[30-Nov-2026 04:03:28.682149] NOTICE: pid 824, fpm_init(), line 83: fpm is running, pid 824\n"
                    "[30-Nov-2026 04:03:28.682562] DEBUG: pid 824, fpm_children_make(), line 468: [pool www] child 826 started"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:03:28.681892Z",
                        "level": "DEBUG",
                        "message": "open access log (/srv/shop/out/fpm_access.log)",
                    },
                    {"ts": "2026-11-30T04:03:28.682149Z", "level": "INFO", "message": "fpm is running, pid 824"},
                    {"ts": "2026-11-30T04:03:28.682562Z", "level": "DEBUG", "message": "child 826 started"},
                ),
                writer="PHP-FPM 8.2 (debug)",
            ),
        ),
    ),
)
