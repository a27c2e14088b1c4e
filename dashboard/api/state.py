"""What a request may reach: the runtime it is asked of."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

if TYPE_CHECKING:
    from dashboard.server.runtime import Runtime


@dataclass(frozen=True, slots=True)
class State:
    """The runtime, the token of this machine's commands, and when serving began (seconds since 1970)."""

    runtime: Runtime
    token: str
    started_at: float = field(default_factory=time.time)


def _state(request: Request) -> State:
    return cast("State", request.app.state.longtail)


CurrentState = Annotated[State, Depends(_state)]
"""A route's parameter that gets the state."""
