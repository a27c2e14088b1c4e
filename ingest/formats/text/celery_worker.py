"""Celery's worker and beat."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

FORMATS = (
    TextFormat(
        name="celery",
        title="Celery worker and beat",
        begins=rf"\[{ISO_TIME}: [A-Z]+/",
        pattern=rf"\[(?P<time>{ISO_TIME}): (?P<level>[A-Z]+)/(?P<process>[^\]\n]+)\] (?:(?P<task>[\w.\-]+)\[(?P<task_id>[0-9a-f\-]+)\]: )?"
        rf"(?P<message>(?:Task (?P<celery_task>[\w.\-]+)\[(?P<celery_task_id>[0-9a-f\-]{{8,}})\] "
        rf"(?:succeeded in (?P<duration>[\d.e\-]+s)|[a-z]+))?{REST})",
        priority=30,
        samples=(
            Sample(
                lines="[2026-11-29 19:25:07,079: INFO/Beat] Scheduler: Sending due task a (app.add)\n"
                "[2026-11-29 19:25:07,223: INFO/ForkPoolWorker-1] Task app.add[9f86d081-884c-4c65-9a2f-eaa0c55ad015] succeeded in 0.0981s: 3\n"
                "[2026-11-29 19:25:08,123: ERROR/ForkPoolWorker-2] Task app.pay[0b8e2c11-884c-4c65-9a2f-eaa0c55ad015] raised unexpected: "
                "ValueError('no card')\n"
                'Traceback (most recent call last):\n  File "/srv/app/tasks.py", line 9, in pay\n    raise ValueError("no card")\n'
                "ValueError: no card",
                records=(
                    {
                        "ts": "2026-11-29T19:25:07.079Z",
                        "level": "INFO",
                        "message": "Scheduler: Sending due task a (app.add)",
                        "attributes": {"process": "Beat"},
                    },
                    {"level": "INFO", "duration_ms": 98.1},
                    {
                        "level": "ERROR",
                        "error_type": "ValueError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="[2026-11-29 22:32:00,248: WARNING/MainProcess] No hostname was supplied. Reverting to default 'web1'\n"
                "                \n"
                "  . cel.add\n"
                "  . cel.again",
                records=(
                    {
                        "ts": "2026-11-29T22:32:00.248000Z",
                        "level": "WARNING",
                        "message": "No hostname was supplied. Reverting to default 'web1'\n                \n  . cel.add\n  . cel.again",
                    },
                ),
                writer="Celery 5.7",
            ),
            Sample(
                lines="[2026-11-29 22:32:26,966: WARNING/MainProcess] No hostname was supplied. Reverting to default 'web1'",
                records=(
                    {
                        "ts": "2026-11-29T22:32:26.966000Z",
                        "level": "WARNING",
                        "message": "No hostname was supplied. Reverting to default 'web1'",
                    },
                ),
                writer="Celery 5.2",
            ),
        ),
    ),
)
