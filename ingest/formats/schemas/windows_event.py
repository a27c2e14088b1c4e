"""Windows' event log as its forwarders write it: `EventID` and `Level`, whose numbers are Windows' own."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    keys = record.keys()
    return bool({"EventID", "EventId", "event_id"} & keys) and bool(
        {"ProviderName", "Provider", "SourceName", "provider_name", "EventRecordID", "RecordNumber"} & keys
    )


FORMAT = Format(
    name="windows_event",
    title="Windows event log",
    signs="EventID with ProviderName, SourceName or EventRecordID",
    matches=_matches,
    paths={
        "ts": ("/TimeCreated", "/EventTime", "/UtcTime", "/@timestamp"),
        "level": ("/LevelDisplayName", "/Severity", "/Level", "/level"),
        "message": ("/Message", "/message"),
        "logger": ("/ProviderName", "/SourceName", "/provider_name", "/Provider"),
        "host": ("/MachineName", "/Computer", "/Hostname", "/computer_name"),
    },
    level_scheme="windows",
    samples=(
        Sample(
            lines='{"TimeCreated":"/Date(1767607200123)/","EventID":7031,"Level":2,"ProviderName":"Service Control Manager",'
            '"MachineName":"web-1","Message":"The spooler ended"}\n'
            '{"EventTime":"2026-01-05 10:00:01","EventID":4624,"Level":4,"SourceName":"Security","Hostname":"web-1","Message":"in"}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123Z",
                    "level": "ERROR",
                    "message": "The spooler ended",
                    "logger": "Service Control Manager",
                    "host": "web-1",
                },
                {"ts": "2026-01-05T10:00:01Z", "level": "INFO", "message": "in"},
            ),
        ),
    ),
)
