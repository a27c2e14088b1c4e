"""A resolved group is regressed by what happened after the decision and was not known then, by nothing else."""

from tests.sql.given import at, record


def _seen(error_id: str, time: str, line: int) -> dict[str, object]:
    return record(time, "app", line=line, error_type="E", error_id=error_id, trace_id=f"{error_id}{line}")


GIVEN = [
    [
        _seen("again", "10:00", 1),
        _seen("late", "10:00", 2),
        _seen("ahead", "12:00", 3),
        _seen("ahead-again", "12:00", 4),
        _seen("ignored", "10:00", 5),
        _seen("reopened", "10:00", 6),
        _seen("at-once", "10:00", 7),
        _seen("undecided", "10:00", 8),
    ],
    [
        _seen("again", "11:00", 11),
        _seen("late", "09:00", 12),
        _seen("ahead-again", "10:45", 13),
        _seen("ignored", "11:00", 14),
        _seen("reopened", "11:00", 15),
        _seen("at-once", "10:30", 16),
    ],
]
_DECIDE = "insert into error_status values ('{}', '{}', timestamp '2026-11-20 {}', 'me', null, {})"
MORE = [
    *(_DECIDE.format(name, "resolved", "10:30", 0) for name in ("again", "late", "at-once", "reopened", "ignored")),
    *(_DECIDE.format(name, "resolved", "10:30", 1) for name in ("ahead", "ahead-again")),
    _DECIDE.format("ignored", "ignored", "10:31", 0),
    _DECIDE.format("reopened", "open", "10:31", 0),
]
COLUMNS = "error_id, status, decided_at"
EXPECT = [
    ("again", "regressed", at("10:30")),
    ("ahead", "resolved", at("10:30")),
    ("ahead-again", "regressed", at("10:30")),
    ("at-once", "resolved", at("10:30")),
    ("ignored", "ignored", at("10:31")),
    ("late", "resolved", at("10:30")),
    ("reopened", "open", at("10:31")),
]
