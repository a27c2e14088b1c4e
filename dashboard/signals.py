"""SIGTERM and Ctrl+C as exceptions, so that a command closes what it has open before it ends."""

from __future__ import annotations

import signal

TYPE_CHECKING = False  # as typing has it, which this module does without: the supervisor stays small
if TYPE_CHECKING:
    from types import FrameType


class TerminatedError(KeyboardInterrupt):
    """The process got SIGTERM; it closes everything and ends."""


raised: list[KeyboardInterrupt] = []
"""What a signal raised. DuckDB ends a statement with an error of its own where a signal came in between."""


def install() -> None:
    """Handle both from now on."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a job in the background ignores it
        signal.signal(signal.SIGINT, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGTERM and raised:
        return  # it came twice, as from whoever signals a whole group
    error = TerminatedError() if number == signal.SIGTERM else KeyboardInterrupt()
    raised.append(error)
    raise error
