"""Calico's components and Telegraf: short forms of their own."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

FORMATS = (
    TextFormat(
        name="calico",
        title="Calico",
        begins=rf"{ISO_TIME} \[(?:DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\]\[\d+\] ",
        pattern=rf"(?P<time>{ISO_TIME}) \[(?P<level>[A-Z]+)\]\[(?P<process>\d+)\] (?:(?P<logger>[\w./\-]+)/)?(?P<file>[\w.\-]+\.go) (?P<line>\d+): (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.123 [INFO][63] felix/int_dataplane.go 1234: Applying dataplane updates\n"
                '2026-11-26 10:00:01.123 [WARNING][63] confd/health.go 12: Health check failed error="no card"',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "felix",
                        "message": "Applying dataplane updates",
                    },
                    {"level": "WARNING", "logger": "confd"},
                ),
            ),
            Sample(
                lines=(
                    "2019-01-28 07:45:48.905 [INFO][9] startup.go 244: Early log level set to info\n"
                    "2019-01-28 07:45:49.016 [WARNING][19] allocate_ipip_addr.go 43: No address left"
                ),
                records=(
                    {
                        "ts": "2019-01-28T07:45:48.905Z",
                        "level": "INFO",
                        "logger": None,
                        "message": "Early log level set to info",
                    },
                    {"ts": "2019-01-28T07:45:49.016Z", "level": "WARNING", "message": "No address left"},
                ),
                writer="Calico 3.4 (published)",
            ),
            Sample(
                lines=(
                    '2020-12-17 18:44:37.432 [INFO][43] felix/health.go 233: Health enabled.  Starting server. host="localhost" port=9099\n'
                    "2020-12-17 18:44:37.441 [ERROR][43] cni-plugin/k8s.go 545: No such pod error=no card"
                ),
                records=(
                    {
                        "ts": "2020-12-17T18:44:37.432Z",
                        "level": "INFO",
                        "message": 'Health enabled.  Starting server. host="localhost" port=9099',
                        "logger": "felix",
                    },
                    {
                        "ts": "2020-12-17T18:44:37.441Z",
                        "level": "ERROR",
                        "message": "No such pod error=no card",
                        "logger": "cni-plugin",
                    },
                ),
                writer="Calico 3.17 (published)",
            ),
        ),
    ),
    TextFormat(
        name="telegraf",
        title="Telegraf",
        begins=rf"{ISO_TIME} [TDIWE]! ",
        pattern=rf"(?P<time>{ISO_TIME}) (?P<level>[TDIWE])! (?:\[(?P<logger>[^\]\n]+)\] )?(?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00Z I! Loaded inputs: cpu disk\n"
                "2026-11-26T10:00:01Z E! [outputs.influxdb] When writing to [http://influx:8086]: connection refused",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": "INFO", "message": "Loaded inputs: cpu disk"},
                    {"level": "ERROR", "logger": "outputs.influxdb"},
                ),
            ),
            Sample(
                lines=(
                    '2017-02-16T18:44:05Z I! Agent Config: Interval:10s, Quiet:false, Hostname:"web1", Flush Interval:10s\n'
                    "2017-02-16T18:44:06Z E! ERROR in input [inputs.nginx]: connection refused"
                ),
                records=(
                    {
                        "ts": "2017-02-16T18:44:05Z",
                        "level": "INFO",
                        "message": 'Agent Config: Interval:10s, Quiet:false, Hostname:"web1", Flush Interval:10s',
                    },
                    {
                        "ts": "2017-02-16T18:44:06Z",
                        "level": "ERROR",
                        "message": "ERROR in input [inputs.nginx]: connection refused",
                    },
                ),
                writer="Telegraf 1.2 (published)",
            ),
            Sample(
                lines=(
                    "2025-01-27T12:47:40Z I! Loaded inputs: cpu disk\n"
                    "2025-01-27T12:47:40Z W! [agent] The default value of 'x' will change to 'true'!\n"
                    "2025-01-27T13:47:41+01:00 D! [outputs.influxdb::main] Buffer fullness: 0 / 10000 metrics"
                ),
                records=(
                    {"ts": "2025-01-27T12:47:40Z", "level": "INFO", "message": "Loaded inputs: cpu disk"},
                    {
                        "ts": "2025-01-27T12:47:40Z",
                        "level": "WARNING",
                        "message": "The default value of 'x' will change to 'true'!",
                        "logger": "agent",
                    },
                    {
                        "ts": "2025-01-27T12:47:41Z",
                        "level": "DEBUG",
                        "message": "Buffer fullness: 0 / 10000 metrics",
                        "logger": "outputs.influxdb::main",
                    },
                ),
                writer="Telegraf 1.34 (published)",
            ),
        ),
    ),
)
