"""Python's logging with the formats that its documentation, Flask and Django show, loguru, and structlog's console."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, LAZY, LEVEL, REST

_WORD = r"[\w.$/:\-<>]+"

FORMATS = (
    TextFormat(
        name="python_basic",
        title="Python logging.basicConfig",
        begins=r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.\-]+:",
        pattern=rf"(?P<level>[A-Z]+):(?P<logger>[\w.\-]+):(?P<message>{REST})",
        samples=(
            Sample(
                lines="WARNING:app.orders:stock low",
                records=({"level": "WARNING", "logger": "app.orders", "message": "stock low"},),
            ),
        ),
    ),
    TextFormat(
        name="python_place",
        title="Python logging, Flask's with the place at the end",
        begins=rf"\[?{ISO_TIME}\]? (?:- )?\[?{LEVEL}\]?(?: in [\w.]+)?: ",
        pattern=rf"\[?(?P<time>{ISO_TIME})\]? (?:- )?\[?(?P<level>[A-Za-z]+)\]?(?: in (?P<logger>[\w.]+))?: "
        rf"(?P<message>{LAZY})(?: \[in (?P<pathname>[^\]\n]+):(?P<lineno>\d+)\])(?:\n(?P<stack_trace>{REST}))?",
        priority=40,
    ),
    TextFormat(
        name="loguru_text",
        title="Loguru",
        begins=rf"{ISO_TIME} \| [A-Z]",
        pattern=rf"(?P<time>{ISO_TIME}) \| (?P<level>[A-Z]\w*) *\| (?:(?P<process>\d+) \| )?(?P<logger>[^\s:]+):(?P<function>[^\s:]+):"
        rf"(?P<line>\d+) - (?P<message>{REST})",
        priority=40,
    ),
    TextFormat(
        name="python_asctime",
        title="Python logging, time, logger and level in any order",
        begins=rf"\[?{ISO_TIME}\]?",
        pattern=rf"\[?(?P<time>{ISO_TIME})\]?(?: [-|:]|,)? +"
        rf"(?:(?:\[?(?P<logger>{_WORD})\]?(?: [-|:]|:)? +)?[\[(]?(?P<level>{LEVEL})[\])]?)(?:(?: +[-|])|:| +(?P<logger_after>[\w.]+):|) +"
        rf"(?P<message>{REST})",
        priority=60,
    ),
)
