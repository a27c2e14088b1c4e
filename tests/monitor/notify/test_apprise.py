"""What has no channel of its own is told by Apprise, within the time limit, and what it logs is the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from apprise.plugins import dingtalk as other

from ingest.errors import SettingsError
from monitor.notify.channel import Answer
from monitor.notify.channels import dingtalk
from monitor.notify.delivering import deliver
from tests.monitor.notify import sinks
from tests.monitor.notify.given import HOSTILE, channel, hostile, notification
from tests.monitor.notify.sinks import Said

_PATH = "secret-topic-123"
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""One of its services imports a module that Python 3.13 has no more; it is loaded with all others."""


def test_what_is_told() -> None:
    """Title and text, as the service wants them."""
    with sinks.http() as sink:
        answer = deliver(channel(kind="apprise", url=f"json://127.0.0.1:{sink.port}/{_PATH}"), notification())
    (got,) = sink.got
    told = [word for word in ("threshold 10 %", "4711 failed", "PaymentError") if word not in got.json["message"]]
    assert (Answer(ok=True, status=None, text="It has taken it."), "Critical: High error rate (orders api)", []) == (
        answer,
        got.json["title"],
        told,
    )


def test_a_refusal() -> None:
    """What Apprise says of it is the answer, without the address; it may be tried again."""
    with sinks.http(Said(500, "broken")) as sink:
        answer = deliver(channel(kind="apprise", url=f"json://127.0.0.1:{sink.port}/{_PATH}"), notification())
    assert (False, False, True, False) == (answer.ok, answer.permanent, "500" in answer.text, _PATH in answer.text)


def test_one_that_hangs() -> None:
    """Nobody waits longer than the limit."""
    with sinks.http(Said(hang=True)) as sink:
        settings = channel(kind="apprise", url=f"json://127.0.0.1:{sink.port}/", timeout="300ms")
        answer = deliver(settings, notification())
    assert Answer(ok=False, status=None, text="It did not answer within 0.3 s.", may_have_arrived=True) == answer


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_taken(text: str) -> None:
    """Whatever stands in logs."""
    with sinks.http() as sink:
        answer = deliver(channel(kind="apprise", url=f"json://127.0.0.1:{sink.port}/", timeout=60), hostile(text))
    assert (True, 1) == (answer.ok, len(sink.got))


def test_an_address_that_it_does_not_know() -> None:
    """It is an error of the settings, which does not repeat the address."""
    with pytest.raises(SettingsError) as caught:
        channel(kind="apprise", url="no-such-service://secret-user@host")
    sentence = (
        "[[channel]] 'ops': url is wrong: it must be an address that Apprise knows, such as ntfys://ntfy.sh/topic."
    )
    assert sentence == str(caught.value)


def test_dingtalk_is_signed_as_apprise_signs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who read the same document of the provider agree."""
    kind: Any = other.NotifyDingTalk
    service = kind(token="x" * 32, secret="SECsecretOfTheTests0123456789")  # noqa: S106 (a test's own)
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.5)
    milliseconds, signed = service.get_signature()
    assert signed == quote(dingtalk.signature(service.secret, int(milliseconds)), safe="")
