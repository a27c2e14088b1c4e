"""The known routes of services: the tables `routes` and `route_folds`, updated in the transaction of the rows.

The macro route_of uses the path alone. Here a route gets a name that also depends on other routes. The warehouse keeps
these names, so that the same lines have the same routes in any batches and after any restart. If titles turn out to
vary, stored rows get the new name in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa

from ingest.store.routes.route_names import RouteNames
from sql import catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Named = list[tuple[str | None, str, str]]


class Routes:
    """The routes of all services, read from the warehouse once."""

    def __init__(self) -> None:
        self._known: dict[str | None, RouteNames] | None = None

    def forget(self) -> None:
        """Forget names that were not stored, and read the warehouse again."""
        self._known = None

    def apply(self, cursor: DuckDBPyConnection) -> None:
        """Name the routes of the temporary table `batch`, before it is stored, on the writer's cursor."""
        if self._known is None:
            self._known = _load(cursor)
            if not self._known:
                self._name(cursor, "stored_routes", "rename_routes")
        self._name(cursor, "batch_routes", "name_routes")

    def _name(self, cursor: DuckDBPyConnection, asked: str, statement: str) -> None:
        """Name the routes that the statement `asked` gives, and store the names with `statement`."""
        found: list[tuple[str | None, str]] = cursor.execute(catalog.statement(asked).body).fetchall()
        named = {(service, route): self._of(service).name(route) for service, route in found}
        services = dict.fromkeys(service for service, _ in found)
        changed = {service: names for service in services if (names := self._of(service)).is_changed}
        moved = {service: names.moved() for service, names in changed.items()}
        for (service, route), name in named.items():
            named[service, route] = moved.get(service, {}).get(name, name)
        _run(cursor, statement, [(*key, name) for key, name in named.items() if key[1] != name])
        stored = [(service, *names) for service, of_service in moved.items() for names in of_service.items()]
        _run(cursor, "rename_routes", stored)
        _store(cursor, changed)

    def _of(self, service: str | None) -> RouteNames:
        if self._known is None:
            self._known = {}
        if service not in self._known:
            self._known[service] = RouteNames()
        return self._known[service]


def _load(cursor: DuckDBPyConnection) -> dict[str | None, RouteNames]:
    routes, folds = defaultdict(list), defaultdict(list)
    for service, route in cursor.execute("select service, route from routes order by rowid").fetchall():
        routes[service].append(route)
    for service, parent in cursor.execute("select service, parent from route_folds order by rowid").fetchall():
        folds[service].append(parent)
    return {service: RouteNames(routes[service], folds[service]) for service in routes}


def _run(cursor: DuckDBPyConnection, statement: str, named: Named) -> None:
    """Run a statement that gives the routes `named` (service, route, name) their names."""
    if not named:
        return
    services, routes, names = zip(*named, strict=True)
    columns = {"service": pa.array(services, pa.string()), "route": pa.array(routes), "named": pa.array(names)}
    cursor.register("named_routes", pa.table(columns))
    try:
        cursor.execute(catalog.statement(statement).body)
    finally:
        cursor.unregister("named_routes")


def _store(cursor: DuckDBPyConnection, services: dict[str | None, RouteNames]) -> None:
    for table, column in (("routes", "route"), ("route_folds", "parent")):
        for service, names in services.items():
            kept = list(names.routes if table == "routes" else names.folds)
            parameters = {"service": service, "kept": kept}
            cursor.execute(f"delete from {table} where service is not distinct from $service", {"service": service})
            cursor.execute(
                f"insert into {table} (service, {column}) select $service, unnest($kept::varchar[])", parameters
            )
