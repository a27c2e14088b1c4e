"""The settings: one frozen object, read once from `longtail.toml`, `LONGTAIL_*` and the command line.

The command line goes before the environment, the environment before the file, the file before the defaults. An unknown
key is an error in all of them: a misspelt setting that is silently ignored is worse than an error.

One long module: all keys, their defaults and their checks are in one place.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pyarrow as pa
import pyarrow.compute
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict

from ingest.business_settings import BusinessSettings  # noqa: TC001 (pydantic reads it when it runs)
from ingest.errors import SettingsError
from ingest.formats.format_keys import COLUMNS
from ingest.records.plans.key_settings import ATTRIBUTE
from ingest.records.values import zones
from ingest.status_page_settings import StatusPageSettings  # noqa: TC001 (pydantic reads it when it runs)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

PREFIX = "LONGTAIL_"
CONFIG_VARIABLE = "LONGTAIL_CONFIG"
"""Names the settings file if `--config` does not; the only `LONGTAIL_*` variable that is not a setting."""

DEFAULT_FILE = Path("longtail.toml")
COLUMNS_OF_KEYS = (*COLUMNS, ATTRIBUTE)
"""The values that the setting `keys` may have."""
PersonalKind = Literal["card", "iban", "email", "phone", "identity"]
RETENTION_DAYS = {"*": 30, "error*": 60, "slow*": 60, "business*": 90}
_NAME = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*\.?(:\d{1,5})?|\[?[0-9A-Fa-f:.]+\]?(:\d{1,5})?")
LEAST_MEMORY = 20_000_000
"""The least bytes for DuckDB. An empty warehouse opens with them; reading logs takes more."""
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT]i?B|B)", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_\-]{0,62})(?:\.[A-Za-z0-9_\-]{1,63})*\.?")


def _split_paths(value: Any) -> Any:
    """A list in one text: JSON if it starts with a bracket, else separated as in PATH."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            sentence = f"it must be a JSON list, or paths with {os.pathsep!r} between them"
            raise ValueError(sentence) from error
    return tuple(part for part in value.split(os.pathsep) if part)


def _checked_size(value: str) -> str:
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        sentence = "it must be a size such as 512MB or 2GB"
        raise ValueError(sentence)
    unit = found["unit"].upper()
    if float(found["number"]) * (1024 if "I" in unit else 1000) ** "BKMGT".index(unit[0]) < LEAST_MEMORY:
        sentence = f"it must be at least {LEAST_MEMORY // 1_000_000}MB"
        raise ValueError(sentence)
    return value.strip()


def _checked_host(value: str) -> str:
    host = value.strip()
    is_address = ":" in host or not host.strip("0123456789.")
    if not (_is_address(host) if is_address else _HOST.fullmatch(host)):
        sentence = "it must be an address such as 127.0.0.1 or 0.0.0.0, or a host name"
        raise ValueError(sentence)
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _checked_url(value: str) -> str:
    """The address of a server, without what comes after its path."""
    url = value.strip().rstrip("/")
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-_\[\]:]+(/[A-Za-z0-9._~/-]*)?", url):
        sentence = "it must be an address such as https://logs.example.org"
        raise ValueError(sentence)
    return url


def _checked_folder(path: Path) -> Path:
    """A path where a folder is or can be made: what is there of it already is folders."""
    there = next((part for part in (path, *path.parents) if os.path.lexists(part)), None)
    if there is not None and not there.is_dir():
        sentence = f"it must be a folder, but {there} is not one"
        raise ValueError(sentence)
    return path


