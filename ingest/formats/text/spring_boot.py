"""Spring Boot's console pattern."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

FORMATS = (
    TextFormat(
        name="spring_boot",
        title="Spring Boot",
        begins=rf"{ISO_TIME} +[A-Z]+ \d+ --- \[",
        pattern=rf"(?P<time>{ISO_TIME}) +(?P<level>[A-Z]+) (?P<process>\d+) --- (?:\[(?P<service>[^\]]*)\] )?\[ *(?P<thread>[^\]]*)\] "
        rf"(?:\[(?P<trace>[^\]]*)\] )?(?P<logger>\S+) +: (?P<message>{REST})",
        priority=30,
    ),
)
