"""A document for each kind of collector, probe and channel, made from it: `python -m tests.monitor.kind_documents`."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticUndefined

from monitor import collectors, kinds, probes
from monitor.notify import channels

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SORTS = {
    "channel": (channels, DOCS / "channels.md"),
    "collector": (collectors, DOCS / "samples.md"),
    "probe": (probes, DOCS / "watching.md"),
}
"""What there are kinds of: the package, and the document that lists them; each kind's own is in a folder beside it."""
_BEGIN, _END = "<!-- kinds -->\n", "<!-- end -->"


def text_of(sort: str, kind: str, module: ModuleType) -> str:
    """The document of a kind: what its docstring says, what to do at the provider, and a row for each setting."""
    told = inspect.getdoc(module) or ""
    rows = [
        f"| `{name}` | {_default(name, field.default)} | {field.description} |"
        for name, field in module.Settings.model_fields.items()
        if name != "kind"
    ]
    table = "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])
    example = f"```toml\n[[{'scrape' if kind == 'scrape' else sort}]]\n{module.EXAMPLE}```"
    steps = f"## What to do\n\n{module.STEPS}\n" if hasattr(module, "STEPS") else ""
    return f"# {sort.title()}: {kind}\n\n{told}\n\n{steps}## Settings\n\n{example}\n\n{table}\n"


def _default(name: str, value: Any) -> str:
    if value is PydanticUndefined and name == "name":
        return "the kind"
    if value is PydanticUndefined:
        return "must be set"
    if value in ("", None, (), {}):
        return "none"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def documents() -> dict[Path, str]:
    """All documents by their paths, with the lists of kinds."""
    return {path: text for sort in SORTS for path, text in _documents_of(sort).items()}


def _documents_of(sort: str) -> dict[Path, str]:
    package, index = SORTS[sort]
    modules = {kind: kinds.load(package, kind) for kind in kinds.names(package)}
    found = {DOCS / f"{sort}s" / f"{kind}.md": text_of(sort, kind, module) for kind, module in modules.items()}
    rows = [
        f"| [`{kind}`]({sort}s/{kind}.md) | {(inspect.getdoc(module) or '').splitlines()[0]} |\n"
        for kind, module in modules.items()
    ]
    text = index.read_text(encoding="utf-8")
    before, after = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    return found | {index: text[:before] + "".join(rows) + text[after:]}


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
