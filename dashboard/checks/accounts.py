"""Accounts: whether anybody needs one, and whether the audit log holds together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.accounts import audit, people
from dashboard.accounts.store import AccountStore, path_of
from dashboard.checks import Finding, Verdict
from dashboard.server import listening
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 35


def check(subject: Subject) -> Iterator[Finding]:
    """How many accounts there are; then the chain of the audit log."""
    path, host = path_of(subject.settings.warehouse), subject.settings.host
    if not path.exists():
        yield _none(host)
        return
    try:
        store = AccountStore(path)
        try:
            count, gap = len(people.listed(store)), audit.first_gap(store)
        finally:
            store.close()
    except LongtailError as error:
        yield Finding("accounts", Verdict.FAILED, str(error))
        return
    if not count:
        yield _none(host)
    else:
        verdict = Verdict.OK if listening.is_loopback(host) else Verdict.LOOK
        said = "" if verdict is Verdict.OK else f" {listening.warnings_for(host)[0]}"
        yield Finding("accounts", verdict, f"{count} {'account' if count == 1 else 'accounts'}.{said}")
    if gap is not None:
        sentence = f"Row {gap} of the audit log in {path} was changed, or rows before it are missing."
        yield Finding("audit log", Verdict.FAILED, sentence)


def _none(host: str) -> Finding:
    if listening.is_loopback(host):
        return Finding("accounts", Verdict.OK, "None: whoever is on this machine may do everything.")
    sentence = f"`serve` will not listen on {host} without one: `longtail accounts add NAME --role admin`."
    return Finding("accounts", Verdict.LOOK, sentence)
