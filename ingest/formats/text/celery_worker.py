"""Celery's worker and beat."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

FORMATS = (
    TextFormat(
        name="celery",
        title="Celery worker",
        begins=rf"\[{ISO_TIME}: [A-Z]+/",
        pattern=rf"\[(?P<time>{ISO_TIME}): (?P<level>[A-Z]+)/(?P<process>[^\]\n]+)\] (?:(?P<task>[\w.\-]+)\[(?P<task_id>[0-9a-f\-]+)\]: )?"
        rf"(?P<message>(?:Task (?P<celery_task>[\w.\-]+)\[(?P<celery_task_id>[0-9a-f\-]{{8,}})\] "
        rf"(?:succeeded in (?P<duration>[\d.e\-]+s)|[a-z]+))?{REST})",
        priority=30,
    ),
)
