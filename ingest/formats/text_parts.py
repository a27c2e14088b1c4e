r"""Parts of patterns: times as programs write them, levels, addresses, quoted texts."""

from __future__ import annotations

CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
ZONE = (
    r"(?:Z|[+-]\d\d(?::?\d\d)?"
    r"|(?:UTC|GMT|UT|WES?T|BST|CES?T|EES?T|MSK|[ECMP][SD]T|AK[SD]T|HST|N[SD]T|[CWE]AT|SAST|PKT|WITA|WIB|WIT|HKT|[JIK]ST|A[WCE][SD]T|NZ[SD]T)\b)"
)
"""An offset, or an abbreviation that is one: other words in capitals after a time are levels."""
ISO_TIME = rf"\d{{4}}-\d\d-\d\d(?:[T :_]|, | at ){CLOCK}(?: ?{ZONE})?"
"""ISO 8601, also with a comma, a space and without a zone, as Python and Java write it."""
SLASH_TIME = rf"\d{{4}}/\d\d/\d\d {CLOCK}(?: ?[+-]\d\d:?\d\d)?"
"""Go's log package, nginx's error log."""
CLF_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4}[: ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [+-]\d{4})?"
"""The Common Log Format of the NCSA, as web servers write it; Python's with a space."""
SYSLOG_TIME = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
"""RFC 3164: no year, no zone."""
CTIME = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:[A-Z]{3,4} )?\d{4}"
"""C's asctime and `date`, as Apache's error log has it."""
DASHED_TIME = rf"\d\d-[A-Z][a-z]{{2}}-\d{{4}} {CLOCK}(?: (?:UTC|[A-Z][a-z]+/[A-Z]\w+|[+-]\d{{4}}))?"
"""Tomcat, PHP."""
SPACED_TIME = rf"\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}} {CLOCK}"
"""Redis."""
_BLANK = "(?: |\u202f)"
ENGLISH_TIME = rf"[A-Z][a-z]{{2}} \d{{1,2}}, \d{{4}},? \d{{1,2}}:\d\d:\d\d(?:\.\d{{1,9}})?{_BLANK}[AP]M"
"""java.util.logging; since Java 20 with a narrow space before AM and PM (CLDR 42)."""
AMERICAN_TIME = r"\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?: [AP]M)?"
DOTTED_TIME = rf"\d\d?\.\d\d?\.\d{{4}},? {CLOCK}"
EPOCH = r"1\d{9}\.\d{1,9}"
TIMES = (
    ISO_TIME,
    SLASH_TIME,
    CLF_TIME,
    CTIME,
    SYSLOG_TIME,
    DASHED_TIME,
    SPACED_TIME,
    ENGLISH_TIME,
    AMERICAN_TIME,
    DOTTED_TIME,
    EPOCH,
)
"""A date with a time of day, in each of these forms."""
TIME = "|".join(TIMES)
"""A date with a time of day, in any of these forms."""
LEVEL = (
    r"(?:TRACE|DEBUG|INFO|INFORMATION|NOTICE|SUCCESS|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|EMERGENCY|PANIC"
    r"|trace|debug|info|notice|warn|warning|error|err|crit|critical|fatal|alert|emerg|panic"
    r"|Trace|Debug|Info|Information|Notice|Warn|Warning|Error|Critical|Fatal)"
)
NAME = r"[A-Za-z_][\w.$/:-]*"
REST = r"(?s:.*)"
"""Everything that follows, also on further lines."""
LAZY = r"(?s:.*?)"
"""As little as possible of what follows, also on further lines."""
QUOTED = r'"(?:[^"\\]|\\.)*"'
IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]+)"
ADDRESS = r"[\w.:\-]+"
"""An address of a client, or its name."""
