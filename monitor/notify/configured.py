"""The channels there are: those of the settings, those that the environment's names of mail make, and the pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ingest.errors import SettingsError
from monitor.notify import channels
from monitor.settings import literal, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.settings import Settings
    from monitor.notify.channel import ChannelSettings

TABLE = "channel"
IN_APP = "in-app"
MAIL = {
    "email": "ALERT_EMAIL_TO",
    "email-critical": "ALERT_EMAIL_CRITICAL",
    "email-warning": "ALERT_EMAIL_WARNING",
    "email-celery": "ALERT_EMAIL_CELERY",
}
"""The channels that variables of the environment make."""
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@]+)(?::(?P<port>\d{1,5}))?")


def channels_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[ChannelSettings]:
    """The typed settings of all channels, the pages' last. A table's name goes before one of the environment.

    Raises `SettingsError`, one sentence about the first mistake.
    """
    found = typed(channels, settings.channel, table=TABLE, file=settings.file)
    for made in (*_of_mail(environment), {"name": IN_APP, "kind": IN_APP}):
        if made["name"] not in {channel.name for channel in found}:
            where = f"The channel of the environment's SMTP_HOST and {MAIL.get(made['name'])}"
            found.append(literal(channels, made, where))
    return cast("list[ChannelSettings]", found)


def _of_mail(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """A table for each variable that names people; none without a mail server."""
    server, people = environment.get("SMTP_HOST"), {name: environment.get(key) for name, key in MAIL.items()}
    if not server or not any(people.values()):
        return []
    place = _HOST.fullmatch(server.strip())
    if place is None:
        sentence = "The environment's SMTP_HOST is not a mail server: it must be host:port, such as smtp.example:587."
        raise SettingsError(sentence)
    user = environment.get("SMTP_USERNAME") or None
    sender = environment.get("SMTP_FROM") or user
    if sender is None:
        sentence = "The environment has SMTP_HOST and no SMTP_FROM: set it to the address that mail is from."
        raise SettingsError(sentence)
    common = {
        "kind": "email",
        "host": place["host"].strip("[]"),
        "port": int(place["port"]) if place["port"] else None,
        "username": user,
        "password": _password(environment) if user else None,
        "sender": sender,
    }
    return [{"name": name, "to": to, **common} for name, to in people.items() if to]


def _password(environment: Mapping[str, str]) -> str | None:
    path = environment.get("SMTP_PASSWORD_FILE")
    if not path:
        return environment.get("SMTP_PASSWORD") or None
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"The environment's SMTP_PASSWORD_FILE cannot be read ({type(error).__name__}): correct the path."
        raise SettingsError(sentence) from error
