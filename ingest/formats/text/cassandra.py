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
