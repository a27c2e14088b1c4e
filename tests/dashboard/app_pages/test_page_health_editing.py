"""Probes made and changed on the page Health, by who sits at the machine."""

from __future__ import annotations

import socket
import tomllib
from typing import TYPE_CHECKING

import pytest

from dashboard.accounts import rights
from dashboard.accounts.role import Role
from dashboard.server import runtime
from ingest.settings import load
from monitor.health.probing import Probing
from monitor.service import Watching
from tests import warehouses
from tests.dashboard.pages import complaints, open_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

_TEXT = """\
# the door of the shop
[[probe]]
name = "door"
kind = "redis"
url = "redis://:s3cret-word@127.0.0.1:1" # ask the owner
every = "1h"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings file of what runs: one probe, whose password stands there in clear."""
    path = tmp_path / "longtail.toml"
    path.write_text(_TEXT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.ADMIN)
    settings = load()
    with warehouses.in_memory() as target:
        watching = Watching(target, settings, print, [Probing(target, settings)])
        runtime.install(runtime.Runtime(settings, target, None, watching))
        yield path
        runtime.install(None)


def _press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def _type(app: AppTest, **values: str) -> None:
    for name, value in values.items():
        next(text for text in app.text_input if text.key == f"probe-field-{name}").input(value)


def _said(app: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in (*app.success, *app.warning, *app.error, *app.info)]


@pytest.mark.usefixtures("file")
def test_one_is_tried_and_saved(file: Path) -> None:
    """The form of the kind: a try says what it finds and stores nothing, saving does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        app = _press(open_page("health"), "new-probe")
        next(box for box in app.selectbox if box.key == "probe-kind").select("tcp").run()
        _type(app, name="port", host="127.0.0.1", port=str(server.getsockname()[1]))
        _press(app, "probe-try")
        assert ([True], _TEXT) == ([said.startswith("Healthy (") for said in _said(app)], file.read_text())
        _press(app, "probe-save")
        port = server.getsockname()[1]
    expected = {"name": "port", "kind": "tcp", "host": "127.0.0.1", "port": port}
    assert ([], [expected]) == (complaints(app), tomllib.loads(file.read_text())["probe"][1:])
    assert "port" in "".join(element.proto.body for element in app.get("html"))


@pytest.mark.usefixtures("file")
def test_what_is_wrong_is_said(file: Path) -> None:
    """In the sentence that the file would get; what was typed stays."""
    app = open_page("health", {"new": ["1"]})
    _type(app, url="https://u:pw-in-clear@h/", every="soon")
    _press(app, "probe-save")
    in_clear = complaints(app)
    _type(app, url="https://h/")
    _press(app, "probe-try")
    every = [text.value for text in app.text_input if text.key == "probe-field-every"]
    assert (True, True, ["soon"], _TEXT) == (
        in_clear[0].startswith("url holds a secret in clear"),
        _said(app)[0].startswith("[[probe]] 'http': every is wrong: it must be a duration"),
        every,
        file.read_text(),
    )


@pytest.mark.usefixtures("file")
def test_one_is_changed(file: Path) -> None:
    """Its secret is not shown and stays where it is not touched; half a secret is refused."""
    app = open_page("health", {"probe": ["door"], "edit": ["1"]})
    shown = next(text.value for text in app.text_input if text.key == "probe-field-url")
    _type(app, every="5m")
    _press(app, "probe-save")
    changed = _TEXT.replace('"1h"', '"5m"')
    assert ("redis://:***@127.0.0.1:1", [], changed) == (shown, complaints(app), file.read_text())
    app = open_page("health", {"probe": ["door"], "edit": ["1"]})
    _type(app, url="redis://:***@elsewhere:1")
    _press(app, "probe-save")
    assert ([True], changed) == (["not shown" in said for said in complaints(app)], file.read_text())


@pytest.mark.usefixtures("file")
def test_one_is_paused_and_deleted(file: Path) -> None:
    """Pause, resume, and delete once it was said twice."""
    app = _press(open_page("health", {"probe": ["door"]}), "probe-pause")
    paused, label = file.read_text(), next(button.label for button in app.button if button.key == "probe-pause")
    html = "".join(element.proto.body for element in app.get("html"))
    _press(app, "probe-pause")
    resumed = file.read_text()
    _press(app, "probe-delete")
    before = file.read_text()
    _press(app, "probe-delete-sure")
    assert (_TEXT + "paused = true\n", "Resume", True, _TEXT, _TEXT, "", []) == (
        paused,
        label,
        "Paused" in html,
        resumed,
        before,
        file.read_text(),
        complaints(app),
    )


@pytest.mark.usefixtures("file")
def test_what_is_not_there_any_more(file: Path) -> None:
    """Somebody took it out of the file meanwhile: it is said, and nothing can be done to it."""
    file.write_text("")
    app = open_page("health", {"probe": ["door"]})
    keys = {button.key for button in app.button}
    form = open_page("health", {"probe": ["door"], "edit": ["1"]})
    assert ([], False, True, ["longtail.toml has no probe of this name."]) == (
        complaints(app),
        "probe-pause" in keys,
        any("It is not in" in caption.value for caption in app.caption),
        _said(form),
    )


@pytest.mark.usefixtures("file")
def test_others_only_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not at the machine sees no button, and a link to the form shows the probe."""
    monkeypatch.setattr(rights, "role_of", lambda *_: Role.RESPONDER)
    app = open_page("health", {"probe": ["door"], "edit": ["1"]})
    new = open_page("health", {"new": ["1"]})
    keys = {button.key for button in (*app.button, *new.button)}
    assert ([], set()) == (complaints(app), keys & {"probe-edit", "probe-pause", "probe-save", "new-probe"})


@pytest.mark.parametrize(
    ("address", "headers", "is_admin"),
    [
        (None, {}, True),
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}, True),
        (None, {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"}, True),
        (None, {"Host": "127.0.0.1:8501", "Origin": "https://logs.example.org"}, False),
        (None, {"Host": "logs.example.org"}, False),
        (None, {"Origin": "null"}, False),
        (None, {"Origin": "http://[x"}, False),
        ("::1", {}, True),
        ("192.0.2.1", {}, False),
        ("a proxy", {}, False),
        (None, {"X-Forwarded-For": "192.0.2.1"}, False),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}, False),
    ],
)
def test_who_is_admin(address: str | None, headers: dict[str, str], is_admin: bool) -> None:  # noqa: FBT001
    """Who sits at the machine, and nobody who comes through a proxy."""
    assert is_admin == rights.may(Role.ADMIN, address, headers)
