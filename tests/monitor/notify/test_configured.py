"""The channels there are: tables of the settings, names of the environment, and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings
from monitor.notify.configured import channels_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.notify.channels.email import Settings as Mail

_MAIL = {
    "SMTP_HOST": "smtp.example:2525",
    "SMTP_FROM": "longtail@example.org",
    "SMTP_USERNAME": "me",
    "SMTP_PASSWORD": "${HOME}-is-my-pw",
    "ALERT_EMAIL_TO": "a@example.org,b@example.org",
    "ALERT_EMAIL_CELERY": "c@example.org",
}


def test_names_of_the_environment(tmp_path: Path) -> None:
    """They make channels without a line of settings; their texts are meant as they are."""
    first, second, last = channels_of(Settings(), _MAIL)
    mail: Mail = first  # type: ignore[assignment] # its kind
    assert (["email", "email-celery", "in-app"], "smtp.example", 2525, "${HOME}-is-my-pw") == (
        [first.name, second.name, last.name],
        mail.host,
        mail.server_port,
        mail.password.get_secret_value() if mail.password else None,
    )
    assert ("a@example.org, b@example.org", "c@example.org") == (first.target, second.target)
    (tmp_path / "pw").write_text("from-file\n", encoding="utf-8")
    mail = channels_of(Settings(), {**_MAIL, "SMTP_PASSWORD_FILE": str(tmp_path / "pw")})[0]  # type: ignore[assignment] # as above
    assert mail.password is not None
    assert "from-file" == mail.password.get_secret_value()


def test_a_table_goes_before() -> None:
    """One of the same name takes the place of that of the environment, and of the pages."""
    tables = ({"name": "email", "kind": "webhook", "url": "http://x"}, {"kind": "in-app"})
    found = channels_of(Settings(channel=tables), _MAIL)
    assert [("email", "webhook"), ("in-app", "in-app"), ("email-celery", "email")] == [
        (one.name, one.kind) for one in found
    ]


@pytest.mark.parametrize(
    "environment",
    [{}, {"ALERT_EMAIL_TO": "a@example.org"}, {"SMTP_HOST": "smtp.example", "SMTP_FROM": "a@example.org"}],
)
def test_what_others_set(environment: dict[str, str]) -> None:
    """A variable that another program uses makes no channel by itself, and no error."""
    assert ["in-app"] == [one.name for one in channels_of(Settings(), environment)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SMTP_HOST": "smtp://x"}, "The environment's SMTP_HOST is not a mail server: it must be host:port, such as"),
        ({"SMTP_FROM": "", "SMTP_USERNAME": ""}, "The environment has SMTP_HOST and no SMTP_FROM: set it"),
        ({"ALERT_EMAIL_TO": "me"}, "The channel of the environment's SMTP_HOST and ALERT_EMAIL_TO: to.0 is wrong: "),
        ({"SMTP_PASSWORD_FILE": "/no/such/file"}, "The environment's SMTP_PASSWORD_FILE cannot be read"),
    ],
)
def test_wrong_names(changes: dict[str, str], sentence: str) -> None:
    """One sentence, without the password."""
    with pytest.raises(SettingsError) as caught:
        channels_of(Settings(), {**_MAIL, **changes})
    assert (True, False) == (sentence in str(caught.value), "my-pw" in str(caught.value))
