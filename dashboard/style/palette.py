"""Colours: one accent, neutral surfaces, one colour per level, in a light and a dark set of equal contrast.

Levels are told apart by lightness as well as hue (Okabe and Ito's rule for colour-blind readers); red means an error
and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "TRACE", "")
"""Worst first; the empty name is for records without a level."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme."""

    text: str
    muted: str
    line: str
    grid: str
    surface: str
    accent: str
    ghost: str
    worse: str
    error: str
    levels: Mapping[str, str]
    status_classes: Mapping[str, str]
    series: tuple[str, ...]
    other: str
    scale: tuple[str, ...]


LIGHT = Palette(
    text="#1b2027",
    muted="#69727f",
    line="#d5d9df",
    grid="#eef0f3",
    surface="#ffffff",
    accent="#0f7c86",
    ghost="#a9b1bc",
    worse="#9a6700",
    error="#d13438",
    levels={
        "CRITICAL": "#8a1253",
        "ERROR": "#d13438",
        "WARNING": "#e0a100",
        "INFO": "#86b4e0",
        "DEBUG": "#a3abb7",
        "TRACE": "#cfd4db",
        "": "#e2e5ea",
    },
    status_classes={"2xx": "#86b4e0", "3xx": "#a3abb7", "4xx": "#e0a100", "5xx": "#d13438", "1xx": "#cfd4db"},
    series=("#0f7c86", "#5b6bd6", "#c98a2b", "#7c9a3a", "#a05fb4", "#5aa9d6", "#8c6d5a", "#3f4a5a"),
    other="#b7bec8",
    scale=("#f5f6f8", "#d3e8ea", "#9fcfd3", "#5dacb3", "#0f7c86", "#0a4f56"),
)

DARK = Palette(
    text="#e4e8ee",
    muted="#8f99a8",
    line="#353d49",
    grid="#1d232b",
    surface="#0f1318",
    accent="#3fb6c1",
    ghost="#5c6675",
    worse="#f0b429",
    error="#f2555a",
    levels={
        "CRITICAL": "#c4428f",
        "ERROR": "#f2555a",
        "WARNING": "#f0b429",
        "INFO": "#3d6f9f",
        "DEBUG": "#5b6573",
        "TRACE": "#3a424e",
        "": "#2b323c",
    },
    status_classes={"2xx": "#3d6f9f", "3xx": "#5b6573", "4xx": "#f0b429", "5xx": "#f2555a", "1xx": "#3a424e"},
    series=("#3fb6c1", "#8b98f0", "#dba352", "#a3bf62", "#c58ad6", "#7cc1ea", "#b6957f", "#c3cad4"),
    other="#4b5563",
    scale=("#181d24", "#17343a", "#1b5560", "#23808a", "#3fb6c1", "#a5e6ec"),
)


def of(theme: str | None) -> Palette:
    """The palette of the theme the browser shows (`light` where it has not said)."""
    return DARK if theme == "dark" else LIGHT


def variables(theme: Palette, **more: str) -> str:
    """The colours that plain HTML pages use, and `more`, as CSS variables."""
    named = {name: getattr(theme, name) for name in ("text", "muted", "line", "grid", "surface", "accent")}
    return "".join(f"--{name}:{value};" for name, value in (named | more).items())
