"""Without a statement in the settings it has none, whatever the logs say; tests/ingest has the others."""

from tests.sql.given import record

GIVEN: list[list[dict[str, object]]] = [[record("10:00:00", "business", attributes='{"event": "mail"}')]]
EXPECT: list[tuple[object, ...]] = []
