r"""Apache's error log, 2.2 and 2.4."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import CTIME

_LEVELS = {f"trace{number}": "trace" for number in range(1, 9)}
_WORD = r"(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])"
_TEXT = r"(?s:.*?)"

FORMATS = (
    TextFormat(
        name="apache_error",
        title="Apache error log",
        begins=rf"\[{CTIME}\] \[(?:[\w\-]*:)?{_WORD}\] ",
        pattern=rf"\[(?P<time>{CTIME})\] \[(?:(?P<module>[\w\-]*):)?(?P<level>{_WORD})\] (?:\[pid (?P<process>\d+)(?::tid (?P<thread>\d+))?\] )?"
        r"(?:(?P<source_file>[\w./\-]+\.c)\((?P<source_line>\d+)\): )?(?:\[(?:client|remote) (?P<client_ip>[^\s\]]+)\] )?"
        r"(?:(?P<os_error>\(\d+\)[^:\n]*): )?(?:\[(?:client|remote) (?P<client>[^\s\]]+)\] )?(?:(?P<code>AH\d{5}): )?"
        rf"(?P<message>(?:PHP [A-Z][\w ]+:  Uncaught (?P<error_type>[A-Za-z_][\w\\\\]*): (?P<error_message>{_TEXT}) in /\S+?:\d+\\n)?{_TEXT})(?:, referer: (?P<http_referer>\S+))?",
        levels=_LEVELS,
        priority=30,
        samples=(
            Sample(
                writer="Apache 2.4",
                lines="[Thu Nov 26 10:00:00.123456 2026] [mpm_event:notice] [pid 17:tid 140] AH00489: Apache/2.4.67 (Debian) configured -- "
                "resuming normal operations\n"
                "[Thu Nov 26 10:00:01.000001 2026] [proxy:error] [pid 18:tid 141] (111)Connection refused: AH00957: http: attempt to "
                "connect to 127.0.0.1:8000 (127.0.0.1:8000) failed\n"
                "[Thu Nov 26 10:00:02.000001 2026] [core:error] [pid 18:tid 141] (36)File name too long: [client 203.0.113.5:1234] "
                "AH00036: access to /x failed (filesystem path '/srv/x'), referer: https://shop.example/",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": "INFO",
                        "logger": "mpm_event",
                        "message": "Apache/2.4.67 (Debian) configured -- resuming normal operations",
                    },
                    {"level": "ERROR", "logger": "proxy", "client_ip": None},
                    {
                        "level": "ERROR",
                        "client_ip": "203.0.113.5",
                        "message": "access to /x failed (filesystem path '/srv/x')",
                    },
                ),
            ),
            Sample(
                writer="Apache 2.4 with mod_php",
                lines="[Thu Nov 26 10:00:00.123456 2026] [php:error] [pid 17] [client 203.0.113.5:1234] PHP Fatal error:  Uncaught "
                "RuntimeException: no card in /srv/pay.php:12\\nStack trace:\\n#0 {main}\\n  thrown in /srv/pay.php on line 12",
                records=(
                    {"level": "ERROR", "logger": "php", "error_type": "RuntimeException", "error_message": "no card"},
                ),
            ),
            Sample(  # Apache 2.2
                lines="[Thu Nov 26 10:00:00 2026] [error] [client 203.0.113.5] File does not exist: /var/www/favicon.ico, "
                "referer: http://shop.example/\n"
                "[Thu Nov 26 10:00:01 2026] [notice] caught SIGTERM, shutting down",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "ERROR",
                        "client_ip": "203.0.113.5",
                        "message": "File does not exist: /var/www/favicon.ico",
                    },
                    {"level": "INFO", "message": "caught SIGTERM, shutting down"},
                ),
            ),
            Sample(
                lines="[Sun Nov 29 22:33:21.124390 2026] [notice] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations\n"
                "[Sun Nov 29 22:33:22.669128 2026] [error] AH01630: client denied by server configuration: /var/www/html/no\n"
                "[Sun Nov 29 22:33:22.679035 2026] [error] AH00957: http: attempt to connect to 203.0.113.5:1 (203.0.113.5:1) failed",
                records=(
                    {
                        "ts": "2026-11-29T22:33:21.124390Z",
                        "level": "INFO",
                        "message": "Apache/2.4.71 (Debian) configured -- resuming normal operations",
                    },
                    {
                        "ts": "2026-11-29T22:33:22.669128Z",
                        "level": "ERROR",
                        "message": "client denied by server configuration: /var/www/html/no",
                    },
                    {
                        "ts": "2026-11-29T22:33:22.679035Z",
                        "level": "ERROR",
                        "message": "http: attempt to connect to 203.0.113.5:1 (203.0.113.5:1) failed",
                    },
                ),
                writer="Apache 2.4 (ErrorLogFormat)",
            ),
        ),
    ),
)
