"""Opens the commonest wrappers, many lines at a time: Docker's json-file and its like, and the prefix of the CRI.

What comes out is what `unwrap` and a schema's `expand` make of a line, without Python looking at each. Where that is
not plain to see (parts of a line, odd spaces, repeated keys, wrappers within wrappers), a line is left to them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ingest.formats import field_names
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

FEW = 256
"""So many lines are done sooner one by one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The text within each of some lines, and the lines' positions, rising; a null text: the line is the record."""

    positions: NDArray[np.int64]
    line: pa.Array

    def where(self, wanted: NDArray[np.bool_]) -> Opened:
        """Those that are wanted."""
        return Opened(self.positions[wanted], self.line.filter(pa.array(wanted)))


def nothing() -> Opened:
    """No line at all."""
    return Opened(np.zeros(0, np.int64), pa.array([], pa.large_string()))


def inner(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], key: str) -> Opened:
    """Objects at `positions` of `line`, each within the text under its top-level `key`."""
    parameters = {"pointer": field_names.pointer(key), "patch": json.dumps({key: None})}
    return _opened(cursor, line, positions, "open_inner", parameters)


def cri(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64]) -> Opened:
    """What stands behind the prefix of lines at `positions`, where they have it."""
    try:
        line.validate(full=True)
    except pa.ArrowInvalid:
        return nothing()
    return _opened(cursor, line, positions, "open_cri", {})


def _opened(
    cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], statement: str, parameters: dict[str, str]
) -> Opened:
    if len(positions) < FEW:
        return nothing()
    lines = line if len(positions) == len(line) else line.take(pa.array(positions))
    cursor.register("wrapped", pa.table({"position": pa.array(positions), "line": lines}))
    try:
        found = cursor.execute(catalog.statement(statement).body, parameters).to_arrow_table()
    finally:
        cursor.unregister("wrapped")
    column = found.column("line").cast(pa.large_string()).combine_chunks()
    text = column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
    return Opened(found.column("position").to_numpy(), text)
