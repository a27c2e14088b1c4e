"""MySQL's error log as JSON (log_sink_json): the level as the word `label` and the number `prio`."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "prio" in record and bool({"err_code", "err_symbol", "SQL_state", "subsystem"} & record.keys())


FORMAT = Format(
    name="mysql",
    title="MySQL error log (JSON)",
    signs="prio with err_code, err_symbol, SQL_state or subsystem",
    matches=_matches,
    paths={
        "ts": ("/time", "/ts"),
        "level": ("/label", "/prio"),
        "message": ("/msg",),
        "logger": ("/subsystem", "/component"),
        "service": ("/service",),
    },
    level_scheme="mysql",
    samples=(
        Sample(
            lines='{"prio":2,"err_code":10910,"subsystem":"Server","component":"","SQL_state":"HY000","source_file":"mysqld.cc",'
            '"function":"signal_hand","msg":"Received SHUTDOWN","time":"2026-01-05T10:00:00.123456Z","err_symbol":"ER_SHUTDOWN",'
            '"label":"Warning"}\n'
            '{"prio":0,"err_code":10116,"subsystem":"Server","msg":"starting","time":"2026-01-05T10:00:01.5Z","ts":1767607201500}',
            records=(
                {
                    "ts": "2026-01-05T10:00:00.123456Z",
                    "level": "WARNING",
                    "message": "Received SHUTDOWN",
                    "logger": "Server",
                },
                {"ts": "2026-01-05T10:00:01.5Z", "level": "INFO", "message": "starting"},
            ),
        ),
    ),
)
