"""Elasticsearch, OpenSearch, Logstash, Kibana: time, level and logger in brackets."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, LAZY, REST

_LEVEL = r"\[(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL|CRITICAL|DEPRECATION) *\]"

FORMATS = (
    TextFormat(
        name="elasticsearch",
        title="Elasticsearch, OpenSearch, Logstash, Kibana",
        begins=rf"\[{ISO_TIME}\] ?{_LEVEL} ?\[",
        pattern=rf"\[(?P<time>{ISO_TIME})\] ?\[(?P<level>[A-Z]+) *\] ?\[(?P<logger>[^\s\]]+) *\](?:\[(?P<pipeline>[^\]\n]*)\](?:\[(?P<plugin>[^\]\n]*)\])?)?"
        rf"(?: \[(?P<node>[^\s\]=,]+)\])? ?(?P<message>(?:{LAZY}took_millis\[(?P<duration_ms>\d+)\])?{REST})",
        levels={"DEPRECATION": "WARN"},
        priority=30,
        samples=(
            Sample(
                lines="[2026-11-26T10:00:00,123][INFO ][o.e.n.Node               ] [node-1] initialized\n"
                "[2026-11-26T10:00:01,123][WARN ][i.s.s.query              ] [node-1] [orders][0] took[1.2s], took_millis[1200], "
                "total_hits[5 hits], source[{}]\n"
                "[2026-11-26T10:00:02,123][ERROR][o.e.b.ElasticsearchUncaughtExceptionHandler] [node-1] uncaught exception in thread [main]\n"
                "org.elasticsearch.bootstrap.StartupException: java.lang.IllegalStateException: failed to obtain node locks\n"
                "\tat org.elasticsearch.bootstrap.Elasticsearch.init(Elasticsearch.java:174) ~[elasticsearch-7.17.9.jar:7.17.9]\n"
                "[2026-11-26T10:00:03,123][ERROR][logstash.javapipeline    ][main] Pipeline error\n"
                '[2026-11-26T10:00:04.123+01:00][INFO ][plugins-service] Plugin "cases" is disabled.\n'
                "[2026-11-26T10:00:05,123][DEPRECATION][o.e.d.r.RestController] [node-1] old",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "o.e.n.Node",
                        "host": "node-1",
                        "message": "initialized",
                    },
                    {"level": "WARNING", "duration_ms": 1200.0},
                    {
                        "level": "ERROR",
                        "message": "uncaught exception in thread [main]",
                        "stack_trace": True,
                    },
                    {"level": "ERROR", "logger": "logstash.javapipeline", "host": None, "message": "Pipeline error"},
                    {"ts": "2026-11-26T09:00:04.123Z", "message": 'Plugin "cases" is disabled.'},
                    {"level": "WARNING", "message": "old"},
                ),
            ),
            Sample(
                lines=(
                    "[2026-11-30T04:02:18,972][INFO ][o.e.n.Node               ] [node-1] initialized\n"
                    "[2026-11-30T04:02:18,985][WARN ][o.e.n.Node               ] [node-1] stock low\n"
                    "second line\n"
                    "[2026-11-30T04:02:18,985][ERROR][o.e.n.Node               ] [node-1] charge failed\n"
                    "java.lang.IllegalStateException: no card\n"
                    "\tat L.main(L.java:2) ~[jv/:?]"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:02:18.972Z",
                        "level": "INFO",
                        "message": "initialized",
                        "logger": "o.e.n.Node",
                        "host": "node-1",
                    },
                    {
                        "ts": "2026-11-30T04:02:18.985Z",
                        "level": "WARNING",
                        "message": "stock low\nsecond line",
                        "logger": "o.e.n.Node",
                        "host": "node-1",
                    },
                    {
                        "ts": "2026-11-30T04:02:18.985Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "o.e.n.Node",
                        "host": "node-1",
                        "error_type": "java.lang.IllegalStateException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Log4j 2.19 (Elasticsearch's pattern)",
            ),
            Sample(
                lines=(
                    "[2015-10-22 22:40:57,123][INFO ][node                     ] [Blob] version[2.0.0], pid[1234], build[de54438/2015]"
                ),
                records=(
                    {
                        "ts": "2015-10-22T22:40:57.123Z",
                        "level": "INFO",
                        "message": "version[2.0.0], pid[1234], build[de54438/2015]",
                        "logger": "node",
                        "host": "Blob",
                    },
                ),
                writer="Elasticsearch 2.0 (published)",
            ),
            Sample(
                lines=(
                    "[2019-05-28T15:22:19,521][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][345] overhead, spent [280ms] collecting in the last [1s]\n"
                    '[2019-05-28T15:22:20,521][TRACE][i.s.s.query              ] [node-1] [orders][3] took[499.5ms], took_millis[499], total_hits[5 hits], types[], stats[], search_type[QUERY_THEN_FETCH], total_shards[1], source[{"size":1}], id[],'
                ),
                records=(
                    {
                        "ts": "2019-05-28T15:22:19.521Z",
                        "level": "WARNING",
                        "message": "[gc][345] overhead, spent [280ms] collecting in the last [1s]",
                        "logger": "o.e.m.j.JvmGcMonitorService",
                        "host": "node-1",
                    },
                    {
                        "ts": "2019-05-28T15:22:20.521Z",
                        "level": "TRACE",
                        "message": '[orders][3] took[499.5ms], took_millis[499], total_hits[5 hits], types[], stats[], search_type[QUERY_THEN_FETCH], total_shards[1], source[{"size":1}], id[],',
                        "logger": "i.s.s.query",
                        "host": "node-1",
                        "duration_ms": 499.0,
                    },
                ),
                writer="Elasticsearch 7 (published)",
            ),
            Sample(
                lines=(
                    "[2020-02-21T10:17:01,123][INFO ][logstash.agent           ] Successfully started Logstash API endpoint {:port=>9600}\n"
                    '[2020-07-15T10:17:02,123][ERROR][logstash.outputs.elasticsearch][main][5c1b7e405c1b7e405c1b7e405c1b7e405c1b7e405c1b7e405c1b7e405c1b7e40] Encountered a retryable error. Will Retry with exponential backoff  {:code=>403, :url=>"https://search.example:9200/_bulk"}'
                ),
                records=(
                    {
                        "ts": "2020-02-21T10:17:01.123Z",
                        "level": "INFO",
                        "message": "Successfully started Logstash API endpoint {:port=>9600}",
                        "logger": "logstash.agent",
                    },
                    {
                        "ts": "2020-07-15T10:17:02.123Z",
                        "level": "ERROR",
                        "host": None,
                        "message": 'Encountered a retryable error. Will Retry with exponential backoff  {:code=>403, :url=>"https://search.example:9200/_bulk"}',
                        "logger": "logstash.outputs.elasticsearch",
                    },
                ),
                writer="Logstash 7 (published)",
            ),
        ),
    ),
)
