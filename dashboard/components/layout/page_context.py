"""What a page is given to draw from: the window, the theme's colours and the moment it is drawn for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Window
    from dashboard.style.palette import Palette


@dataclass(frozen=True, slots=True)
class PageContext:
    """One drawing of a page; `now` is UTC without a zone, `data` the span of everything that is stored."""

    window: Window
    now: datetime
    palette: Palette
    data: tuple[datetime, datetime] | None
