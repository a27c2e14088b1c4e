"""Who is told: the settings of each channel and route are right, and templates can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict
from ingest.errors import SettingsError
from monitor.notify import templates
from monitor.notify.configured import IN_APP, channels_of
from monitor.telling.routing import Routing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 18
NAME = "channels"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding where there are channels, and one for each template that is wrong; `longtail notify` tries one."""
    try:
        found = [channel for channel in channels_of(subject.settings) if channel.kind != IN_APP]
        Routing(subject.settings)
    except SettingsError as error:
        yield Finding(NAME, Verdict.FAILED, str(error))
        return
    for channel in found:
        for key, template in (("title", channel.title), ("body", channel.body)):
            if problem := templates.problem(template):
                sentence = f"The {key} of channel {channel.name!r} is no template ({problem}): Longtail's own is sent."
                yield Finding(NAME, Verdict.LOOK, sentence)
    if found:
        counted = f"{len(found)} channels are" if len(found) > 1 else "1 channel is"
        yield Finding(NAME, Verdict.OK, f"{counted} set up; `longtail notify NAME` tries one.")
