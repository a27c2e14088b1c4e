"""Changes come as JSON: a browser sends a form or plain text across sites without asking, but not JSON.

Where a request comes from, and by what name this server is called, is checked before: see `dashboard.server.guard`.
"""

from __future__ import annotations

from fastapi import Depends, HTTPException, Request

_JSON = "application/json"


def _is_json(request: Request) -> None:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        raise HTTPException(415, f"The body must be JSON: send it with the header Content-Type: {_JSON}.")


JsonBody = Depends(_is_json)
"""The dependency of every route that changes something."""
