"""The receivers: a webhook and a mail server that refuse, hang, answer late or never, and remember what they took.

Some moods end the server while it sends: before the receiver took anything, or between taking and answering.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from tests.monitor.notify import sinks
from tests.monitor.notify.sinks import Said

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from tests.monitor.notify.sinks import Got

HOOK, MAIL = "ops", "mail"
_MOODS = {
    "take": 0.60,
    "take and hang": 0.05,
    "take and kill": 0.05,
    "kill": 0.04,
    "hang": 0.06,
    "refuse": 0.10,
    "ask for patience": 0.10,
}
_HANG_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a receiver took: the notification's key, or its mail's id, and whether it could say that it took it."""

    channel: str
    key: str
    is_answered: bool
    payload: dict[str, Any] | None = None
    """The JSON of a webhook."""


class Sinks:
    """Both receivers. `kill` ends the server and comes back when it is dead."""

    def __init__(self, seed: int, kill: Callable[[], None]) -> None:
        self._chance = random.Random(seed)
        self._kill = kill
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self.is_kind = False
        """Whether they take all that comes from now on."""
        self.taken: list[Taken] = []
        self.moods: list[str] = []
        self.hook_url, self.mail_port = "", 0

    def __enter__(self) -> Self:
        self.hook_url = self._stack.enter_context(sinks.http(judge=self._hook)).url
        mailbox = _Mailbox(self)
        self.mail_port = self._stack.enter_context(sinks.smtp(mailbox=mailbox)).port
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def mood(self) -> str:
        """How the next one is met."""
        with self._lock:
            names, shares = list(_MOODS), list(_MOODS.values())
            found = "take" if self.is_kind else self._chance.choices(names, shares)[0]
            self.moods.append(found)
        return found

    def take(self, one: Taken) -> None:
        """Remember it."""
        with self._lock:
            self.taken.append(one)

    def kill(self) -> None:
        """End the server."""
        self._kill()

    def _hook(self, got: Got) -> Said:
        mood = self.mood()
        if mood.startswith("take"):
            self.take(Taken(HOOK, got.headers["Idempotency-Key"], mood == "take", json.loads(got.body)))
        if mood.endswith("kill"):
            self.kill()
        if mood == "refuse":
            return Said(500, "no")
        if mood == "ask for patience":
            return Said(429, "later", {"Retry-After": "1"})
        return Said(200) if mood == "take" else Said(hang=True)


class _Mailbox(sinks.Mailbox):
    """A mail server with moods."""

    def __init__(self, owner: Sinks) -> None:
        super().__init__()
        self._owner = owner

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (as there)
        mood = self._owner.mood()
        if mood.startswith("take"):
            mail = message_from_bytes(envelope.original_content or b"")
            self._owner.take(Taken(MAIL, str(mail["Message-ID"]).strip(), is_answered=mood == "take"))
        if mood.endswith("kill"):
            await asyncio.get_running_loop().run_in_executor(None, self._owner.kill)
        if mood in ("refuse", "ask for patience"):
            return "451 4.3.2 later"
        if mood != "take":
            await asyncio.sleep(_HANG_SECONDS)
            return "421 4.3.2 closing"
        return "250 2.0.0 taken"
