"""The settings of a kind as a form has them: one field for each key, made from its settings class."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from monitor import kinds
from monitor.changing import clear_text

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from monitor.kinds import KindSettings


class Shape(StrEnum):
    """What a value is, and so how it is typed."""

    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    LIST = "list"
    NUMBERS = "numbers"
    TABLE = "table"
    ANY = "any"
    """A number, true or false where it looks like one, else a text."""


@dataclass(frozen=True, slots=True)
class KindField:
    """One key: `default` as a person would write it, empty where there is none."""

    key: str
    shape: Shape
    description: str
    default: str
    is_required: bool
    is_secret: bool
    is_common: bool
    """Whether every kind has it."""
    choices: tuple[str, ...] = ()


def fields(settings: type[KindSettings], base: type[KindSettings]) -> list[KindField]:
    """The keys of a kind in the order of its class, but `kind`; those of `base` are common."""
    return [_field(key, info, base) for key, info in settings.model_fields.items() if key != "kind"]


def _field(key: str, info: FieldInfo, base: type[KindSettings]) -> KindField:
    is_duration = any(getattr(part, "func", None) is kinds.seconds_of for part in info.metadata)
    shape = Shape.TEXT if is_duration else _shape(info.annotation)
    default = "" if info.default in (PydanticUndefined, None) else info.default
    shown = _duration(default) if is_duration and isinstance(default, float) else text_of(default)
    description = str(info.description)
    return KindField(
        key,
        shape,
        description,
        shown,
        is_required=info.default is PydanticUndefined and key != "name",
        is_secret=clear_text.is_secret(info.annotation),
        is_common=key in base.model_fields and key != "name",
        choices=tuple(map(str, get_args(info.annotation))) if shape is Shape.CHOICE else (),
    )


def _shape(annotation: Any) -> Shape:
    origin, inner = get_origin(annotation), [part for part in get_args(annotation) if part is not types.NoneType]
    if origin in (Union, types.UnionType):
        return _shape(inner[0]) if len(inner) == 1 else Shape.ANY
    if origin is tuple:
        return Shape.NUMBERS if int in inner else Shape.LIST
    if origin is Literal:
        return Shape.CHOICE
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Shape.TABLE
    if annotation is bool:
        return Shape.SWITCH
    return Shape.NUMBER if annotation in (int, float) else Shape.TEXT


def _duration(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{1000 * seconds:g}ms"


def text_of(value: Any) -> str:
    """A value of a table as a form shows it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {inner}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def value_of(field: KindField, text: str) -> Any:
    """What is typed as a table of the settings has it; None where nothing is. What is no such value stays a text."""
    text = text.strip()
    if not text:
        return None
    if field.shape is Shape.TABLE:
        pairs = (line.partition(":") for line in text.splitlines() if line.strip())
        return {name.strip(): inner.strip() for name, _, inner in pairs}
    if field.shape in (Shape.LIST, Shape.NUMBERS):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [_number(part) for part in parts] if field.shape is Shape.NUMBERS else parts
    if field.shape is Shape.SWITCH:
        return {"true": True, "false": False}.get(text, text)
    if field.shape is Shape.ANY and text in ("true", "false"):
        return text == "true"
    return _number(text) if field.shape in (Shape.NUMBER, Shape.ANY) else text


def _number(text: str) -> int | float | str:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, int | float) and not isinstance(found, bool) else text
