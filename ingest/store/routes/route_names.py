"""Names for the routes of one service, so that there is a limited number of them.

The macro route_of takes ids out of a path. This module uses what only other paths show. In a place with many titles
(`how-to-cook-rice`), a title becomes `{slug}`. In a place with more names than a program has, a further name becomes
`{slug}`, too. If a service has as many routes as are kept, further ones become `{other}`. So old routes keep their
names, whatever paths come (for example from a scanner).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ROUTES = 1000
"""The most routes of a service."""
MOST_NAMES = 300
"""The most names in one place."""
TITLES = 25
"""The number of titles in one place that makes them `{slug}`."""
TITLES_OF_IDS = 3
"""The same for titles under an id (`/posts/{id}/how-to-cook-rice`)."""
SLUG, OTHER = "{slug}", "{other}"

_LONG_TITLE = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}(\.[a-z]{2,5})?", re.ASCII)
_TITLE = re.compile(r"[^\W_]+(?:[-_][^\W_]+)+(\.[a-z]{2,5})?", re.ASCII)


class RouteNames:
    """The routes of one service, and the places that have titles."""

    def __init__(self, routes: Iterable[str] = (), folds: Iterable[str] = ()) -> None:
        self.routes: dict[str, None] = {}
        self.folds = dict.fromkeys(folds)
        self.is_changed = False
        self._names: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._moved: dict[str, str] = {}
        for route in routes:
            self._take(route)

    def name(self, route: str) -> str:
        """The name of a route. It is known from now on, if there is space. Later routes may change the name."""
        named = self._named(route)
        if named in self.routes:
            return named
        if len(self.routes) >= MOST_ROUTES:
            return OTHER
        self.is_changed = True
        for place in self._take(named):
            if place not in self.folds and self._varies(place):
                self._fold(place)
        return self._moved.get(named, named)

    def moved(self) -> dict[str, str]:
        """The names that have changed since the last call, and their new names."""
        moved, self._moved, self.is_changed = self._moved, {}, False
        return moved

    def _fold(self, place: str) -> None:
        """`place` has titles: name the routes again, until there is no further place with titles."""
        places = [place]
        while places:
            self.folds |= dict.fromkeys(places)
            before, self.routes, self._names = self.routes, {}, defaultdict(dict)
            named = {}
            for route in before:
                named[route] = self._named(route)
                self._take(named[route])
            self._moved = {route: named.get(known, known) for route, known in self._moved.items()}
            self._moved |= {
                route: known for route, known in named.items() if route != known and route not in self._moved
            }
            places = [place for place in self._names if place not in self.folds and self._varies(place)]

    def _named(self, route: str) -> str:
        if not route.startswith("/"):
            return route
        place = ""
        for segment in route[1:].split("/"):
            place = f"{place}/{self._segment(place, segment)}"
        return place

    def _segment(self, place: str, segment: str) -> str:
        title = _title(place).fullmatch(segment) if place in self.folds else None
        if title is not None:
            return SLUG + (title[1] or "")
        names = self._names.get(place, {})
        if segment in names or len(names) < MOST_NAMES or not segment or segment.startswith("{"):
            return segment
        return SLUG

    def _take(self, route: str) -> list[str]:
        """Add a route; returns the places in it."""
        self.routes[route] = None
        place, places = "", []
        for segment in route[1:].split("/") if route.startswith("/") else ():
            self._names[place][segment] = None
            places.append(place)
            place = f"{place}/{segment}"
        return places

    def _varies(self, place: str) -> bool:
        enough = TITLES_OF_IDS if place.endswith("{id}") else TITLES
        title = _title(place)
        return sum(title.fullmatch(segment) is not None for segment in self._names[place]) >= enough


def _title(place: str) -> re.Pattern[str]:
    """The pattern of a title in a place: two words under an id, else three."""
    return _TITLE if place.endswith("{id}") else _LONG_TITLE
