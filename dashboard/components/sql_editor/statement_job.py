"""Runs a person's statement beside the page: it can be watched, stopped, and looked at when it is done.

A few run at the same time in one process, whoever asks (sql/turns.py); the next ones wait for their turn.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from ingest.decisions import query_history
from ingest.decisions.query_history import Ran
from sql import sandbox
from sql.errors import LongtailError, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.accounts.audit import Entry
    from dashboard.server.runtime import Runtime
    from sql.sandbox import Result

_log = logging.getLogger(__name__)
State = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement ended: its result, or its error."""

    state: State
    seconds: float
    result: Result | None = None
    error: QueryError | None = None


class Job:
    """One statement on its way; `outcome` is None until it has ended."""

    def __init__(self, runtime: Runtime, text: str, parameters: Mapping[str, Any], by: Entry | None = None) -> None:
        """`by` says whose it is for the audit log, where there are accounts."""
        self.key = secrets.token_urlsafe(24)
        self.text = text
        self.parameters = dict(parameters)
        self.started_at = datetime.now(UTC).replace(tzinfo=None)
        self.state: State = "waiting"
        self.outcome: Outcome | None = None
        self._runtime = runtime
        self._by = by
        self._began = time.monotonic()
        self._unwanted, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="statement", daemon=True)

    def start(self) -> Job:
        """Begin."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Give it up; it ends within moments."""
        self._unwanted.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, also for the note in the history; False where it is not over yet."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def wait_for_outcome(self, seconds: float) -> bool:
        """Wait until it is known how it ended, so long at most; False where it is not known yet."""
        return self._over.wait(seconds)

    @property
    def seconds(self) -> float:
        """How long it has been under way, or took."""
        return self.outcome.seconds if self.outcome else time.monotonic() - self._began

    def _work(self) -> None:
        self.outcome = outcome = self._run()
        self.state = outcome.state
        self._over.set()
        self._note(outcome)

    def _run(self) -> Outcome:
        try:
            settings = self._runtime.settings
            result = sandbox.run(
                self._runtime.warehouse,
                self.text,
                parameters=self.parameters,
                timeout_seconds=settings.query_timeout_seconds,
                max_rows=settings.query_max_rows,
                max_bytes=settings.query_max_bytes,
                stop=self._unwanted.is_set,
                client=self.key,  # a session has one statement at a time
                begun=self._begun,
            )
        except QueryError as error:
            return self._ended("stopped" if self._unwanted.is_set() else "failed", error=error)
        except LongtailError as error:
            return self._ended("failed", error=QueryError(str(error)))
        except Exception:  # noqa: BLE001 (whatever is wrong, the page must not wait for ever)
            _log.exception("A statement failed")
            return self._ended("failed", error=QueryError("The statement failed: the server's log says why."))
        return self._ended("done", result=result)

    def _begun(self) -> None:
        self.state = "running"
        self._began = time.monotonic()

    def _ended(self, state: State, *, result: Result | None = None, error: QueryError | None = None) -> Outcome:
        return Outcome(state, time.monotonic() - self._began, result, error)

    def _note(self, outcome: Outcome) -> None:
        result = outcome.result
        ran = Ran(
            ran_at=self.started_at,
            text=self.text,
            seconds=round(outcome.seconds, 6),
            rows=result.rows if result else 0,
            bytes=result.bytes if result else 0,
            truncated=result.truncated if result else False,
            error=str(outcome.error) if outcome.error else None,
        )
        accounts = self._runtime.accounts
        try:
            if accounts is not None and self._by is not None:
                detail = {"rows": ran.rows, "seconds": ran.seconds, "error": ran.error}
                accounts.note(replace(self._by, target=self.text, is_done=ran.error is None, detail=detail))
            query_history.record(self._runtime.warehouse, ran)
        except LongtailError:
            return  # a warehouse that is only read, full or closing has no history; the result stands
