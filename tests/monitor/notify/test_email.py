"""Mail reaches a real SMTP server with both halves, the same Message-ID each time, and no password in the clear."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from monitor.notify.channel import Answer
from monitor.notify.delivering import deliver
from tests.monitor import troubles
from tests.monitor.notify import sinks
from tests.monitor.notify.given import alert, channel, notification
from tests.services import HOST

if TYPE_CHECKING:
    from email.message import EmailMessage

    from monitor.notify.notice import Notification
    from tests.monitor.certificates import Authority
    from tests.monitor.notify.sinks import Mailbox

_TABLE: dict[str, Any] = {
    "kind": "email",
    "host": HOST,
    "sender": "Longtail <longtail@shop.example>",
    "to": "ops@shop.example, Zoë <zoe@shop.example>",
    "timeout": 60,
}


def _send(mailbox: Mailbox, sent: Notification | None = None, **more: Any) -> Answer:
    return deliver(channel(**{**_TABLE, "port": mailbox.port, **more}), sent or notification())


def _read(mailbox: Mailbox, place: int = -1) -> EmailMessage:
    return message_from_bytes(mailbox.mails[place][1], policy=policy.default)


def test_both_halves() -> None:
    """All addresses get one mail with the alert and its evidence, as text and as HTML."""
    with sinks.smtp() as mailbox:
        answer = _send(mailbox)
    mail = _read(mailbox)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    told = ["12.3 % (threshold 10 %)", "payment of order 4711 failed", "PaymentError: card declined", "1,240 requests"]
    told += ["https://longtail.example/logs?from=1", "https://wiki.example/errors", "orders"]
    assert [] == [word for word in told if word not in text.get_content() or word not in html.get_content()]
    assert (Answer(ok=True, status=250, text="250 2.0.0 taken as 4711"), ["ops@shop.example", "zoe@shop.example"]) == (
        answer,
        mailbox.mails[0][0],
    )
    assert ("Critical: High error rate (orders api)", "auto-generated", "Longtail <longtail@shop.example>") == (
        mail["Subject"],
        mail["Auto-Submitted"],
        mail["From"],
    )


def test_a_repeat_is_known() -> None:
    """The Message-ID is that of the key; firing and resolved are one conversation, another alert is another one."""
    with sinks.smtp() as mailbox:
        sent = [notification(), notification(), notification(key="k-2", event="resolved")]
        for one in [*sent, notification(alert(labels={"service": "stock"}), key="k-3")]:
            _send(mailbox, one)
    mails = [_read(mailbox, place) for place in range(4)]
    ids, threads = [mail["Message-ID"] for mail in mails], [mail["References"] for mail in mails]
    assert (3, True, 2, True) == (len(set(ids)), ids[0] == ids[1], len(set(threads)), len(set(threads[:3])) == 1)


@pytest.mark.parametrize("security", ["starttls", "tls", "auto"])
def test_secured(authority: Authority, security: str) -> None:
    """A name and password over STARTTLS and over TLS; a wrong password and an unknown authority are told."""
    account: dict[str, Any] = {"username": "longtail", "password": sinks.PASSWORD, "security": security}
    with sinks.smtp(authority.server(), is_wrapped=security == "tls") as mailbox:
        trusting = {**account, "ca_file": str(authority.file)}
        found = [
            _send(mailbox, **trusting),
            _send(mailbox, **trusting | {"password": "wrong-pw"}),
            _send(mailbox, **account),
        ]
    assert [(True, False), (False, True), (False, False)] == [(answer.ok, answer.permanent) for answer in found]
    assert ([True], True, "Its certificate is not trusted: unable to get local issuer certificate.") == (
        mailbox.secured,
        found[1].text.startswith("535"),
        found[2].text,
    )


def test_a_password_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not sent in the clear to another machine, and to this one only because nobody listens there."""
    account: dict[str, Any] = {"username": "longtail", "password": sinks.PASSWORD, "security": "auto"}
    with sinks.smtp() as mailbox:
        here = _send(mailbox, **account)
        monkeypatch.setattr("monitor.notify.channels.email._is_here", lambda _: False)
        away = _send(mailbox, **account)
    sentence = "It offers no TLS, so the password is not sent: use another port, or take the password out."
    assert (True, Answer(ok=False, status=None, text=sentence, permanent=True), 1) == (
        here.ok,
        away,
        len(mailbox.mails),
    )


def test_an_address_that_is_refused() -> None:
    """The others are told, and the answer says who was not; nobody left is a refusal."""
    with sinks.smtp(refusals={"zoe@shop.example": "550 no such user"}) as mailbox:
        one, all_of_them = _send(mailbox), _send(mailbox, to="zoe@shop.example")
    assert ["ops@shop.example"] == mailbox.mails[0][0]
    assert (True, "250 2.0.0 taken as 4711 · zoe@shop.example is refused: 550 no such user") == (one.ok, one.text)
    assert (False, True, "550 no such user", 1) == (
        all_of_them.ok,
        all_of_them.permanent,
        all_of_them.text,
        len(mailbox.mails),
    )


@pytest.mark.parametrize(
    ("refusals", "permanent"),
    [
        ({"ops@shop.example": "451 greylisted, come back"}, False),
        ({"DATA": "452 disk full"}, False),
        ({"DATA": "554 spam"}, True),
    ],
)
def test_refusals(refusals: dict[str, str], permanent: bool) -> None:  # noqa: FBT001 (a parameter)
    """4xx may be tried again, and nobody was told meanwhile; 5xx may not."""
    with sinks.smtp(refusals=refusals) as mailbox:
        answer = _send(mailbox)
    assert (False, permanent, []) == (answer.ok, answer.permanent, mailbox.mails)


@pytest.mark.parametrize("trouble", [troubles.silent, troubles.dripping, troubles.closing])
def test_troubles(trouble: object) -> None:
    """A server that hangs or drips ends with the time limit."""
    with troubles.serving(trouble) as port:  # type: ignore[arg-type] # each handles connections
        answer = deliver(channel(**{**_TABLE, "port": port, "timeout": "500ms"}), notification())
    assert (False, False, True) == (answer.ok, answer.permanent, answer.text in _TROUBLES)


_TROUBLES = {"It did not answer within 0.5 s.", "It ends the connection."}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": "ops"}, "[[channel]] 'ops': to.0 is wrong: it must be a mail address such as ops@example.org or Ops "),
        ({"to": ""}, "[[channel]] 'ops': to is wrong: "),
        ({"password": "x"}, "[[channel]] 'ops': it has a password but no username: add one."),
        ({"sender": "a@b.example\nBcc: c@d.example"}, "[[channel]] 'ops': sender is wrong: it must be a mail address"),
    ],
)
def test_wrong_settings(changes: dict[str, Any], sentence: str) -> None:
    """One sentence."""
    with pytest.raises(SettingsError) as caught:
        channel(**{**_TABLE, **changes})
    assert sentence in str(caught.value)
