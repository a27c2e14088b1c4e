"""The accounts of a warehouse for the commands of who may read and write its file: that right is all they need."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dashboard.accounts.audit import Entry
from dashboard.accounts.errors import StoreError
from dashboard.accounts.store import AccountStore, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAY = "command"
"""How the audit log calls it."""


@contextmanager
def opened(warehouse: Path) -> Iterator[AccountStore]:
    """The store beside a warehouse, made where there is none; a server that runs sees each change at once."""
    try:
        warehouse.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        sentence = f"{warehouse.parent} cannot be made ({error.strerror}): choose another place with --warehouse."
        raise StoreError(sentence) from error
    store = AccountStore(path_of(warehouse))
    try:
        yield store
    finally:
        store.close()


def by() -> Entry:
    """Who gives the command: the user of the system."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return Entry("", name, WAY)
