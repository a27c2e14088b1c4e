"""systemd's journal (`journalctl -o json`): everything a string, microseconds, syslog priorities."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample
from ingest.formats.wrapping import inner


def _matches(record: Record) -> bool:
    return "__REALTIME_TIMESTAMP" in record or ("PRIORITY" in record and "MESSAGE" in record)


def _expand(record: Record) -> list[Record | str] | None:
    return inner(record, "MESSAGE")


FORMAT = Format(
    name="journald",
    title="systemd journal",
    signs="__REALTIME_TIMESTAMP; or PRIORITY and MESSAGE",
    matches=_matches,
    paths={
        "ts": ("/_SOURCE_REALTIME_TIMESTAMP", "/__REALTIME_TIMESTAMP"),
        "message": ("/MESSAGE",),
        "level": ("/PRIORITY",),
        "service": ("/SYSLOG_IDENTIFIER", "/_COMM"),
        "host": ("/_HOSTNAME",),
        "logger": ("/_SYSTEMD_UNIT",),
    },
    level_scheme="syslog",
    expand=_expand,
    inner=lambda _record: "MESSAGE",
    samples=(
        Sample(
            lines='{ "__REALTIME_TIMESTAMP" : "1534860261221373", "PRIORITY" : "3", "_HOSTNAME" : "web-1", "SYSLOG_IDENTIFIER" : "shop", '
            '"MESSAGE" : "no space" }',
            records=(
                {
                    "ts": "2018-08-21T14:04:21.221373Z",
                    "level": "ERROR",
                    "host": "web-1",
                    "service": "shop",
                    "message": "no space",
                },
            ),
        ),
    ),
)
