"""One table of the settings file changes; all else stays as it is written, and what cannot be is refused."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from monitor.changing.settings_file import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TEXT = """\
# ours
logs = ['x'] # here

[[probe]] # of the database
name = 'a'   # its name
every = "5s"
# asked for long
timeout = 3

[[scrape]]
name = 's'

# about b
[[probe]]
name = 'b'
note = '''
[[probe]]
# no comment
'''
  [probe.headers]
  X = 'y' # z
  Y = 'y'

# the end
[retention_days]
app = 1
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], SettingsFile]:
    """Makes a settings file with a text."""

    def make(text: str) -> SettingsFile:
        path = tmp_path / "longtail.toml"
        path.write_bytes(text.encode())
        return SettingsFile(path, "probe")

    return make


def _without_note(text: str) -> str:
    return text.replace("note = '''\n[[probe]]\n# no comment\n'''\n", "")


def _text(file: SettingsFile) -> str:
    file.write()
    return file.path.read_bytes().decode()


def test_a_key_changes_and_comments_stay(file: Callable[[str], SettingsFile]) -> None:
    """Also in a table inside the table; a key that goes takes nothing with it."""
    settings = file(_without_note(_TEXT))
    settings.put({"name": "a", "every": "10s", "status": [200, 204]}, "a")
    settings.put({"name": "b", "headers": {"X": "new", "Z": "1"}}, "b")
    expected = (
        _without_note(_TEXT)
        .replace(
            'every = "5s"\n# asked for long\ntimeout = 3\n', 'every = "10s"\n# asked for long\nstatus = [200, 204]\n'
        )
        .replace("  X = 'y' # z\n  Y = 'y'\n", '  X = "new" # z\nZ = "1"\n')
    )
    assert tomllib.loads(expected) == tomllib.loads(_text(settings))
    assert (True, True, True, True) == tuple(
        part in _text(settings)
        for part in ("name = 'a'   # its name\n", "[[probe]] # of the database", "# z", "# the end\n[retention_days]")
    )


def test_a_new_table_follows_the_others(file: Callable[[str], SettingsFile]) -> None:
    """And the first one stands at the end; text that has no line end is given one."""
    settings = file(_without_note(_TEXT))
    settings.put({"name": "c", "headers": {"A-B": "c"}})
    first = file("logs = ['x']")
    first.put({"name": "c"})
    assert (
        _without_note(_TEXT).replace("  Y = 'y'\n", '  Y = \'y\'\n\n[[probe]]\nname = "c"\nheaders = {A-B = "c"}\n'),
        "logs = ['x']\n\n[[probe]]\nname = \"c\"\n",
    ) == (_text(settings), _text(first))


def test_a_table_goes_with_its_comments(file: Callable[[str], SettingsFile]) -> None:
    """Those that stand over it; what follows keeps its own."""
    settings = file(_without_note(_TEXT))
    settings.remove("b")
    settings.remove("a")
    text = "# ours\nlogs = ['x'] # here\n\n[[scrape]]\nname = 's'\n\n# the end\n[retention_days]\napp = 1\n"
    assert text == _text(settings)


def test_line_ends_stay(file: Callable[[str], SettingsFile]) -> None:
    """Those of Windows too."""
    settings = file("[[probe]]\r\nname = 'a'\r\n\r\n[retention_days]\r\napp = 1\r\n")
    settings.put({"name": "a", "every": "1m"}, "a")
    assert "[[probe]]\r\nname = 'a'\r\nevery = \"1m\"\r\n\r\n[retention_days]\r\napp = 1\r\n" == _text(settings)


@pytest.mark.parametrize("text", ["probe = [{ name = 'a' }]\n", _TEXT])
def test_what_cannot_be_cut_is_left(text: str, file: Callable[[str], SettingsFile]) -> None:
    """A list in one value, and a header inside a text: one sentence, and the file is as it was."""
    with pytest.raises(SettingsError, match=r"longtail\.toml is written in a way that cannot be changed from here"):
        file(text)


def test_only_what_was_asked_for_is_stored(file: Callable[[str], SettingsFile]) -> None:
    """A bracket that looks like a header ends a table too early: what would come out is not what was meant."""
    settings = file("[[probe]]\nname = 'a'\nexpect = [\n['x']\n]\nevery = '5s'\n")
    with pytest.raises(SettingsError, match="by hand"):
        settings.put({"name": "a", "expect": [["x"]], "every": "9s"}, "a")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file.put({"name": "z"}, "z"), "has no [[probe]] 'z' any more: it was changed there meanwhile."),
        (lambda file: file.remove("z"), "has no [[probe]] 'z' any more: it was changed there meanwhile."),
    ],
)
def test_a_table_that_is_gone(
    change: Callable[[SettingsFile], None], sentence: str, file: Callable[[str], SettingsFile]
) -> None:
    """Somebody else took it out."""
    settings = file("[[probe]]\nname = 'a'\n")
    with pytest.raises(SettingsError) as caught:
        change(settings)
    assert f"{settings.path} {sentence}" == str(caught.value)


@pytest.mark.parametrize("text", [b"\xff", b"x ="])
def test_a_file_that_cannot_be_read(text: bytes, tmp_path: Path) -> None:
    """One sentence that names it."""
    path = tmp_path / "longtail.toml"
    path.write_bytes(text)
    with pytest.raises(SettingsError, match=r"longtail\.toml (cannot be read|is not valid TOML)"):
        SettingsFile(path, "probe")


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """The file behind a link is written; a new file is made where there is none."""
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_text("[[probe]]\nname = 'a'\n")
    real.chmod(0o600)
    link.symlink_to(real)
    settings, new = SettingsFile(link, "probe"), SettingsFile(tmp_path / "new.toml", "probe")
    for one in (settings, new):
        one.put({"name": "b"})
        one.write()
    assert (True, 0o600, 2, '[[probe]]\nname = "b"\n', ["link.toml", "new.toml", "real.toml"]) == (
        link.is_symlink(),
        real.stat().st_mode & 0o777,
        len(tomllib.loads(real.read_text())["probe"]),
        new.path.read_text(),
        sorted(path.name for path in tmp_path.iterdir()),
    )


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """Its folder is none."""
    (tmp_path / "file").write_text("")
    settings = SettingsFile(tmp_path / "longtail.toml", "probe")
    settings.put({"name": "a"})
    settings.path = tmp_path / "no" / "longtail.toml"
    with pytest.raises(SettingsError, match=r"cannot be written \(No such file or directory\): correct"):
        settings.write()


def test_a_file_in_a_folder_that_cannot_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is mounted by itself cannot be replaced: it is written in place."""
    path = tmp_path / "longtail.toml"
    path.write_text("[[probe]]\nname = 'a'\nurl = 'long enough to be shorter'\n")

    def busy(*_: Any) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr("pathlib.Path.replace", busy)
    settings = SettingsFile(path, "probe")
    settings.put({"name": "a"}, "a")
    settings.write()
    assert "[[probe]]\nname = 'a'\n" == path.read_text()
