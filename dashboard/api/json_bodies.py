"""Changes come as JSON: a browser sends a form or plain text across sites without asking, but not JSON.

Where a request comes from, and by what name this server is called, is checked before: see `dashboard.server.guard`.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi import Depends, HTTPException, Request

_JSON = "application/json"


async def _is_whole(request: Request) -> None:
    """JSON can say half of a surrogate pair, which is no text that could be asked for or stored."""
    body = await request.body()
    if b"\\u" not in body:
        return
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        sentence = "A text in the body holds half a character (a lone surrogate): send whole characters."
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, sentence) from error
    except (ValueError, RecursionError):
        return  # FastAPI says what is wrong with it


def _is_json(request: Request) -> None:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        raise HTTPException(415, f"The body must be JSON: send it with the header Content-Type: {_JSON}.")


def _is_change(_json: None = Depends(_is_json), _whole: None = Depends(_is_whole)) -> None:
    """Both."""


WholeText = Depends(_is_whole)
"""The dependency of every route that reads JSON."""

JsonBody = Depends(_is_change)
"""The dependency of every route that changes something."""
