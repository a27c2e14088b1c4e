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
            Sample(
                lines=(
                    '2019-08-06T12:00:00.123Z [INFO] 203.0.113.5:5353 - 1234 "AAAA IN shop.default.svc.cluster.local. udp 53 false 512" NXDOMAIN qr,aa,rd,ra 146 0.000102s'
                ),
                records=(
                    {
                        "ts": "2019-08-06T12:00:00.123Z",
                        "level": "INFO",
                        "message": '203.0.113.5:5353 - 1234 "AAAA IN shop.default.svc.cluster.local. udp 53 false 512" NXDOMAIN qr,aa,rd,ra 146 0.000102s',
                        "client_ip": "203.0.113.5",
                        "duration_ms": 0.102,
                    },
                ),
                writer="CoreDNS of 2019 (published)",
            ),
            Sample(
                lines=(
                    '[INFO] 203.0.113.5:63325 - 28625 "A IN shop.example. udp 49 false 4096" NOERROR - 0 6.010923182s\n'
                    '[INFO] [2001:db8::9]:63326 - 28626 "HINFO IN 3797952284163317497.7063757873447144811. udp 57 false 512" - - 0 2.000s'
                ),
                records=(
                    {
                        "level": "INFO",
                        "message": '203.0.113.5:63325 - 28625 "A IN shop.example. udp 49 false 4096" NOERROR - 0 6.010923182s',
                        "client_ip": "203.0.113.5",
                        "duration_ms": 6010.9231819999995,
                    },
                    {
                        "level": "INFO",
                        "message": '[2001:db8::9]:63326 - 28626 "HINFO IN 3797952284163317497.7063757873447144811. udp 57 false 512" - - 0 2.000s',
                        "client_ip": "2001:db8::9",
                        "duration_ms": 2000.0,
                    },
                ),
                writer="CoreDNS 1.8 (published)",
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
            Sample(
                lines=(
                    "[INFO] plugin/reload: Running configuration MD5 = 47bad117956ad4b62eb757753c2ab3b4\n"
                    '[INFO] plugin/ready: Still waiting on: "kubernetes"\n'
                    "[ERROR] plugin/errors: 2 33601755.256972879. HINFO: plugin/loop: no next plugin found"
                ),
                records=(
                    {
                        "level": "INFO",
                        "message": "Running configuration MD5 = 47bad117956ad4b62eb757753c2ab3b4",
                        "logger": "plugin/reload",
                    },
                    {"level": "INFO", "message": 'Still waiting on: "kubernetes"', "logger": "plugin/ready"},
                    {
                        "level": "ERROR",
                        "message": "2 33601755.256972879. HINFO: plugin/loop: no next plugin found",
                        "logger": "plugin/errors",
                    },
                ),
                writer="CoreDNS 1.7 (published)",
            ),
            Sample(
                lines=(
                    "2019-08-04T12:00:00.123Z [INFO] plugin/reload: Running configuration MD5 = 2e2180a5eeb3ebf92a5100ab081a6381\n"
                    '2019-08-04T12:00:01.123Z [FATAL] plugin/loop: Loop (127.0.0.1:59785 -> :53) detected for zone ".", see https://dns.example/loop. Query: "HINFO 5223451210285519832.6127911068346062510."'
                ),
                records=(
                    {
                        "ts": "2019-08-04T12:00:00.123Z",
                        "level": "INFO",
                        "message": "Running configuration MD5 = 2e2180a5eeb3ebf92a5100ab081a6381",
                        "logger": "plugin/reload",
                    },
                    {
                        "ts": "2019-08-04T12:00:01.123Z",
                        "level": "CRITICAL",
                        "message": 'Loop (127.0.0.1:59785 -> :53) detected for zone ".", see https://dns.example/loop. Query: "HINFO 5223451210285519832.6127911068346062510."',
                        "logger": "plugin/loop",
                    },
                ),
                writer="CoreDNS 1.3 (published)",
            ),
        ),
    ),
)
