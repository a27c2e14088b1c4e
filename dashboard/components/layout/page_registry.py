"""Finds the pages: every module of app_pages with a `PAGE`. A new page is one new file there.

A module that cannot be imported becomes a warning that names it; the other pages work.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import app_pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from dashboard.components.layout.page_context import PageContext

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What a page module says of itself, as `PAGE`.

    `question` is what the page answers; `icon` a Material symbol's name; pages stand by `order` in their `section`.
    `needs_window` is False where the page does not depend on the time range (it is then shown whatever the range has).
    """

    title: str
    question: str
    icon: str
    section: str
    order: int
    needs_window: bool = True


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page: its path in the URL, its `PAGE`, and its functions.

    `overlay` draws over the page (a drawer that stays open while the tiles refresh); most pages have none.
    """

    path: str
    info: PageInfo
    render: Callable[[PageContext], None]
    overlay: Callable[[PageContext], None] | None = None


def find(package: ModuleType = app_pages) -> tuple[list[FoundPage], list[str]]:
    """All pages by order, and one sentence for each module that is not a page."""
    pages: list[FoundPage] = []
    problems: list[str] = []
    for module_info in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{module_info.name}"
        try:
            module = importlib.import_module(name)
            path = module_info.name.replace("_", "-")
            pages.append(FoundPage(path, module.PAGE, module.render, getattr(module, "overlay", None)))
        except Exception as error:  # noqa: BLE001 (whatever is wrong with one page must not take the others away)
            _log.warning("Page %s cannot be loaded", name, exc_info=error)
            problems.append(f"The page {module_info.name} cannot be loaded ({type(error).__name__}: {error}).")
    return sorted(pages, key=lambda page: (page.info.order, page.path)), problems


def has(path: str) -> bool:
    """Whether there is a page of that path."""
    return any(module_info.name.replace("_", "-") == path for module_info in pkgutil.iter_modules(app_pages.__path__))
