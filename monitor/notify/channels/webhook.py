"""Posts JSON to an address of yours, with the header `Idempotency-Key`.

A notification that comes again has the same key. With a `secret` each is signed: the header `Longtail-Signature` is
`t=<seconds since 1970>,v1=<hex>`, where the hex is HMAC-SHA256 with the secret over the time, a full stop and the body.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr

from monitor.notify import notice, posting
from monitor.notify.channel import Answer, HttpSettings, Url

if TYPE_CHECKING:
    from monitor.limits import Limit
    from monitor.notify.notice import Notification

EXAMPLE = """\
name = "ops"
kind = "webhook"
url = "https://hooks.example/longtail"
secret = "${HOOK_SECRET}"
"""
STEPS = """\
1. Let a program answer `POST` at an address, with 2xx when it has taken the notification. Anything else, or no answer
   in time, is tried again where it may help.
2. Remember the keys of `Idempotency-Key` for a day, and take each once.
3. With `secret`: compute the signature over the bytes as they came, compare it in constant time, and refuse a time that
   is more than five minutes away.

The JSON is that of [the API](../api.md#webhooks). `title` and `body` are not used.
"""


class Settings(HttpSettings):
    """An address."""

    url: Url = Field(description="The address; `https` where it leaves the machine.")
    secret: SecretStr | None = Field(default=None, description="What each notification is signed with.")
    token: SecretStr | None = Field(default=None, description="Sent as `Authorization: Bearer …`.")
    headers: dict[str, SecretStr] = Field(default={}, description="Headers to send, by name.")

    @property
    def address(self) -> str:
        """The URL."""
        return self.url.get_secret_value()


def send(settings: Settings, notification: Notification, limit: Limit) -> Answer:
    """Post it."""
    body = posting.written(notice.payload(notification))
    headers = {"Idempotency-Key": notification.key}
    if settings.secret is not None:
        headers["Longtail-Signature"] = signature(settings.secret.get_secret_value(), body, int(time.time()))
    if settings.token is not None:
        headers["Authorization"] = f"Bearer {settings.token.get_secret_value()}"
    headers |= {name: value.get_secret_value() for name, value in settings.headers.items()}
    return posting.judged(posting.post(settings, body, limit, headers=headers))


def signature(secret: str, body: bytes, seconds: int) -> str:
    """The header that proves who sent a body, and when."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
