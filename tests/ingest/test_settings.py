"""Settings: who wins, and what is said of what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.errors import SettingsError
from ingest.settings import Settings, load


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but the test's own."""
    for name in [name for name in os.environ if name.startswith("LONGTAIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _config(text: str, name: str = "longtail.toml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _refusal(config: Path | None = None, **overrides: object) -> str:
    with pytest.raises(SettingsError) as caught:
        load(config, **overrides)
    return str(caught.value)


def test_defaults() -> None:
    """Where nothing is said, the warehouse lives in data/ and the server on loopback."""
    settings = load()
    assert (Path("data/longtail.duckdb"), "127.0.0.1", 8501, ()) == (
        settings.warehouse,
        settings.host,
        settings.port,
        settings.logs,
    )


def test_command_line_wins_over_environment_over_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearer word counts."""
    _config("port = 1\nhost = 'file'\nslow_request_ms = 250")
    monkeypatch.setenv("LONGTAIL_PORT", "2")
    monkeypatch.setenv("LONGTAIL_HOST", "environment")
    settings = load(port=3, host=None)
    assert (settings.port, settings.host, settings.slow_request_ms) == (3, "environment", 250.0)


def test_frozen() -> None:
    """Settings do not change while a process runs."""
    with pytest.raises(ValidationError):
        load().port = 1  # that it cannot be set is the point


def test_file_of_the_current_folder_is_found() -> None:
    """A longtail.toml in the current folder is read without being named."""
    _config("port = 99")
    settings = load()
    assert (99, Path("longtail.toml")) == (settings.port, settings.file)


def test_file_named_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """LONGTAIL_CONFIG names the file where --config does not."""
    monkeypatch.setenv("LONGTAIL_CONFIG", str(_config("port = 98", "other.toml")))
    assert load().port == 98


def test_paths_in_a_file_start_at_its_folder() -> None:
    """A settings file means the same files from wherever it is named."""
    settings = load(_config("warehouse = 'w.duckdb'\nlogs = ['a', '/b']", "conf/x.toml"))
    assert (Path("conf/w.duckdb"), ("conf/a", "/b")) == (settings.warehouse, settings.logs)


def test_one_path_may_stand_without_a_list() -> None:
    """`logs = "a"` is a list of one."""
    assert load(_config("logs = 'a'", "conf/x.toml")).logs == ("conf/a",)


def test_logs_in_the_environment_are_separated_as_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """LONGTAIL_LOGS takes paths with the separator of PATH between them."""
    monkeypatch.setenv("LONGTAIL_LOGS", os.pathsep.join(["/a", "/b c"]))
    assert load().logs == ("/a", "/b c")


def test_logs_in_the_environment_may_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """LONGTAIL_LOGS takes a JSON list, for paths with any character."""
    monkeypatch.setenv("LONGTAIL_LOGS", '["/a:b", "/c"]')
    assert load().logs == ("/a:b", "/c")


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """LONGTAIL_PORT= in a service's environment is no port."""
    monkeypatch.setenv("LONGTAIL_PORT", "")
    assert load().port == 8501


def test_a_value_may_stand_in_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """LONGTAIL_<KEY>_FILE names a file with the value, as secrets are handed over."""
    monkeypatch.setenv("LONGTAIL_HOST_FILE", str(_config("10.0.0.1\n", "secret")))
    assert load().host == "10.0.0.1"


def test_a_value_and_its_file_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the two counts is not guessed."""
    monkeypatch.setenv("LONGTAIL_HOST_FILE", str(_config("10.0.0.1", "secret")))
    monkeypatch.setenv("LONGTAIL_HOST", "10.0.0.2")
    assert _refusal() == "Both LONGTAIL_HOST and LONGTAIL_HOST_FILE are set: remove one of them."


def test_a_missing_value_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that is not there is told with its path."""
    monkeypatch.setenv("LONGTAIL_HOST_FILE", "/nowhere/secret")
    expected = (
        "LONGTAIL_HOST_FILE names /nowhere/secret, which cannot be read (No such file or directory): "
        "correct the path or the permissions."
    )
    assert _refusal() == expected


def test_misspelt_key_in_the_file() -> None:
    """The key, the file and the nearest setting are named."""
    assert _refusal(_config("warehose = 'x'")) == "warehose in longtail.toml is not a setting: did you mean warehouse?"


def test_misspelt_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A LONGTAIL_ variable that is no setting is an error too."""
    monkeypatch.setenv("LONGTAIL_PROT", "1")
    assert _refusal() == "LONGTAIL_PROT in the environment is not a setting: did you mean LONGTAIL_PORT?"


def test_a_key_like_no_other_lists_the_settings() -> None:
    """Where nothing is near, all settings are told."""
    known = ", ".join(Settings.model_fields)
    assert _refusal(_config("zzzzzz = 1")) == f"zzzzzz in longtail.toml is not a setting: the settings are {known}."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("port = 'abc'", "port (longtail.toml) is 'abc': it must be a whole number from 0 to 65535."),
        ("port = 70000", "port (longtail.toml) is 70000: it must be a whole number from 0 to 65535."),
        ("slow_request_ms = 0", "slow_request_ms (longtail.toml) is 0: it must be a number greater than 0."),
        ("chunk_bytes = 1", "chunk_bytes (longtail.toml) is 1: it must be a whole number of at least 65536."),
        ("memory_limit = 'lots'", "memory_limit (longtail.toml) is 'lots': it must be a size such as 512MB or 2GB."),
        ("memory_limit = '1KB'", "memory_limit (longtail.toml) is '1KB': it must be at least 20MB."),
        (
            "report_folder = '/dev/null/x'",
            "report_folder (longtail.toml) is '/dev/null/x': it must be a folder, but /dev/null is not one.",
        ),
        ("warehouse = 5", "warehouse (longtail.toml) is 5: it must be a path."),
        (
            "keys.a.b = 't'",
            "keys (longtail.toml) is {'a': {'b': 't'}}: 'a.b' must name a column, but 't' is not one: did you mean ts.",
        ),
    ],
)
def test_a_value_that_cannot_be(text: str, expected: str) -> None:
    """The key, where it stands, its value and what is allowed are told in one sentence."""
    assert _refusal(_config(text)) == expected


def test_keys_of_all_logs_and_of_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table in `keys` is of a source, in the file as in the environment, where it is a JSON object."""
    expected = {"whom": "user_id", "acc*": {"t": "ts", "whom": "host"}}
    config = _config('keys.whom = "user_id"\nkeys."acc*".t = "ts"\nkeys."acc*".whom = "host"')
    assert load(config).keys == expected
    monkeypatch.setenv("LONGTAIL_KEYS", '{"whom": "user_id", "acc*": {"t": "ts", "whom": "host"}}')
    assert load(_config("")).keys == expected


def test_a_bad_value_in_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who set a variable looks for the variable."""
    monkeypatch.setenv("LONGTAIL_PORT", "x")
    assert _refusal() == "port (LONGTAIL_PORT) is 'x': it must be a whole number from 0 to 65535."


def test_a_bad_value_on_the_command_line() -> None:
    """The command line is named as the place."""
    assert _refusal(port=-1) == "port (the command line) is -1: it must be a whole number from 0 to 65535."


def test_broken_toml() -> None:
    """A file that is no TOML is told with its place."""
    sentence = _refusal(_config("port = "))
    expected = "longtail.toml is not valid TOML ("
    assert sentence[: len(expected)] == expected


def test_a_named_file_must_exist() -> None:
    """--config of a file that is not there is an error, not the defaults."""
    expected = "There is no settings file nope.toml: name an existing one with --config, or leave it out."
    assert _refusal(Path("nope.toml")) == expected


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "fe80::1", "localhost", "db-1.example.org", "my_host"])
def test_hosts(host: str) -> None:
    """Addresses of both kinds, and names."""
    assert load(host=host).host == host


@pytest.mark.parametrize("host", ["999.1.1.1", "1.2.3", "::g", "a b", "-x", "a..b", "/run/socket", "a" * 300])
def test_hosts_that_cannot_be(host: str) -> None:
    """What is neither an address nor a name is refused before anything listens."""
    expected = (
        f"host (the command line) is {host!r}: it must be an address such as 127.0.0.1 or 0.0.0.0, or a host name."
    )
    assert _refusal(host=host) == expected
