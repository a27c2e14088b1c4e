"""The streams whose lines are mostly rejected, with a format proposed from their lines, which a click accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.accounts.role import Role
from dashboard.components.controls import decision_author, permission
from dashboard.components.tables import tables
from dashboard.reads import unread
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain
from ingest.accepted_formats import FormatOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext
    from ingest.decisions.error_status import DecisionAuthor
    from ingest.formats.proposals import Proposal

_MOST = 5
_ROWS = 3


def show(context: PageContext) -> None:
    """One box for each such stream; nothing where there are none."""
    decision_author.say()
    if not cache.ask(reads.ledger_totals(context.window))["rejected"].sum():
        return
    found = cache.ask(reads.unread_streams(context.window))
    for number, row in enumerate(found.head(_MOST).iter_rows(named=True)):
        _stream(number, row)
    if found.height > _MOST:
        st.caption(f"{found.height - _MOST:,} more streams have mostly rejected lines.")


def _stream(number: int, row: dict[str, Any]) -> None:
    of = f"{row['service']} / {row['source']}" if row["service"] else row["source"]
    told = f"{numbers.percent(row['share'])} of the lines of {plain(of)} are rejected"
    with st.expander(told, icon=":material/help_center:", expanded=number == 0):
        lines = cache.ask(reads.unread_lines(row["source"], row["service"]))
        proposal = unread.proposal(lines["raw"].to_list())
        if proposal is None:
            st.caption(
                "These lines have too little in common for a pattern: describe them in a format of your own "
                "(docs/formats.md), or leave this file out."
            )
            return
        _proposal(number, row, proposal)


def _proposal(number: int, row: dict[str, Any], proposal: Proposal) -> None:
    st.caption(
        f"This pattern fits {numbers.percent(proposal.share)} of the newest {proposal.lines:,} of them. "
        "The names of the groups decide the columns."
    )
    st.code(proposal.pattern, language=None, wrap_lines=True)
    values = pl.DataFrame([proposal.values(line) for line in proposal.examples])
    tables.show(values, {name: tables.text(name) for name in values.columns}, rows=min(_ROWS, values.height))
    if runtime.current().ingest is None:
        st.caption("Logs are only looked at here: where they are read, this page can take it up.")
        return
    if not permission.may(Role.RESPONDER):
        return
    key = f"unread-{number}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        decision_author.ask_name(key)
        st.button(
            "Use this format",
            key=f"{key}-use",
            icon=":material/check:",
            type="primary",
            help="Writes it beside the warehouse as a format of your own, and reads the rejected lines again.",
            on_click=decision_author.decide,
            args=(key, _accepting(row, proposal)),
        )


def _accepting(row: dict[str, Any], proposal: Proposal) -> Callable[[DecisionAuthor], str]:
    def accept(by: DecisionAuthor) -> str:
        ingest = runtime.current().ingest
        if ingest is None:
            return "Logs are only looked at here."
        done = ingest.accept(FormatOrder(row["source"], row["service"], proposal, by.author))
        return f"{done.rows:,} records of lines that were rejected. The format is {done.path}."

    return accept
