"""No password, token or secret address is logged, shown or answered, whatever goes wrong, also with all logging on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from monitor.notify.delivering import deliver
from monitor.notify.trying import send
from tests.monitor import troubles
from tests.monitor.notify import sinks
from tests.monitor.notify.given import channel, notification
from tests.monitor.notify.sinks import Said

if TYPE_CHECKING:
    from collections.abc import Callable

_SECRET = "s3cret0fTheTests"  # noqa: S105 (a test's own)
_TABLES: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "webhook": lambda url, _: {"url": f"{url}/{_SECRET}", "secret": _SECRET, "token": _SECRET},
    "slack": lambda url, _: {"url": f"{url}/services/{_SECRET}"},
    "dingtalk": lambda url, _: {"url": f"{url}/robot/send?access_token={_SECRET}", "secret": _SECRET},
    "feishu": lambda url, _: {"url": f"{url}/hook/{_SECRET}", "secret": _SECRET},
    "wecom": lambda url, _: {"url": f"{url}/send?key={_SECRET}"},
    "teams": lambda url, _: {"url": f"{url}/workflows/{_SECRET}"},
    "telegram": lambda url, _: {"url": url, "token": _SECRET, "chat": "1"},
    "alertmanager": lambda url, _: {"url": f"http://me:{_SECRET}@{url.removeprefix('http://')}"},
    "apprise": lambda url, _: {"url": f"json://me:{_SECRET}@{url.removeprefix('http://')}/{_SECRET}"},
    "email": lambda _, port: {
        "host": "127.0.0.1",
        "port": port,
        "sender": "a@b.example",
        "to": "c@d.example",
        "username": "longtail",
        "password": _SECRET,
    },
}
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # of one of Apprise's


@pytest.mark.parametrize("kind", list(_TABLES))
def test_nothing_is_told(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Of a success, a refusal that repeats the secret, a connection that is refused, and one that breaks."""
    caplog.set_level(logging.DEBUG)
    echo = Said(400, f"no such hook: {_SECRET} /x/{_SECRET}?key={_SECRET}")
    told: list[str] = []
    with sinks.http(Said(), echo) as sink, sinks.smtp() as mailbox, troubles.serving(troubles.babbling) as babbler:
        ports = [(sink.port, mailbox.port)] * 2 + [(babbler, babbler)]
        for port, mail_port in ports:
            table = _TABLES[kind](f"http://127.0.0.1:{port}", mail_port)
            settings = channel(kind=kind, timeout=20, **table)
            trial = send(settings)
            told += [str(trial.row), repr(settings), settings.target, deliver(settings, notification()).text]
    with troubles.refusing() as port:
        settings = channel(kind=kind, timeout=20, **_TABLES[kind](f"http://127.0.0.1:{port}", port))
        told.append(deliver(settings, notification()).text)
    # pytest listens to loggers that hand nothing on; nobody else does
    heard = [one for one in caplog.records if one.name != "mail.log" and logging.getLogger(one.name).propagate]
    logged = [record.getMessage() for record in heard]
    assert ([], []) == ([text for text in told if _SECRET in text], [text for text in logged if _SECRET in text])
