"""Redis and Valkey, servers and sentinels: process, role, time, a mark for the level.

The role is X (sentinel), C (child that writes RDB or AOF), S (replica), M (master). Before Redis 5 the time has no year.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_TIME = rf"(?:\d\d? [A-Z][a-z]{{2}} (?:\d{{4}} )?\d\d:\d\d:\d\d\.\d{{3}}|{ISO_TIME})"

FORMATS = (
    TextFormat(
        name="redis",
        title="Redis, Valkey",
        begins=rf"\d+:(?:[XCSM] {_TIME} [.\-*#] |signal-handler \()|\[\d+\] \d\d? [A-Z][a-z]{{2}} \d\d:\d\d:\d\d\.\d{{3}} [.\-*#] ",
        pattern=rf"\[?(?P<process>\d+)(?:\]|:)(?:(?P<role>[XCSM])? ?(?P<time>{_TIME}) (?P<level>[.\-*#])"
        rf"|(?P<function>signal-handler) \((?P<epoch>\d{{10}})\)) (?P<message>{REST})",
        levels={".": "debug", "-": "debug", "*": "notice", "#": "warning"},
        priority=30,
        samples=(
            Sample(
                lines="22887:C 26 Nov 2026 10:00:00.185 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n"
                "1:M 26 Nov 2026 10:00:01.219 # WARNING Memory overcommit must be enabled!\n"
                "22887:S 26 Nov 2026 10:00:02.153 - Accepted 203.0.113.5:59952\n"
                "22887:signal-handler (1795687203) Received SIGTERM scheduling shutdown...\n"
                "22956:X 26 Nov 2026 10:00:04.431 # +sdown master m 127.0.0.1 56401\n"
                "1:M 2026-11-26T10:00:05.123+01:00 . Total: 1 clients connected",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.185Z",
                        "level": "INFO",
                        "message": "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
                        "attributes": '{"process":"22887","role":"C"}',
                    },
                    {"level": "WARNING", "message": "WARNING Memory overcommit must be enabled!"},
                    {"level": "DEBUG", "message": "Accepted 203.0.113.5:59952"},
                    {"ts": "2026-11-26T10:00:03Z", "level": None, "message": "Received SIGTERM scheduling shutdown..."},
                    {"level": "WARNING", "message": "+sdown master m 127.0.0.1 56401"},
                    {"ts": "2026-11-26T09:00:05.123Z", "level": "DEBUG"},
                ),
            ),
            Sample(
                lines="1234:M 31 Dec 23:59:59.123 * Server started, Redis version 3.2.6\n"
                "[1234] 05 Jan 10:00:00.456 # Server started, Redis version 2.8.17",
                records=(
                    {
                        "ts": "2025-12-31T23:59:59.123Z",
                        "level": "INFO",
                        "message": "Server started, Redis version 3.2.6",
                    },
                    {
                        "ts": "2026-01-05T10:00:00.456Z",
                        "level": "WARNING",
                        "message": "Server started, Redis version 2.8.17",
                    },
                ),
            ),
            Sample(
                lines="8467:C 29 Nov 2026 22:32:46.798 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=8467, just started\n"
                "8467:M 29 Nov 2026 22:32:46.800 * Ready to accept connections\n"
                "8467:M 29 Nov 2026 22:32:47.798 - Accepted 203.0.113.5:46484\n"
                "8480:C 29 Nov 2026 22:32:48.011 * DB saved on disk",
                records=(
                    {
                        "ts": "2026-11-29T22:32:46.798000Z",
                        "level": "WARNING",
                        "message": "Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=8467, just started",
                    },
                    {"ts": "2026-11-29T22:32:46.800000Z", "level": "INFO", "message": "Ready to accept connections"},
                    {"ts": "2026-11-29T22:32:47.798000Z", "level": "DEBUG", "message": "Accepted 203.0.113.5:46484"},
                    {"ts": "2026-11-29T22:32:48.011000Z", "level": "INFO", "message": "DB saved on disk"},
                ),
                writer="Redis 7.0",
            ),
            Sample(
                lines="8499:S 29 Nov 2026 22:32:53.375 * DB saved on disk\n"
                "8499:S 29 Nov 2026 22:32:53.375 # Redis is now ready to exit, bye bye...",
                records=(
                    {"ts": "2026-11-29T22:32:53.375000Z", "level": "INFO", "message": "DB saved on disk"},
                    {
                        "ts": "2026-11-29T22:32:53.375000Z",
                        "level": "WARNING",
                        "message": "Redis is now ready to exit, bye bye...",
                    },
                ),
                writer="Redis 7.0 (replica)",
            ),
            Sample(
                lines="8569:X 29 Nov 2026 22:32:53.393 # Sentinel needs config file on disk to save state. Exiting...",
                records=(
                    {
                        "ts": "2026-11-29T22:32:53.393000Z",
                        "level": "WARNING",
                        "message": "Sentinel needs config file on disk to save state. Exiting...",
                    },
                ),
                writer="Redis 7.0 (Sentinel)",
            ),
        ),
    ),
)
