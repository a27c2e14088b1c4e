"""Kinds are found by being there, and their settings say what is wrong with a table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from ingest.errors import SettingsError
from monitor import kinds
from monitor.settings import typed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    Make = Callable[..., ModuleType]

_TABLE = {"name": "orders", "kind": "plain", "url": "redis://:secret@127.0.0.1"}

_NO_DURATION = 'it must be a duration such as "30s", "5m" or "2h", or a number of seconds.'
_SET_IT = "set it, or take ${NO_SUCH_VARIABLE} out."


def _refusal(package: ModuleType, *tables: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        typed(package, tables, table="probe")
    return str(caught.value)


def test_a_kind_is_a_file(own_kinds: Make) -> None:
    """Its name is the file's, and it is imported when it is configured, not before; helpers are no kinds."""
    package = own_kinds(plain=None, file_age=None, _helper=None)
    known = kinds.names(package)
    before = "own_kinds.plain" in sys.modules
    (settings,) = typed(package, [_TABLE], table="probe")
    assert (["file-age", "plain"], False, True, "orders") == (
        known,
        before,
        "own_kinds.plain" in sys.modules,
        settings.name,
    )


def test_the_kind_is_the_name_where_none_is_given(own_kinds: Make) -> None:
    """And `kind` may be what the tables are for."""
    (settings,) = typed(own_kinds(plain=None), [{"url": "x"}], table="scrape", kind="plain")
    assert ("plain", "plain") == (settings.name, settings.kind)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({**_TABLE, "evry": "5s"}, "evry in [[probe]] 'orders' is not a setting: did you mean every?"),
        ({"name": "a", "kind": "plain", "ulr": "x"}, "ulr in [[probe]] 'a' is not a setting: did you mean url?"),
        ({**_TABLE, "kind": "plane"}, "[[probe]] 'orders' has the kind 'plane', which is none: did you mean plain?"),
        ({"name": "orders", "url": "x"}, "[[probe]] 'orders' has no kind: add one of plain."),
        ({"name": "orders", "kind": "plain"}, "[[probe]] 'orders' has no url: add it (Where it is.)"),
        (
            {**_TABLE, "every": "soon"},
            "[[probe]] 'orders': every is wrong: " + _NO_DURATION,
        ),
        ({**_TABLE, "every": 0}, "[[probe]] 'orders': every is wrong: it must be greater than 0."),
        (
            {**_TABLE, "name": "a/b"},
            "[[probe]] 'a/b': name is wrong: it must be a name of up to 64 letters, digits, spaces and _ . - inside.",
        ),
        ({**_TABLE, "url": ["secret"]}, "[[probe]] 'orders': url is wrong: it must be a valid string."),
        (
            {**_TABLE, "url": "${NO_SUCH_VARIABLE}"},
            "[[probe]] 'orders' needs the environment's variable NO_SUCH_VARIABLE, which is not set: " + _SET_IT,
        ),
        ({**_TABLE, "url_file": "x"}, "[[probe]] 'orders' has both url and url_file: remove one of them."),
    ],
)
def test_what_is_wrong_is_one_sentence(own_kinds: Make, table: dict[str, Any], sentence: str) -> None:
    """It names the table, the key and the remedy, and never the value of a secret."""
    assert sentence == _refusal(own_kinds(plain=None), table)


def test_names_are_unique(own_kinds: Make) -> None:
    """Two tables of one name are a mistake."""
    sentence = "Two tables [[probe]] have the name 'orders': give one of them another."
    assert sentence == _refusal(own_kinds(plain=None), _TABLE, _TABLE)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("import no_such_driver", "The kind 'plain' cannot be used (No module named 'no_such_driver'): install "),
        ("", "The kind 'plain' has no class Settings made from KindSettings: add it to own_kinds.plain."),
    ],
)
def test_a_broken_kind_names_itself(own_kinds: Make, text: str, sentence: str) -> None:
    """Others work all the same."""
    package = own_kinds(plain=text, other=None)
    assert (True, 1) == (
        _refusal(package, _TABLE).startswith(sentence),
        len(typed(package, [{**_TABLE, "kind": "other"}], table="probe")),
    )


def test_secrets_come_from_the_environment_and_from_files(
    own_kinds: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`${NAME}` and `<key>_file`, whose path starts at the settings file as every path does."""
    monkeypatch.setenv("WORD", "from-environment")
    (tmp_path / "secret").write_text("from-file\n", encoding="utf-8")
    tables = [
        {**_TABLE, "url": "x://a:${WORD}@b", "folder": "logs"},
        {"name": "two", "kind": "plain", "url_file": "secret"},
    ]
    first, second = typed(own_kinds(plain=None), tables, table="probe", file=tmp_path / "longtail.toml")
    assert ("x://a:from-environment@b", tmp_path / "logs", "from-file", True) == (
        first.url.get_secret_value(),  # type: ignore[attr-defined] # the test's own class
        first.folder,  # type: ignore[attr-defined] # as above
        second.url.get_secret_value(),  # type: ignore[attr-defined] # as above
        "from-environment" not in repr(first),
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30s", 30.0), ("5m", 300.0), ("2h", 7200.0), ("1h30m", 5400.0), ("250ms", 0.25), ("7d", 604800.0), ("12", 12.0)],
)
def test_durations(written: str, seconds: float) -> None:
    """They are written as people say them."""
    assert seconds == kinds.seconds_of(written)


@pytest.mark.parametrize("written", ["", "s", "5 parsecs", "1h30", "-5s", "5s!", "1 2"])
def test_what_is_no_duration(written: str) -> None:
    """It is refused, never read in part."""
    with pytest.raises(ValueError, match="it must be a duration"):
        kinds.seconds_of(written)
