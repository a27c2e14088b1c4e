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
        pattern=rf"(?P<time>{ISO_TIME}) \[(?P<level>[A-Z]+)\]\[(?P<process>\d+)\] (?P<logger>[\w./\-]+?)/?(?P<file>[\w.\-]+\.go) (?P<line>\d+): (?P<message>{REST})",
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
        ),
    ),
)
