"""Sidekiq's JSON formatter: the job's class and id under `ctx`, `elapsed` in seconds."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "tid" in record and "lvl" in record and "pid" in record


FORMAT = Format(
    name="sidekiq",
    title="Sidekiq",
    signs="tid, lvl, pid",
    matches=_matches,
    paths={
        "ts": ("/ts",),
        "level": ("/lvl",),
        "logger": ("/ctx/class",),
        "request_id": ("/ctx/jid",),
        "duration_ms": ("/ctx/elapsed", "/elapsed"),
    },
    duration_unit="s",
    samples=(
        Sample(
            lines='{"ts":"2026-01-05T10:00:00.123Z","pid":4,"tid":"oxabc","lvl":"INFO","msg":"done","ctx":{"class":"HardJob","jid":"b4a577edbccf1d805744efa9","elapsed":0.246}}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123Z",
                    "level": "INFO",
                    "message": "done",
                    "logger": "HardJob",
                    "request_id": "b4a577edbccf1d805744efa9",
                    "duration_ms": 246.0,
                },
            ),
        ),
    ),
)
