"""Any line that begins with a time: the time, the level if there is one, and the rest as the message."""

from __future__ import annotations

from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LEVEL, REST, TIME

_CAPITALS = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)"
"""A level without a separator after it: `Error reading the file` is a sentence."""

FORMATS = (
    TextFormat(
        name="time_first",
        title="A line that begins with a time",
        begins=rf"[\[(<]?(?:{TIME})",
        pattern=rf"[\[(<]?(?P<time>{TIME})[\])>]?(?:[,:;|]| [-|:])?\s*(?:[\[(<|]?(?P<level>{LEVEL})(?:[\])>|:]| [-|:])[\s|:\-]*|(?P<levelname>{_CAPITALS})[ \t]+)?"
        rf"(?P<message>{REST})",
        priority=90,
    ),
)