def _checked_names(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not _NAME.fullmatch(name):
            sentence = f"each must be a host name such as logs.example.org or *.example.org, but {name!r} is not one"
            raise ValueError(sentence)
    return names


def _split_words(value: Any) -> Any:
    """A list in one text: JSON if it starts with a bracket, else separated by commas."""
    if not isinstance(value, str) or value.lstrip().startswith("["):
        return _split_paths(value)
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _checked_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    for key in keys:
        if not any(letter.isalnum() for letter in key):
            sentence = f"each must be a key such as ssn or card_number, but {key!r} is not one"
            raise ValueError(sentence)
    return keys


def _checked_patterns(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Regular expressions that Python and RE2 both read, that match something, and that have no anchors."""
    for pattern in patterns:
        try:
            matches_nothing = re.compile(pattern).search("") is not None
            pa.compute.match_substring_regex(pa.array([""]), pattern)
        except (re.error, pa.ArrowInvalid) as error:
            sentence = f"each must be a regular expression of RE2 (no look-around), but {pattern!r} is not one"
            raise ValueError(sentence) from error
        if matches_nothing or re.search(r"(?<!\\)(?:\\\\)*(?:(?<!\[)\^|\$)", pattern):
            sentence = f"each must match a text anywhere in a value, without ^ and $, but {pattern!r} does not"
            raise ValueError(sentence)
    return patterns


def _zone_per_source(value: Any) -> Any:
    """One zone for all streams, or a table; a text may also be a JSON object."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except json.JSONDecodeError as error:
            sentence = "it must be a time zone such as Europe/Berlin, or a JSON object of sources and zones"
            raise ValueError(sentence) from error
    return {zones.EVERY: value} if isinstance(value, str) else value


def _checked_zones(value: dict[str, str]) -> dict[str, str]:
    for zone in value.values():
        if zone not in zones.names():
            near = zones.nearest(zone)
            remedy = f"did you mean {near}?" if near else "such as Europe/Berlin, or UTC"
            sentence = f"each must be a name of the tz database, but {zone!r} is not one: {remedy}".rstrip("?")
            raise ValueError(sentence)
    return value


def _table(value: Any) -> Any:
    """A table; a text must be a JSON object."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        sentence = "it must be a JSON object"
        raise ValueError(sentence) from error


def _tables(value: Any) -> Any:
    """A list of tables; a text must be a JSON list. What is in a table is for its kind to check."""
    found = _split_paths(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
    if not isinstance(found, list | tuple) or not all(isinstance(table, dict) for table in found):
        sentence = "it must be a list of tables"
        raise ValueError(sentence)
    return found


def _tables_or_none(value: Any) -> Any:
    """A list of tables, or that nothing is said, which may mean another thing than an empty list."""
    return None if value is None else _tables(value)


def _keys_per_source(value: Any) -> Any:
    """A table of keys and columns. A table inside it is for a stream: by its name, or by a pattern."""
    found = _table(value)
    for key, column in found.items() if isinstance(found, dict) else ():
        for name, inner in column.items() if isinstance(column, dict) else [(key, column)]:
            _check_column(name if name is key else f"{key}.{name}", inner)
    return found


def _check_column(key: str, column: Any) -> None:
    if column not in COLUMNS_OF_KEYS:
        near = difflib.get_close_matches(str(column), COLUMNS_OF_KEYS, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS_OF_KEYS)}"
        sentence = f"{key!r} must name a column, but {column!r} is not one: {remedy}".rstrip("?")
        raise ValueError(sentence)


def _over_defaults(value: Any) -> Any:
    return {**RETENTION_DAYS, **value} if isinstance(value, dict) else value


class Settings(BaseSettings):
    """All settings of a Longtail process. `load` reads them; tests use `Settings(...)`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
    )

    warehouse: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default=Path("data/longtail.duckdb"),
        description="The warehouse: one DuckDB file, made where there is none.",
    )
    logs: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_paths)] = Field(
        default=(),
        description="What `serve` and `ingest` read when the command line names nothing: folders, files or globs.",
    )
    follow_links: bool = Field(
        default=False,
        description="Whether symbolic links that lead out of the watched paths are followed.",
    )
    formats: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_paths)] = Field(
        default=(),
        description="Your own log formats: TOML files, or folders of them.",
    )
    host: Annotated[str, AfterValidator(_checked_host)] = Field(
        default="127.0.0.1",
        description="The address that `serve` listens on; beyond loopback only with an account.",
    )
    port: int = Field(
        default=8501,
        ge=0,
        le=65535,
        description="The port of pages, API and metrics; 0 takes a free one.",
    )
    allowed_hosts: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_split_words), AfterValidator(_checked_names)
    ] = Field(
        default=(),
        description="Names that `serve` answers to beside localhost and its own address, such as a proxy's.",
    )
    session_idle_hours: float = Field(
        default=72.0,
        gt=0,
        description="A log-in ends when nobody used it for so many hours.",
    )
    session_days: float = Field(
        default=30.0,
        gt=0,
        description="A log-in ends after so many days in any case.",
    )
    max_request_bytes: int = Field(
        default=8 * 1024 * 1024,
        ge=64 * 1024,
        description="The most bytes of one request's body; a larger one is refused.",
    )
    max_connections: int = Field(
        default=512,
        ge=16,
        description="The most connections at a time; never more than half of the files that the process may open.",
    )
    slow_request_ms: float = Field(
        default=500.0,
        gt=0,
        description="A request that takes at least this many milliseconds is slow.",
    )
    apdex_ms: float = Field(
        default=500.0,
        gt=0,
        description="The T of Apdex, milliseconds: satisfied up to T, tolerating up to 4 T.",
    )
    scan_seconds: float = Field(
        default=1.0,
        gt=0,
        description="Seconds between two scans of the watched paths.",
    )
    chunk_bytes: int = Field(
        default=64 * 1024 * 1024,
        ge=64 * 1024,
        description="The most bytes of log lines in one transaction; memory follows it.",
    )
    max_line_bytes: int = Field(
        default=16 * 1024 * 1024,
        ge=1024,
        description="A longer line is invalid, and rejected.",
    )
    archive_ratio: int = Field(
        default=250,
        gt=0,
        description="The most times its own size that is read of an archive, from 256 MiB on.",
    )
    archive_bytes: int = Field(
        default=100_000_000_000,
        gt=0,
        description="The most bytes that are read of an archive.",
    )
    memory_limit: Annotated[str, AfterValidator(_checked_size)] | None = Field(
        default=None,
        description="The memory that DuckDB may use: where nothing is said 1GB, and 500MB for `longtail ingest`, which "
        "answers nobody (half of the machine's where lines need more).",
    )
    query_timeout_seconds: float = Field(
        default=30.0,
        gt=0,
        description="A query on the SQL page or through the API is stopped after this many seconds.",
    )
    query_max_rows: int = Field(
        default=100_000,
        gt=0,
        description="The most rows that the SQL page keeps; downloads and `longtail sql` give all.",
    )
    query_max_bytes: int = Field(
        default=64 * 1024 * 1024,
        gt=0,
        description="The most bytes of a result that the SQL page keeps, for as long as somebody looks at it.",
    )
    download_timeout_seconds: float = Field(
        default=600.0,
        gt=0,
        description="A download of all rows is stopped after this many seconds.",
    )

    redact: bool = Field(
        default=True,
        description="Whether passwords, tokens, cookies and the like are hidden before anything is stored.",
    )
    redact_keys: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_words), AfterValidator(_checked_keys)] = (
        Field(
            default=(),
            description="Further keys whose values are hidden, in any case and with any separators.",
        )
    )
    redact_patterns: Annotated[tuple[str, ...], AfterValidator(_checked_patterns)] = Field(
        default=(),
        description="Regular expressions (RE2): what they match in a value is hidden.",
    )
    redact_personal: Annotated[tuple[PersonalKind, ...], NoDecode, BeforeValidator(_split_words)] = Field(
        default=(),
        description="Which numbers of people are hidden wherever they stand: card, iban, email, phone, identity.",
    )
    timezone: Annotated[dict[str, str], NoDecode, BeforeValidator(_zone_per_source), AfterValidator(_checked_zones)] = (
        Field(
            default={},
            description="The time zone of times that name none, of all logs or per source (a name may end in *).",
        )
    )
    counted: Annotated[dict[str, bool], NoDecode, BeforeValidator(_table)] = Field(
        default={},
        description="Streams that totals count whole (true) or not at all (false), whatever repeats them.",
    )
    keys: Annotated[dict[str, str | dict[str, str]], NoDecode, BeforeValidator(_keys_per_source)] = Field(
        default={},
        description="The column that a key holds, whatever it is called, of all logs or per source (a name may end in "
        "*); `attribute` where it holds none.",
    )
    retention_days: Annotated[dict[str, Annotated[int, Field(ge=0)]], BeforeValidator(_over_defaults)] = Field(
        default=RETENTION_DAYS,
        description="Days that the records of each source stay; a name may end in *, 0 is for ever.",
    )
    rollup_days: int = Field(
        default=400,
        ge=0,
        description="Days that hourly numbers stay, also of records that were dropped; 0 is for ever.",
    )
    sample_days: int = Field(
        default=2,
        ge=0,
        description="Days that samples stay as they were measured; 0 is for ever.",
    )
    sample_minute_days: int = Field(
        default=30,
        ge=0,
        description="Days that samples stay by minute; 0 is for ever.",
    )
    sample_hour_days: int = Field(
        default=400,
        ge=0,
        description="Days that samples stay by hour; 0 is for ever.",
    )
    max_warehouse_bytes: int | None = Field(
        default=None,
        gt=0,
        description="When the warehouse takes more, the oldest days go, whatever their source.",
    )

    report_schedule: Annotated[tuple[Literal["daily", "weekly"], ...], NoDecode, BeforeValidator(_split_words)] = Field(
        default=(),
        description="Which summaries `serve` writes: daily, weekly (Monday to Sunday, UTC).",
    )
    report_folder: Annotated[Path, AfterValidator(Path.expanduser), AfterValidator(_checked_folder)] | None = Field(
        default=None,
        description="Where scheduled reports go; the folder `reports` beside the warehouse where nothing is said.",
    )

    business: Annotated[BusinessSettings | None, NoDecode, BeforeValidator(_table)] = Field(
        default=None,
        description="Which records are business events, and under which keys they say what.",
    )

    probe: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="What is asked again and again whether it works; the keys of each depend on its kind.",
    )
    probe_result_days: int = Field(
        default=7,
        ge=0,
        description="Days that single results of probes stay; their hours stay for `rollup_days`, 0 is for ever.",
    )
    status_page: tuple[StatusPageSettings, ...] = Field(
        default=(),
        description="Pages at `/status/<name>` that show chosen probes to others, without an account.",
    )
    rules: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_paths)] = Field(
        default=(),
        description="Your own alert rules: .sql files, or folders of them; `rules` beside the warehouse is one.",
    )
    rule: Annotated[dict[str, dict[str, Any]], NoDecode, BeforeValidator(_table)] = Field(
        default={},
        description="Other values of rules, by their name: thresholds, durations, `enabled = false`.",
    )
    scrape: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="Prometheus or OpenMetrics endpoints whose samples are stored.",
    )
    collector: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="What measures hosts, databases and queues; the keys of each depend on its kind.",
    )

    channel: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="How people are told of alerts; the keys of each depend on its kind.",
    )

    route: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="Who is told of which alerts, and how often; every channel of all from warning up without one.",
    )
    inhibit: Annotated[tuple[dict[str, Any], ...] | None, NoDecode, BeforeValidator(_tables_or_none)] = Field(
        default=None,
        description="Which alerts are not told while others fire; warnings beside critical ones where nothing is said.",
    )
    maintenance: Annotated[tuple[dict[str, Any], ...], NoDecode, BeforeValidator(_tables)] = Field(
        default=(),
        description="Times of the week at which nobody is told of some alerts.",
    )
    public_url: Annotated[str, AfterValidator(_checked_url)] | None = Field(
        default=None,
        description="Where people open these pages, for links in notifications: https://logs.example.org.",
    )

    _file: Path | None = PrivateAttr(default=None)

    @property
    def accepted_formats(self) -> Path:
        """The folder of the formats that people accepted on the page Ingest, beside the warehouse."""
        return self.warehouse.parent / "formats"

    @property
    def made_rules(self) -> Path:
        """The folder of the rules that people made on the page Alerts, beside the warehouse."""
        return self.warehouse.parent / "rules"

    @property
    def rule_paths(self) -> tuple[str, ...]:
        """The files and folders with the user's own rules; those made on the page are among them."""
        made = self.made_rules
        if str(self.warehouse) == ":memory:":
            return self.rules
        known = {Path(path).resolve() for path in self.rules} | {Path(path).parent.resolve() for path in self.rules}
        is_read = made.resolve() in known or not any(made.glob("*.sql"))
        return self.rules if is_read else (*self.rules, str(made))

    @property
    def format_paths(self) -> tuple[str, ...]:
        """The files and folders with the user's own formats; the accepted ones are among them."""
        accepted = self.accepted_formats
        known = {Path(path).resolve() for path in self.formats}
        known |= {Path(path).parent.resolve() for path in self.formats}
        if accepted.resolve() in known or not any(accepted.glob("*.toml")):
            return self.formats
        return (*self.formats, str(accepted))

    @property
    def file(self) -> Path | None:
        """The file that was read; None if there was none."""
        return self._file


