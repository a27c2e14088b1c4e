"""The settings of a kind as a form has them, and what is typed as the settings file has it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from monitor import kinds, probes
from monitor.changing import clear_text, kind_fields
from monitor.changing.kind_fields import KindField, Shape
from monitor.outcome import ProbeSettings


def _field(kind: str, key: str) -> KindField:
    found = kind_fields.fields(kinds.load(probes, kind).Settings, ProbeSettings)
    return next(field for field in found if field.key == key)


@pytest.mark.parametrize("kind", kinds.names(probes))
def test_defaults_are_what_the_class_says(kind: str) -> None:
    """What a form shows as the defaults of a kind makes the same probe as a table that leaves them out."""
    module = kinds.load(probes, kind)
    written = {"name": kind, **tomllib.loads(module.EXAMPLE)}
    example = {
        key if key in module.Settings.model_fields else key.removesuffix("_file"): written[key] for key in written
    }
    fields = kind_fields.fields(module.Settings, ProbeSettings)
    typed = {field.key: kind_fields.value_of(field, field.default) for field in fields}
    defaults = {key: value for key, value in typed.items() if value is not None}
    assert module.Settings(**example) == module.Settings(**defaults | example)


@pytest.mark.parametrize(
    ("kind", "key", "typed", "value"),
    [
        ("http", "every", "5m", "5m"),
        ("http", "url", " https://x/ ", "https://x/"),
        ("http", "url", " ", None),
        ("http", "status", "200, 204", [200, 204]),
        ("http", "status", "fine", ["fine"]),
        ("http", "headers", "X-A: b:c\n\nY:z", {"X-A": "b:c", "Y": "z"}),
        ("http", "json_is", "true", True),
        ("http", "json_is", "3.5", 3.5),
        ("http", "json_is", "ok", "ok"),
        ("http", "latency_ms", "250", 250),
        ("http", "latency_ms", "fast", "fast"),
        ("http", "verify", "false", False),
        ("tls", "days", "1e1", 10.0),
        ("tcp", "port", "[1]", "[1]"),
        ("dns", "expect", "a, b,", ["a", "b"]),
        ("smtp", "security", "tls", "tls"),
    ],
)
def test_what_is_typed(kind: str, key: str, typed: str, value: Any) -> None:
    """Numbers are numbers, lists are lists; what is none of its kind stays a text, for the kind to refuse."""
    found = kind_fields.value_of(_field(kind, key), typed)
    assert (value, type(value)) == (found, type(found))


@pytest.mark.parametrize(
    ("kind", "key", "shape", "default"),
    [
        ("http", "every", Shape.TEXT, "30s"),
        ("heartbeat", "grace", Shape.TEXT, "5m"),
        ("heartbeat", "id", Shape.TEXT, ""),
        ("http", "verify", Shape.SWITCH, "true"),
        ("http", "headers", Shape.TABLE, ""),
        ("imap", "port", Shape.NUMBER, ""),
        ("imap", "security", Shape.CHOICE, "tls"),
        ("warehouse", "lag_bytes", Shape.NUMBER, "256000000"),
        ("requests", "error_rate", Shape.NUMBER, "0.05"),
    ],
)
def test_shapes(kind: str, key: str, shape: Shape, default: str) -> None:
    """How a key is typed follows its type."""
    field = _field(kind, key)
    assert (shape, default) == (field.shape, field.default)


@pytest.mark.parametrize(
    ("kind", "key", "value", "shown"),
    [
        ("redis", "url", "redis://:s3cret@h/0", "redis://:***@h/0"),
        ("redis", "url", "redis://:${PASSWORD}@h/0", "redis://:${PASSWORD}@h/0"),
        ("redis", "url", "redis://:s3${PASSWORD}@h/0", "redis://:***@h/0"),
        ("redis", "url", "redis://h/0", "redis://h/0"),
        ("http", "url", "https://u:p%40ss@h/?token=abc&page=2", "https://u:***@h/?token=***&page=2"),
        ("http", "url", "https://[h", "***"),
        ("http", "url", "${SHOP_URL}", "${SHOP_URL}"),
        ("http", "url", "s3cret", "***"),
        ("http", "token", "abc", "***"),
        ("http", "headers", {"Authorization": "Bearer abc", "Accept": "x"}, {"Authorization": "***", "Accept": "x"}),
        ("http", "headers", {"Authorization": "Bearer ${T}"}, {"Authorization": "Bearer ${T}"}),
        ("http", "contains", "password", "password"),
        ("imap", "password", "${P}", "${P}"),
        ("http", "url", 7, 7),
    ],
)
def test_secrets_in_clear(kind: str, key: str, value: Any, shown: Any) -> None:
    """Only what names a variable is shown, and taken."""
    settings = kinds.load(probes, kind).Settings
    found = clear_text.first_in_clear(settings, {"name": "a", key: value})
    assert (shown, None if shown == value else key) == (clear_text.shown(settings, key, value), found)
