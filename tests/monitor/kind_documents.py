"""A document for each kind of collector, made from its settings: `python -m tests.monitor.kind_documents`."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticUndefined

from monitor import collectors, kinds

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "collectors"
INDEX = ROOT / "docs" / "samples.md"
_BEGIN, _END = "<!-- kinds -->\n", "<!-- end -->"


def text_of(kind: str, module: ModuleType) -> str:
    """The document of a kind: what its docstring says, and a row for each setting."""
    told = inspect.getdoc(module) or ""
    rows = [
        f"| `{name}` | {_default(name, field.default)} | {field.description} |"
        for name, field in module.Settings.model_fields.items()
        if name != "kind"
    ]
    table = "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])
    example = f"```toml\n[[{'scrape' if kind == 'scrape' else 'collector'}]]\n{module.EXAMPLE}```"
    return f"# Collector: {kind}\n\n{told}\n\n## Settings\n\n{example}\n\n{table}\n"


def _default(name: str, value: Any) -> str:
    if value is PydanticUndefined and name == "name":
        return "the kind"
    if value is PydanticUndefined:
        return "must be set"
    if value in ("", None, (), {}):
        return "none"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def documents() -> dict[Path, str]:
    """All documents by their paths, the list in docs/samples.md among them."""
    modules = {kind: kinds.load(collectors, kind) for kind in kinds.names(collectors)}
    found = {FOLDER / f"{kind}.md": text_of(kind, module) for kind, module in modules.items()}
    rows = [
        f"| [`{kind}`](collectors/{kind}.md) | {(inspect.getdoc(module) or '').splitlines()[0]} |\n"
        for kind, module in modules.items()
    ]
    index = INDEX.read_text(encoding="utf-8")
    before, after = index.index(_BEGIN) + len(_BEGIN), index.index(_END)
    return found | {INDEX: index[:before] + "".join(rows) + index[after:]}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
