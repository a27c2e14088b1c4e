"""Text lines inside of records: what a container runtime, a shipper or syslog kept as text is read by its text format.

The record is then that of the text, and what stood around it its key `_wrapper`, as for an object within a text. The
time is that of the text only if it has a zone and a fraction of a second, else the one of the runtime, which has both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.records import distinct
from ingest.records.parsing import text_records
from ingest.records.parsing.container_prefix import Opened, nothing
from ingest.records.tables import texts_of
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.records.plans.shapes import Shapes

_FORMAT = "container"
_TIME = '"time":"'
_CERTAIN = rf'{_TIME}[^"]*[.,]\d+ ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)"'
_WRAPPED_TEXT = r'^\{"_wrapper": ?\{"time": ?"[^"]*", ?"stream": ?"\w+", ?"text":'

_SYSLOG = (
    r'^\{(?:"level":"\w+",)?(?:"syslog_priority":"\d+",)?"time":"[^"]*",(?:"timezone":"[^"]*",)?(?:"host":"[^"]*",)?'
    r'"(?:service|program)":"[^"]*",(?:"(?:process|pid|unit|message_id|structured_data)":"(?:[^"\\]|\\.)*",)*'
    r'"message":"(?:[^"\\]|\\.)*"\}$'
)
"""A record of the text formats of syslog, with a message."""


def candidates(
    line: pa.Array, plan: NDArray[np.int32], is_unlike: NDArray[np.bool_], shapes: Shapes
) -> NDArray[np.int64]:
    """The records whose message is the text that a program wrote to a container's output, or to syslog.

    `is_unlike` marks the records of lines that were not JSON by themselves.
    """
    wrappers = [
        index
        for index in distinct.numbers(plan)
        if index >= 0 and (schema := shapes.plans[index].format) is not None and schema.name == _FORMAT
    ]
    is_wrapper = np.isin(plan, np.array(wrappers, np.int32))
    is_general = (plan >= 0) & ~is_wrapper & is_unlike
    if is_general.any():
        general = line if is_general.all() else line.filter(pa.array(is_general))
        is_general[is_general] = np.asarray(pc.match_substring_regex(general, f"{_WRAPPED_TEXT}|{_SYSLOG}"))
    return np.flatnonzero(is_wrapper | is_general)


def opened(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], shapes: Shapes) -> Opened:
    """The records in the texts inside the records at `positions`, for those that have a text format."""
    if not len(positions):
        return nothing()
    outer = pa.table({"position": pa.array(np.arange(len(positions))), "line": line.take(pa.array(positions))})
    cursor.register("wrapped", outer)
    try:
        inner = cursor.execute(catalog.statement("unwrap_text").body).to_arrow_table()
    finally:
        cursor.unregister("wrapped")
    texts = texts_of(inner.column("text"))
    of_syslog = np.asarray(pc.match_substring_regex(texts_of(outer.column("line")), _SYSLOG))
    of_syslog = of_syslog[inner.column("position").to_numpy()]
    found = text_records.opened(cursor, texts, np.flatnonzero(~of_syslog), shapes.texts)
    if of_syslog.any():
        of_inner = text_records.opened(cursor, texts, np.flatnonzero(of_syslog), shapes.texts.inner)
        found = Opened.together([found, of_inner])
    if not len(found.positions):
        return nothing()
    wrapper = texts_of(inner.column("wrapper").take(pa.array(found.positions)))
    rest = pc.utf8_slice_codeunits(_with_certain_times(found.line, wrapper), 1)
    head, comma, nothing_between = (pa.scalar(text, pa.large_string()) for text in ('{"_wrapper":', ",", ""))
    spliced = pc.binary_join_element_wise(head, wrapper, comma, rest, nothing_between)
    return Opened(positions[inner.column("position").to_numpy()[found.positions]], spliced)


def _with_certain_times(line: pa.Array, wrapper: pa.Array) -> pa.Array:
    """The same objects; a time without zone or fraction of a second is not their `time`, if their wrapper has one."""
    is_certain = pc.or_(pc.match_substring_regex(line, _CERTAIN), pc.invert(pc.match_substring(wrapper, _TIME)))
    others = pc.replace_substring(line, _TIME, '"own_time":"', max_replacements=1)
    return pc.if_else(is_certain, line, others)
