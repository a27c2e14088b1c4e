"""Syslog: RFC 5424 and RFC 3164, also with an ISO time as rsyslog writes it, and journalctl's short forms."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST, SYSLOG_TIME

_BOM = "\ufeff"
_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
PRIORITIES = {str(number): _LEVELS[number % 8] for number in range(192)}
"""The level in a priority: its remainder of division by 8 (RFC 5424, 6.2.1)."""

FORMATS = (
    TextFormat(
        name="syslog_5424",
        title="Syslog (RFC 5424)",
        begins=r"<\d{1,3}>1 (?:\d{4}-|- )",
        pattern=rf"<(?P<level>\d{{1,3}})>1 (?P<time>{ISO_TIME}|-) (?P<host>\S+) (?P<service>\S+) (?P<process>\S+) (?P<message_id>\S+) "
        rf'(?:-|(?P<structured_data>(?:\[(?:[^"\]\\]|"(?:[^"\\]|\\.)*")*\])+))(?: {_BOM}?(?P<message>{REST}))?',
        levels=PRIORITIES,
        empty=("", "-"),
        priority=30,
    ),
    TextFormat(
        name="syslog_3164",
        title="Syslog (RFC 3164)",
        begins=rf"(?:<\d{{1,3}}>)?(?:{SYSLOG_TIME}|{ISO_TIME}) [\w.:\-]+ [\w./\-]+(?:\(\w+\))?(?:\[\d+\])?: ",
        pattern=rf"(?:<(?P<level>\d{{1,3}})>)?(?P<time>{SYSLOG_TIME}|{ISO_TIME}) (?P<host>[\w.:\-]+) (?P<service>[\w./\-]+(?:\(\w+\))?)"
        rf"(?:\[(?P<process>\d+)\])?: (?P<message>{REST})",
        levels=PRIORITIES,
        priority=35,
    ),
)
