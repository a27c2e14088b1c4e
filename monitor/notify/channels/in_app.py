"""Tells in Longtail's own pages. Nothing leaves the machine: the row of the notification is all there is.

There is always one, named `in-app`, also where the settings have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.notify.channel import Answer, ChannelSettings

if TYPE_CHECKING:
    from monitor.limits import Limit
    from monitor.notify.notice import Notification

EXAMPLE = """\
name = "in-app"
kind = "in-app"
"""
STEPS = """\
Nothing is to be done.
"""


class Settings(ChannelSettings):
    """The pages."""

    @property
    def target(self) -> str:
        """The pages."""
        return "pages"


def send(_settings: Settings, _notification: Notification, _limit: Limit) -> Answer:
    """It is there."""
    return Answer(ok=True, status=None, text="It is on the pages.")
