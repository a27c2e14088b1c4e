"""STAND-IN, not committed."""
from __future__ import annotations
from contextlib import contextmanager
from dataclasses import dataclass
import duckdb, threading
from sql.errors import QueryError
@dataclass
class Stream:
    names: tuple
    types: tuple
    schema: object
    batches: object
@contextmanager
def stream(warehouse, sql, parameters=None, *, timeout_seconds=None, max_rows=None, batch_rows=10000):
    with warehouse.reader() as c:
        timer = threading.Timer(timeout_seconds, c.interrupt) if timeout_seconds else None
        if timer: timer.start()
        try:
            st = c.extract_statements(sql)
            if len(st)!=1 or str(st[0].type) not in ('StatementType.SELECT','StatementType.EXPLAIN'):
                raise QueryError("Only one SELECT.")
            q = f"select * from ({st[0].query.rstrip().rstrip(';')}) limit {max_rows}" if max_rows is not None else st[0]
            c.execute(q, dict(parameters or {})) if parameters else c.execute(q)
            d = c.description
            r = c.to_arrow_reader(batch_rows)
            def gen():
                try:
                    yield from r
                except Exception as e:
                    raise QueryError(str(e).splitlines()[0]) from e
            yield Stream(tuple(x[0] for x in d), tuple(str(x[1]) for x in d), r.schema, gen())
        except duckdb.Error as e:
            raise QueryError(str(e).splitlines()[0]) from e
        finally:
            if timer: timer.cancel()
