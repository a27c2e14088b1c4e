"""Secrets that stand in a table of the settings as they are: what pages neither take nor show.

In the file a person may write what they like. A page takes a secret only as `${NAME}`, the environment's variable, or
as `<key>_file`, the file that holds it: so the settings file can be read, copied and kept in a repository.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qsl, urlsplit

from pydantic import SecretStr

from ingest.records.redaction.keys import SecretKeys
from monitor.settings import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.kinds import KindSettings

HIDDEN = "***"


def first_in_clear(settings: type[KindSettings], values: Mapping[str, Any]) -> str | None:
    """The first key of a table whose value holds a secret in clear; None where none does."""
    return next((key for key, value in values.items() if shown(settings, key, value) != value), None)


def shown(settings: type[KindSettings], key: str, value: Any) -> Any:
    """The value of a key without what is secret in it."""
    field = settings.model_fields.get(key)
    if field is None or not is_secret(field.annotation):
        return value
    if isinstance(value, dict):
        return {name: _of_header(name, inner) for name, inner in value.items()}
    return _hidden(value) if isinstance(value, str) else value


def is_secret(annotation: Any) -> bool:
    """Whether a field of this type holds secrets."""
    return annotation is SecretStr or any(map(is_secret, get_args(annotation)))


def _hidden(text: str) -> str:
    for secret in _secrets(text):
        if secret and not _is_reference(secret):
            text = text.replace(secret, HIDDEN)
    return text


def _secrets(text: str) -> Iterator[str]:
    """What is secret in a text: in a URL its password and parameters that are called so, else all of it."""
    if "://" not in text:
        yield text
        return
    try:
        parts = urlsplit(text)
    except ValueError:
        yield text
        return
    yield parts.netloc.rpartition("@")[0].partition(":")[2]
    yield from (value for key, value in parse_qsl(parts.query) if _keys().is_telling(key))


def _is_reference(text: str) -> bool:
    return not VARIABLE.sub("", text).strip()


def _of_header(name: str, value: Any) -> Any:
    """A header that is called as secrets are must name a variable: `Bearer ${TOKEN}`."""
    is_clear = isinstance(value, str) and _keys().is_telling(name) and not VARIABLE.search(value)
    return HIDDEN if is_clear else value


@cache
def _keys() -> SecretKeys:
    return SecretKeys()
