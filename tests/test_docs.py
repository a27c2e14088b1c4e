"""What exists is documented: every command, setting, endpoint, metric and view is named in a document."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from typer.core import TyperGroup

from dashboard import command_line, commands
from dashboard.api import create_api
from dashboard.server import metrics
from ingest.settings import Settings
from sql import catalog
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.server.runtime import Runtime

ROOT = Path(__file__).parent.parent
_FILES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DOCUMENTS = "\n".join(path.read_text(encoding="utf-8") for path in _FILES)
"""All documents for people, as one text."""


def _unnamed(names: Iterable[str]) -> list[str]:
    """Those that no document names in code type."""
    named = r"`[^`\n]*(?<![\w/-]){}(?![\w-])[^`\n]*`"
    return [name for name in names if not re.search(named.format(re.escape(name)), DOCUMENTS)]


def _commands() -> list[str]:
    names = []
    for module in pkgutil.iter_modules(commands.__path__):
        command = command_line.load(module.name)
        inner = command.commands if isinstance(command, TyperGroup) else {}
        names += [module.name, *(f"{module.name} {name}" for name in inner)]
    return [f"longtail {name}" for name in names]


def _endpoints() -> list[str]:
    api = create_api(cast("Runtime", SimpleNamespace()), "token")
    return [f"/api{path}" for path in api.openapi()["paths"]]


def _metrics() -> list[str]:
    with warehouses.in_memory() as warehouse:
        runtime = cast("Runtime", SimpleNamespace(warehouse=warehouse, ingest=None, watching=None))
        families = list(metrics.Metrics(runtime).registry.collect())
    return [family.name + ("_total" if family.type == "counter" else "") for family in families]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(_commands, id="commands"),
        pytest.param(lambda: list(Settings.model_fields), id="settings"),
        pytest.param(_endpoints, id="endpoints"),
        pytest.param(_metrics, id="metrics"),
        pytest.param(lambda: list(catalog.objects("views")), id="views"),
        pytest.param(lambda: list(catalog.objects("tables")), id="tables"),
    ],
)
def test_is_documented(names: object) -> None:
    """No document names it: write a line where people look for it."""
    found = names()  # type: ignore[operator] # each is a function without parameters
    assert (bool(found), _unnamed(found)) == (True, [])


def test_unnamed_is_found() -> None:
    """The check itself fails for a name that stands nowhere."""
    assert _unnamed(["longtail sql", "longtail teleport"]) == ["longtail teleport"]


def test_settings_document_tells_the_defaults() -> None:
    """The table of settings says the defaults that the code has."""
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", table, re.MULTILINE))
    defaults = {name: field.default for name, field in Settings.model_fields.items() if field.default != ()}
    expected = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in defaults.items()}
    assert told == expected


_GUIDES = [ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
"""The documents that say where things are in the code."""


def _missing_paths(text: str) -> list[str]:
    """The paths that a text names in code type and that do not exist; `<name>` and `*` stand for any name."""
    named = re.findall(r"`((?:dashboard|docs|ingest|monitor|sql|tests)/[^`\s]*)`", text)
    return [path for path in named if not any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))]


@pytest.mark.parametrize("guide", _GUIDES, ids=lambda path: path.name)
def test_paths_exist(guide: Path) -> None:
    """A path that a guide names is there."""
    assert _missing_paths(guide.read_text(encoding="utf-8")) == []


def test_paths_in_sql_exist() -> None:
    """A Python module that the header of an SQL file names is there."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "sql").rglob("*.sql"))}
    named = [
        (path.name, name)
        for path, text in texts.items()
        for name in re.findall(r"\b(?:dashboard|ingest|monitor|sql|tests)/[\w/]+\.py\b", text)
    ]
    assert ([], True) == ([item for item in named if not (ROOT / item[1]).exists()], len(named) > 0)


def test_missing_path_is_found() -> None:
    """The check of paths itself fails for a file that is nowhere, and knows patterns."""
    assert _missing_paths("`sql/macros/`, `ingest/formats/<name>.py`, `ingest/teleport.py`") == ["ingest/teleport.py"]


def test_pictures_exist() -> None:
    """The README shows a picture, and it is there: `python -m tests.e2e.pictures` takes it anew."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert (bool(shown), [path for path in shown if not (ROOT / path).is_file()]) == (True, [])
