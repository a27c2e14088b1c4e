"""Kafka with its log4j patterns, and ZooKeeper."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, LAZY, REST

FORMATS = (
    TextFormat(
        name="kafka",
        title="Kafka",
        begins=rf"\[{ISO_TIME}\] (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) ",
        pattern=rf"\[(?P<time>{ISO_TIME})\] (?P<level>[A-Z]+) (?P<message>{LAZY}) \((?P<logger>[A-Za-z_][\w.$\-]*)(?::(?P<line>\d+))?\)"
        rf"(?:\n(?P<stack_trace>{REST}))?",
        priority=40,
        samples=(
            Sample(
                lines="[2026-11-26 10:00:00,123] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)\n"
                "[2026-11-26 10:00:01,123] ERROR [Broker id=0] Failed to append (retry) to log (kafka.server.ReplicaManager)\n"
                "java.io.IOException: No space left on device\n"
                "\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)\n"
                "[2026-11-26 10:00:02,123] WARN Session 0x0 for server zk/203.0.113.5:2181, unexpected error (org.apache.zookeeper.ClientCnxn)",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "kafka.server.KafkaServer",
                        "message": "[KafkaServer id=0] started",
                    },
                    {
                        "level": "ERROR",
                        "message": "[Broker id=0] Failed to append (retry) to log",
                        "error_type": "java.io.IOException",
                        "error_message": "No space left on device",
                        "stack_trace": True,
                    },
                    {"level": "WARNING", "logger": "org.apache.zookeeper.ClientCnxn"},
                ),
            ),
            Sample(
                lines="[2026-11-29 22:43:49,309] INFO order placed (com.acme.Orders3)\n"
                "[2026-11-29 22:43:49,309] WARN slow (com.acme.Orders3)\n"
                "[2026-11-29 22:43:49,309] ERROR pay failed (com.acme.Orders3)\n"
                "java.lang.IllegalStateException: no money\n"
                "\tat M.pay(M.java:3) ~[java/:?]\n"
                "\tat M.main(M.java:17) ~[java/:?]\n"
                "Caused by: java.lang.RuntimeException: bank closed\n"
                "\t... 2 more",
                records=(
                    {
                        "ts": "2026-11-29T22:43:49.309000Z",
                        "level": "INFO",
                        "message": "order placed",
                        "logger": "com.acme.Orders3",
                    },
                    {
                        "ts": "2026-11-29T22:43:49.309000Z",
                        "level": "WARNING",
                        "message": "slow",
                        "logger": "com.acme.Orders3",
                    },
                    {
                        "ts": "2026-11-29T22:43:49.309000Z",
                        "level": "ERROR",
                        "message": "pay failed",
                        "logger": "com.acme.Orders3",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no money",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 2.19 (Kafka's pattern)",
            ),
            Sample(
                lines=(
                    "[2026-11-30 04:02:26,844] INFO started (kafka.server.KafkaServer)\n"
                    "[2026-11-30 04:02:26,845] WARN stock low\n"
                    "second line (kafka.server.KafkaServer)\n"
                    "[2026-11-30 04:02:26,845] ERROR charge failed (kafka.server.KafkaServer)\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat LP.main(LP.java:2)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:26.844Z",
                        "level": "INFO",
                        "message": "started",
                        "logger": "kafka.server.KafkaServer",
                    },
                    {
                        "ts": "2026-11-30T04:02:26.845Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "kafka.server.KafkaServer",
                    },
                    {
                        "ts": "2026-11-30T04:02:26.845Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "kafka.server.KafkaServer",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 1.2 (Kafka's pattern)",
            ),
        ),
    ),
    TextFormat(
        name="zookeeper",
        title="ZooKeeper",
        begins=rf"{ISO_TIME} (?:\[myid:\d*\] )?- (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +\[[^\]\n]*(?:\[[^\]\n]*\][^\]\n]*)*@\S+\] - ",
        pattern=rf"(?P<time>{ISO_TIME}) (?:\[myid:(?P<myid>\d*)\] )?- (?P<level>[A-Z]+) +\[(?P<thread>[^\n]*):(?P<logger>[\w.$]+)@(?P<line>\d+|\S+?)\] - "
        rf"(?P<message>{REST})",
        priority=35,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00,123 [myid:1] - INFO  [main:QuorumPeerConfig@174] - Reading configuration from: /conf/zoo.cfg\n"
                "2026-11-26 10:00:01,123 [myid:] - WARN  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@373] - Exception causing close\n"
                "2026-11-26 10:00:02,123 - ERROR [main:o.a.z.s.ZooKeeperServerMain@90] - Unexpected exception, exiting abnormally\n"
                "java.net.BindException: Address already in use\n"
                "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "QuorumPeerConfig",
                        "message": "Reading configuration from: /conf/zoo.cfg",
                    },
                    {"level": "WARNING", "logger": "NIOServerCnxn", "message": "Exception causing close"},
                    {
                        "level": "ERROR",
                        "message": "Unexpected exception, exiting abnormally",
                        "error_type": "java.net.BindException",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 04:03:22,526 - INFO  [ProcessThread(sid:0 cport:21810)::PrepRequestProcessor@138] - PrepRequestProcessor (sid:0) started, reconfigEnabled=false\n"
                    "2026-11-30 04:03:26,566 - WARN  [NIOWorkerThread-1:NIOServerCnxn@383] - Close of session 0x0\n"
                    "java.io.IOException: Len error. A message from /203.0.113.5:43198 with advertised length of 1751477356 is either a malformed message or too large to process (length is greater than jute.maxbuffer=1048575)\n"
                    "\tat org.apache.zookeeper.server.NIOServerCnxn.readLength(NIOServerCnxn.java:552)\n"
                    "\tat org.apache.zookeeper.server.NIOServerCnxn.doIO(NIOServerCnxn.java:342)\n"
                    "\tat org.apache.zookeeper.server.NIOServerCnxnFactory$IOWorkRequest.doWork(NIOServerCnxnFactory.java:508)\n"
                    "\tat org.apache.zookeeper.server.WorkerService$ScheduledWorkRequest.run(WorkerService.java:153)\n"
                    "\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)\n"
                    "\tat java.base/java.util.concurrent.ThreadPoolExecutor$Worker.run(ThreadPoolExecutor.java:635)\n"
                    "\tat java.base/java.lang.Thread.run(Thread.java:840)"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:03:22.526Z",
                        "level": "INFO",
                        "message": "PrepRequestProcessor (sid:0) started, reconfigEnabled=false",
                        "logger": "PrepRequestProcessor",
                    },
                    {
                        "ts": "2026-11-30T04:03:26.566Z",
                        "level": "WARNING",
                        "message": "Close of session 0x0",
                        "logger": "NIOServerCnxn",
                        "error_type": "java.io.IOException",
                        "error_message": "Len error. A message from /203.0.113.5:43198 with advertised length of 1751477356 is either a malformed message or too large to process (length is greater than jute.maxbuffer=1048575)",
                        "stack_trace": True,
                    },
                ),
                writer="ZooKeeper 3.8",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:02:27,797 [myid:] - INFO  [main:LP@2] - started\n"
                    "2026-11-30 04:02:27,801 [myid:] - WARN  [main:LP@2] - stock low\n"
                    "second line\n"
                    "2026-11-30 04:02:27,802 [myid:] - ERROR [main:LP@2] - charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat LP.main(LP.java:2)"
                ),
                records=(
                    {"ts": "2026-11-30T04:02:27.797Z", "level": "INFO", "message": "started", "logger": "LP"},
                    {
                        "ts": "2026-11-30T04:02:27.801Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "LP",
                    },
                    {
                        "ts": "2026-11-30T04:02:27.802Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "LP",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 1.2 (ZooKeeper's pattern)",
            ),
        ),
    ),
)
