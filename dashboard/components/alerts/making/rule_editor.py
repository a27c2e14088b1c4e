"""The text of a rule in the editor of the SQL page: Ctrl+Enter looks at it, and replays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.sql_editor import editor, vocabulary
from dashboard.components.sql_editor.editor import Handlers, Shown, Typed

if TYPE_CHECKING:
    from dashboard.components.alerts.making.rule_draft import Draft
    from dashboard.components.layout.page_context import PageContext


def draw(_context: PageContext, draft: Draft) -> str:
    """Draw the editor; the text as it was looked at last."""
    draft.tried = draft.tried or draft.text

    def typed(found: Typed) -> None:
        if found.revision == draft.revision:
            draft.text = found.text

    def run(found: Typed) -> None:
        if found.revision == draft.revision:
            draft.text = draft.tried = found.text

    shown = Shown(draft.text, draft.revision, f"rule:{draft.name}:{draft.number}")
    editor.draw(shown, vocabulary.offered(), Handlers(typed, run, lambda: None))
    st.caption("The header says when a value is bad, the query gives every series with its `value`. Run replays it.")
    return draft.tried
