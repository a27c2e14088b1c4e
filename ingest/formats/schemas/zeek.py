"""Zeek: dotted keys, epoch seconds, durations in seconds; its `level` is not a log level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.formats.log_format import Condition, Format, Record, Sample

if TYPE_CHECKING:
    from collections.abc import Collection

_REPORT = frozenset({"ts", "level", "message", "location", "_wrapper"})


def _is_report(keys: Collection[str]) -> bool:
    """Whether these may be the keys of reporter.log, whose levels begin with a word of its own."""
    return "level" in keys and _REPORT.issuperset(keys)


def _matches(record: Record) -> bool:
    is_flow = "id.orig_h" in record or ("id_orig_h" in record and "uid" in record)
    is_own = "_path" in record and "ts" in record
    level = record.get("level")
    is_report = _is_report(record) and isinstance(level, str) and level.startswith("Reporter::")
    return is_flow or is_own or is_report


FORMAT = Format(
    name="zeek",
    title="Zeek",
    signs="id.orig_h; or _path and ts; or level Reporter::*",
    matches=_matches,
    decided_by=(Condition(("/level",), prefix="Reporter::", when=_is_report),),
    paths={
        "ts": ("/ts",),
        "method": ("/method",),
        "path": ("/uri",),
        "status": ("/status_code",),
        "client_ip": ("/id.orig_h", "/id_orig_h"),
        "duration_ms": ("/duration",),
        "user_id": ("/username",),
    },
    silent=frozenset({"host", "service", "user_id"}),
    duration_unit="s",
    samples=(
        Sample(
            lines='{"ts":1588205558.09551,"uid":"C1","id.orig_h":"10.0.1.4","id.resp_h":"10.0.0.4","method":"OPTIONS","host":"x",'
            '"uri":"/a?b","status_code":403}\n{"ts":1588205199.82437,"uid":"C2","id.orig_h":"10.0.1.4","service":"dns","duration":0.25}',
            records=(
                {
                    "ts": "2020-04-30T00:12:38.095510Z",
                    "method": "OPTIONS",
                    "path": "/a",
                    "status": 403,
                    "level": None,
                    "host": None,
                },
                {"duration_ms": 250.0, "client_ip": "10.0.1.4", "service": None},
            ),
        ),
    ),
)
