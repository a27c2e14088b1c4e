r"""PHP's error log, and PHP-FPM's log."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import DASHED_TIME, REST

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
        name="php_error",
        title="PHP error log",
        begins=rf"(?:\[{DASHED_TIME}\] )?PHP (?:{'|'.join(_KINDS)}):  ",
        pattern=rf"(?:\[(?P<time>{DASHED_TIME})\] )?PHP (?P<level>{'|'.join(_KINDS)}):  "
        r"(?P<message>(?:Uncaught (?P<error_type>[A-Za-z_][\w\\]*): (?P<error_message>(?s:.*?)) in (?P<error_file>[^\s:]+):(?P<error_line>\d+)"
        r"|[^\n]*? in (?P<file>[^\n]+?) on line (?P<line>\d+)|[^\n]*))"
        rf"(?:\n(?P<stack_trace>Stack trace:{REST}|#0 {REST}))?(?P<rest>{REST})",
        levels=_KINDS,
        priority=30,
        samples=(
            Sample(  # PHP 8.2
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
            Sample(  # PHP-FPM 8.2
                lines="[26-Nov-2026 10:00:00] NOTICE: fpm is running, pid 17\n"
                '[26-Nov-2026 10:00:01] WARNING: [pool www] child 19 said into stderr: "no card"\n'
                "[26-Nov-2026 10:00:02.250000] ERROR: pid 17, fpm_sockets_new(), line 310: unable to bind listening socket",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "fpm is running, pid 17"},
                    {"level": "WARNING", "message": 'child 19 said into stderr: "no card"'},
                    {"ts": "2026-11-26T10:00:02.25Z", "level": "ERROR", "message": "unable to bind listening socket"},
                ),
            ),
        ),
    ),
)