def load(config: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings. `overrides` are the values from the command line (None: not given).

    `config` must exist; without it, `LONGTAIL_CONFIG` or a `longtail.toml` in the current folder is read. Relative
    paths in the file start at the file's folder. Raises `SettingsError`, one sentence that names the key.
    """
    path = _config_file(config)
    sources = {
        "the command line": {key: value for key, value in overrides.items() if value is not None},
        "the environment": _environment(),
        str(path): _file_values(path) if path else {},
    }
    merged: dict[str, Any] = {}
    for values in reversed(sources.values()):
        merged = _merged(merged, values)
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        raise SettingsError(_sentence(error, sources)) from error
    settings._file = path  # noqa: SLF001 (its own module)
    return settings


def _config_file(config: Path | None) -> Path | None:
    named = config or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named is None:
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    if not named.is_file():
        sentence = f"There is no settings file {named}: name an existing one with --config, or leave it out."
        raise SettingsError(sentence)
    return named


def _file_values(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        sentence = f"{path} is not valid TOML ({error}): correct it there, docs/settings.md has an example."
        raise SettingsError(sentence) from error
    except OSError as error:
        sentence = f"{path} cannot be read ({error.strerror}): check its permissions."
        raise SettingsError(sentence) from error
    for key in values:
        _require_known(key, key, str(path))
    folder = path.parent
    for key in ("warehouse", "report_folder"):
        if isinstance(values.get(key), str):
            values[key] = _from_folder(folder, values[key])
    for key in ("logs", "formats", "rules"):
        listed = values.get(key)
        if isinstance(listed, str | list):
            values[key] = [_from_folder(folder, entry) for entry in ([listed] if isinstance(listed, str) else listed)]
    return values


def _from_folder(folder: Path, entry: Any) -> Any:
    return str(folder / Path(entry).expanduser()) if isinstance(entry, str) else entry


def _environment() -> dict[str, Any]:
    """The values in `LONGTAIL_*`. `LONGTAIL_<KEY>_FILE` names a file with the value."""
    from_files: dict[str, Any] = {}
    for name, value in os.environ.items():
        if not name.upper().startswith(PREFIX) or name.upper() == CONFIG_VARIABLE or not value:
            continue
        key = name[len(PREFIX) :].lower()
        field = key.split("__", 1)[0]
        if field in Settings.model_fields:
            continue
        if key.endswith("_file") and key.removesuffix("_file") in Settings.model_fields:
            from_files[key.removesuffix("_file")] = _file_content(name, value)
            continue
        _require_known(field, name, "the environment", prefix=PREFIX)
    values = EnvSettingsSource(Settings)()
    twice = sorted(set(values) & set(from_files))
    if twice:
        name = PREFIX + twice[0].upper()
        sentence = f"Both {name} and {name}_FILE are set: remove one of them."
        raise SettingsError(sentence)
    return values | from_files


def _file_content(name: str, path: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        sentence = f"{name} names {path}, which cannot be read ({reason}): correct the path or the permissions."
        raise SettingsError(sentence) from error


def _require_known(key: str, shown: str, place: str, prefix: str = "") -> None:
    if key not in Settings.model_fields:
        raise SettingsError(_unknown(key, shown, place, list(Settings.model_fields), prefix))


def _unknown(key: str, shown: str, place: str, known: list[str], prefix: str = "") -> str:
    def spelt(name: str) -> str:
        return f"{prefix}{name.upper()}" if prefix else name

    nearest = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    remedy = f"did you mean {spelt(nearest[0])}?" if nearest else f"the settings are {', '.join(map(spelt, known))}."
    return f"{shown} in {place} is not a setting: {remedy}"


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`below` with the values of `above`, tables key by key."""
    result = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


def _sentence(error: ValidationError, sources: Mapping[str, Mapping[str, Any]]) -> str:
    """One sentence about the first mistake: the key, where it is, its value, and what is allowed."""
    problems = error.errors()
    problem = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    location = [part for part in problem["loc"] if isinstance(part, str)]
    key, dotted = str(problem["loc"][0]), ".".join(str(part) for part in problem["loc"])
    place = next((name for name, values in sources.items() if key in values), "the settings")
    if place == "the environment":
        place = PREFIX + key.upper()
    if problem["type"] == "extra_forbidden":
        return _unknown(location[-1], dotted, place, _siblings(location))
    value = "not right" if key in _MAY_HOLD_PASSWORDS else "a secret" if _is_secret(key) else repr(problem["input"])
    return f"{dotted} ({place}) is {value}: {_allowed(key, problem)}."


def _siblings(location: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        told = model.model_fields[part].annotation if part in model.model_fields else None
        inner = [one for one in (told, *getattr(told, "__args__", ())) if isinstance(one, type)]
        inner = [one for one in inner if issubclass(one, BaseModel)]
        if not inner:
            break
        model = inner[0]
    return list(model.model_fields)


def _is_secret(key: str) -> bool:
    field = Settings.model_fields.get(key)
    return field is not None and SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))


_MAY_HOLD_PASSWORDS = {"probe", "scrape", "collector", "channel"}
_KINDS = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "array": "a list of texts"}


def _allowed(key: str, problem: ErrorDetails) -> str:
    """The allowed values of a setting, from its schema."""
    if problem["type"] == "value_error":
        return str(problem["msg"]).removeprefix("Value error, ")
    schema = Settings.model_json_schema()["properties"].get(key, {})
    if len(problem["loc"]) > 1 or schema.get("type") not in {*_KINDS, "string"}:
        return str(problem["msg"]).replace("Input should be", "it must be").rstrip(".")
    if schema.get("format") == "path":
        return "it must be a path"
    return f"it must be {_KINDS.get(schema['type'], 'a text')}{_bounds(schema)}"


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of at least {low}"
    if "exclusiveMinimum" in schema:
        return f" greater than {schema['exclusiveMinimum']:g}"
    return ""
