"""Opens a page in Streamlit's own test runner, for the tests that look at what it draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from tests import patience

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TIMEOUT = 60


def open_page(page: str, params: Mapping[str, Sequence[str]] | None = None) -> AppTest:
    """The page as somebody who followed a link sees it."""
    app = AppTest.from_string(
        f"""
        from dashboard.components.layout import page_registry, page_style
        from dashboard.components.layout.page_layout import show
        page_style.apply()
        show(next(page for page in page_registry.find()[0] if page.path == {page!r}))
        """,
        default_timeout=patience.seconds(_TIMEOUT),
    )
    for key, values in (params or {}).items():
        app.query_params[key] = list(values)
    return app.run()


def complaints(app: AppTest) -> list[str]:
    """What the page says went wrong: error boxes and exceptions."""
    return [*(error.value for error in app.error), *(str(error.value) for error in app.exception)]
