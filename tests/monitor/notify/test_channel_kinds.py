"""A new kind of channel is one file: it is configured, sends and is judged as those that are there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ingest.settings import Settings
from monitor.notify import outbox
from monitor.notify.channel import Answer
from monitor.notify.delivering import deliver
from monitor.notify.sender import Sender
from tests import warehouses
from tests.monitor.notify.given import channel, notification
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from sql.warehouse import Warehouse

_FILE = '''"""Writes the title of each notification into a file."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from monitor.notify import wording
from monitor.notify.channel import Answer, ChannelSettings


class Settings(ChannelSettings):
    """A file."""

    file: Path = Field(description="Where it is written.")
    word: SecretStr = Field(description="A password.")


def send(settings, notification, limit):
    """Write it."""
    with settings.file.open("a", encoding="utf-8") as file:
        file.write(wording.message(settings, notification).title + "\\n")
    if notification.key == "raises":
        raise ValueError(f"wrong password {settings.word.get_secret_value()}")
    return Answer(ok=True, status=None, text=f"written within {limit.seconds:g} s")
'''


def _state(warehouse: Warehouse) -> tuple[str, str] | None:
    with warehouse.reader() as cursor:
        return cursor.execute("select state, answer from notifications").fetchone()


def test_one_file(own_kinds: Callable[..., ModuleType], tmp_path: Path) -> None:
    """In a folder of a test: what waits in the outbox is sent by it."""
    package = own_kinds(letter_box=_FILE)
    settings = channel(package, kind="letter-box", file=str(tmp_path / "told"), word="s3cret-word")
    with warehouses.in_memory() as warehouse:
        sender = Sender(warehouse, Settings(), [settings], partial(deliver, package=package))
        with warehouse.transaction() as cursor:
            outbox.add(cursor, [notification()])
        sender.look()
        wait_for(lambda: (_state(warehouse) or ("",))[0] == "sent", "it is sent")
        state = _state(warehouse)
        sender.end()
    told = (tmp_path / "told").read_text(encoding="utf-8")
    assert (("sent", "written within 10 s"), "Critical: High error rate (orders api)\n") == (state, told)


def test_one_that_raises(own_kinds: Callable[..., ModuleType], tmp_path: Path) -> None:
    """Its error is an answer, without the password in it."""
    package = own_kinds(letter_box=_FILE)
    settings = channel(package, kind="letter-box", file=str(tmp_path / "told"), word="s3cret-word")
    answer = deliver(settings, notification(key="raises"), package)
    assert Answer(ok=False, status=None, text="ValueError: wrong password ***.", may_have_arrived=True) == answer
