"""Cassandra's and ScyllaDB's log: the level comes first."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_LEVEL = r"(?:TRACE|DEBUG|INFO|WARN|ERROR)"

FORMATS = (
    TextFormat(
        name="cassandra",
        title="Cassandra",
        begins=rf"{_LEVEL} +\[[^\n]{{1,100}}?\] {ISO_TIME} ",
        pattern=rf"(?P<level>{_LEVEL}) +\[(?P<thread>[^\n]+?)\] (?P<time>{ISO_TIME}) (?P<file>[\w$.]+):(?P<line>\d+|\?) - (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="INFO  [main] 2026-11-26 10:00:00,123 CassandraDaemon.java:650 - Startup complete\n"
                "ERROR [MutationStage-1] 2026-11-26 10:00:01,123 JVMStabilityInspector.java:68 - Exception in thread Thread[MutationStage-1,5,main]\n"
                "java.lang.RuntimeException: no card\n"
                "\tat org.apache.cassandra.db.Keyspace.apply(Keyspace.java:600)",
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "level": "INFO", "message": "Startup complete"},
                    {
                        "level": "ERROR",
                        "message": "Exception in thread Thread[MutationStage-1,5,main]",
                        "error_type": "java.lang.RuntimeException",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines=(
                    "INFO  [main] 2026-11-30 04:02:14,521 App.java:3 - order 7 placed\n"
                    "WARN  [main] 2026-11-30 04:02:14,523 App.java:3 - stock low\n"
                    "second line\n"
                    "ERROR [main] 2026-11-30 04:02:14,524 App.java:2 - charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat App$Pay.charge(App.java:2)\n"
                    "\tat App.main(App.java:3)\n"
                    "Caused by: java.lang.RuntimeException: refused\n"
                    "\t... 2 common frames omitted\n"
                    "INFO  [main] 2026-11-30 04:02:14,524 App.java:3 - order 8 placed"
                ),
                records=(
                    {"ts": "2026-11-30T04:02:14.521Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:02:14.523Z", "level": "WARNING", "message": "stock low\nsecond line"},
                    {
                        "ts": "2026-11-30T04:02:14.524Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"ts": "2026-11-30T04:02:14.524Z", "level": "INFO", "message": "order 8 placed"},
                ),
                writer="Logback 1.2 (Cassandra's pattern)",
            ),
        ),
    ),
    TextFormat(
        name="scylladb",
        title="ScyllaDB",
        begins=rf"{_LEVEL} +{ISO_TIME} \[shard ",
        pattern=rf"(?P<level>{_LEVEL}) +(?P<time>{ISO_TIME}) \[shard +(?P<shard>[^\]\n]+)\] (?P<logger>\S+) - (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="INFO  2026-11-26 10:00:00,123 [shard  0:main] init - Scylla version 6.2.0 initialization completed.\n"
                "WARN  2026-11-26 10:00:01,123 [shard 1:stat] large_data - Writing large partition",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "init",
                        "message": "Scylla version 6.2.0 initialization completed.",
                    },
                    {"level": "WARNING", "logger": "large_data", "message": "Writing large partition"},
                ),
            ),
        ),
    ),
)
