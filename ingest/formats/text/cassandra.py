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
        begins=rf" ?{_LEVEL} +\[[^\n]{{1,100}}?\] {ISO_TIME} [\w$.]+(?::| \(line )",
        pattern=rf" ?(?P<level>{_LEVEL}) +\[(?P<thread>[^\n]+?)\] (?P<time>{ISO_TIME}) (?P<file>[\w$.]+)(?::(?P<line>\d+|\?) -| \(line (?P<line_number>\d+|\?)\)) (?P<message>{REST})",
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
            Sample(
                lines=(
                    " INFO [CompactionExecutor:1957] 2014-01-28 10:00:00,123 CompactionTask.java (line 120) Compacting [SSTableReader(path='/srv/data/shop/orders/shop-orders-jb-7-Data.db')]\n"
                    "ERROR [CompactionExecutor:1] 2014-01-28 10:00:01,123 CassandraDaemon.java (line 187) Exception in thread Thread[CompactionExecutor:1,1,main]\n"
                    "java.lang.AssertionError: no card\n"
                    "\tat org.apache.cassandra.db.Keyspace.apply(Keyspace.java:600)"
                ),
                records=(
                    {
                        "ts": "2014-01-28T10:00:00.123Z",
                        "level": "INFO",
                        "message": "Compacting [SSTableReader(path='/srv/data/shop/orders/shop-orders-jb-7-Data.db')]",
                    },
                    {
                        "ts": "2014-01-28T10:00:01.123Z",
                        "level": "ERROR",
                        "message": "Exception in thread Thread[CompactionExecutor:1,1,main]",
                        "error_type": "java.lang.AssertionError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Cassandra 2.0 (published)",
            ),
            Sample(
                lines=(
                    "INFO  [main] 2022-07-06 20:50:44,155 ColumnFamilyStore.java:385 - Initializing system.sstable_activity\n"
                    "INFO  [Messaging-EventLoop-3-1] 2022-07-06 20:50:45,155 NoSpamLogger.java:92 - /192.0.2.1:7000->/192.0.2.2:7000-URGENT_MESSAGES-[no-channel] failed to connect"
                ),
                records=(
                    {
                        "ts": "2022-07-06T20:50:44.155Z",
                        "level": "INFO",
                        "message": "Initializing system.sstable_activity",
                    },
                    {
                        "ts": "2022-07-06T20:50:45.155Z",
                        "level": "INFO",
                        "message": "/192.0.2.1:7000->/192.0.2.2:7000-URGENT_MESSAGES-[no-channel] failed to connect",
                    },
                ),
                writer="Cassandra 4.0 (published)",
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
            Sample(
                lines=(
                    "INFO  2020-10-13 18:30:19,123 [shard 0] init - starting gossip\n"
                    "ERROR 2020-10-13 18:30:20,123 [shard 10] storage_service - Fail to decommission: std::runtime_error (no card)"
                ),
                records=(
                    {"ts": "2020-10-13T18:30:19.123Z", "level": "INFO", "message": "starting gossip", "logger": "init"},
                    {
                        "ts": "2020-10-13T18:30:20.123Z",
                        "level": "ERROR",
                        "message": "Fail to decommission: std::runtime_error (no card)",
                        "logger": "storage_service",
                    },
                ),
                writer="ScyllaDB 4.2 (published)",
            ),
            Sample(
                lines=(
                    "INFO  2025-08-21 15:14:16,253 [shard 0:main] init - starting commit log\n"
                    "WARN  2025-08-21 15:14:16,322 [shard 1:comp] sstable - Rebuilding bloom filter"
                ),
                records=(
                    {
                        "ts": "2025-08-21T15:14:16.253Z",
                        "level": "INFO",
                        "message": "starting commit log",
                        "logger": "init",
                    },
                    {
                        "ts": "2025-08-21T15:14:16.322Z",
                        "level": "WARNING",
                        "message": "Rebuilding bloom filter",
                        "logger": "sstable",
                    },
                ),
                writer="ScyllaDB 2025.2 (published)",
            ),
        ),
    ),
)
