"""CoreDNS: its queries (plugin log) and its own messages, without a time of their own."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_TIME = rf"(?:(?P<time>{ISO_TIME}) )?"
_LEVEL = r"\[(?:DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\]"

FORMATS = (
    TextFormat(
        name="coredns_query",
        title="CoreDNS: queries",
        begins=rf'(?:{ISO_TIME} )?{_LEVEL} [\w.:\[\]]+ - \d+ "',
        pattern=rf"{_TIME}\[(?P<level>[A-Z]+)\] (?P<message>\[?(?P<client_ip>[\w.:]+?)\]?:(?P<client_port>\d+) - (?P<query_id>\d+) "
        r'"(?P<query_type>\S+) (?P<query_class>\S+) (?P<query_name>\S+) (?P<transport>\S+) (?P<size>\d+) (?P<dnssec>\S+) (?P<buffer_size>\d+)" '
        r"(?P<rcode>\S+) (?P<flags>\S+) (?P<response_size>\d+) (?P<duration>[\d.]+(?:s|ms|µs))(?: [^\n]*)?)",
        continues=False,
        priority=30,
        samples=(
            Sample(
                lines='[INFO] 203.0.113.5:1234 - 1 "A IN example.org. udp 41 false 512" NOERROR qr,rd,ra 81 0.012s\n'
                '[INFO] [2001:db8::9]:51234 - 7 "AAAA IN shop.example. tcp 41 true 4096" NXDOMAIN qr,aa,rd 134 0.000123456s',
                records=(
                    {"level": "INFO", "client_ip": "203.0.113.5", "duration_ms": 12.0, "status": None, "method": None},
                    {"level": "INFO", "client_ip": "2001:db8::9", "duration_ms": 0.123456},
                ),
            ),
        ),
    ),
    TextFormat(
        name="coredns",
        title="CoreDNS",
        begins=rf"(?:{ISO_TIME} )?{_LEVEL} plugin/",
        pattern=rf"{_TIME}\[(?P<level>[A-Z]+)\] (?P<logger>plugin/[\w\-]+): (?P<message>{REST})",
        priority=31,
        samples=(
            Sample(
                lines="[INFO] plugin/reload: Running configuration SHA512 = 591cf328\n"
                "[ERROR] plugin/errors: 2 shop.example. A: read udp 203.0.113.5:51234->203.0.113.9:53: i/o timeout",
                records=(
                    {"level": "INFO", "logger": "plugin/reload", "message": "Running configuration SHA512 = 591cf328"},
                    {"level": "ERROR", "logger": "plugin/errors"},
                ),
            ),
        ),
    ),
)
