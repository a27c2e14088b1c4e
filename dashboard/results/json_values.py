"""JSON from the warehouse as values, however it is made: what is too deep or too long to be a value stays a text.

Records are bounded where they enter; a warehouse of before, and what a statement builds, may hold anything.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ingest.records.repair.bounds import DEEPEST, LONGEST_NUMBER

_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def read(text: str | None) -> Any:
    """The value of a JSON text, or the text where it cannot be one; None for none."""
    if text is None:
        return None
    if not is_shallow(text):
        return text
    try:
        return json.loads(text, parse_int=_whole, parse_float=_decimal)
    except (ValueError, RecursionError):
        return text


def is_shallow(text: str) -> bool:
    """Whether lists and objects in a JSON text lie at most so deep."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return True
    depth = 0
    for part in _PART.finditer(text):
        sign = part.group()[0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEEPEST:
            return False
    return True


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits
