"""Each kind of collector, probe and channel has its document, as its module and its settings say it."""

from __future__ import annotations

import tomllib

import pytest

from monitor import kinds, probes
from monitor.notify import channels
from monitor.settings import typed
from tests.monitor import kind_documents


def test_documents_are_made_from_the_kinds() -> None:
    """`python -m tests.monitor.kind_documents` writes them anew."""
    expected = kind_documents.documents()
    folders = [kind_documents.DOCS / f"{sort}s" for sort in kind_documents.SORTS]
    there = {path for folder in folders for path in folder.glob("*.md")}
    there |= {index for _, index in kind_documents.SORTS.values()}
    assert expected == {path: path.read_text(encoding="utf-8") for path in there}


@pytest.mark.parametrize("kind", kinds.names(probes))
def test_examples_of_probes_are_right(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of a document is a table that the settings take."""
    for name in ("DB", "REDIS", "RABBITMQ", "MAIL"):
        monkeypatch.setenv(f"{name}_PASSWORD", "x")
    table = tomllib.loads(kinds.load(probes, kind).EXAMPLE)
    table.pop("password_file", None)
    (found,) = typed(probes, [{"password": "x", **table} if kind == "imap" else table], table="probe")
    assert kind == found.kind


_SECRETS = ("HOOK_SECRET", "SMTP_PASSWORD", "DINGTALK_SECRET", "FEISHU_SECRET", "TELEGRAM_TOKEN", "APPRISE_URL")
_URLS = ("SLACK_URL", "DINGTALK_URL", "FEISHU_URL", "WECOM_URL", "TEAMS_URL")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # of one of Apprise's services
@pytest.mark.parametrize("kind", kinds.names(channels))
def test_examples_of_channels_are_right(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of a document is a table that the settings take, and its steps say what to do."""
    for name in (*_SECRETS, *_URLS):
        monkeypatch.setenv(name, "ntfys://ntfy.sh/topic" if name == "APPRISE_URL" else "https://secret.example/hook")
    module = kinds.load(channels, kind)
    (found,) = typed(channels, [tomllib.loads(module.EXAMPLE)], table="channel")
    assert (kind, True) == (found.kind, module.STEPS.endswith("\n"))
