"""The setting `[business] sql`: its rows are events, and what is wrong with it is one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest import business_rows
from ingest.business_settings import BusinessSettings
from ingest.errors import SettingsError
from ingest.settings import Settings
from tests import warehouses
from tests.sql.given import at, read, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """Three requests, one of which failed."""
    rows = [
        record("10:00:00", "access", status=status, route="/orders", user_id=user, line=line)
        for line, (status, user) in enumerate([(201, "u1"), (201, "u2"), (402, "u1")], 1)
    ]
    with warehouses.in_memory() as made:
        write(made, rows)
        yield made


def _settings(text: str | None) -> Settings:
    return Settings(business=BusinessSettings(sql=text))


def test_a_statement_gives_events(target: Warehouse) -> None:
    """Columns that it does not give are null, and a row is one event; another start without it has none."""
    text = "select ts, 'order' as event, status as outcome, user_id as account from logs where status > 0 -- all;"
    business_rows.define(target, _settings(text))
    asked = "select ts, event, outcome, account, channel, n from business_rows order by outcome, account"
    found = read(target, asked)
    business_rows.define(target, _settings(None))
    assert [
        (at("10:00:00"), "order", "201", "u1", None, 1.0),
        (at("10:00:00"), "order", "201", "u2", None, 1.0),
        (at("10:00:00"), "order", "402", "u1", None, 1.0),
    ] == found
    assert [] == read(target, asked)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("select ts from logs", "The setting business.sql gives no column event: name one so, with `as event`."),
        (
            "select ts, message as event, status as outcom from logs",
            "The setting business.sql gives the column 'outcom', which business events do not have: did you mean ou",
        ),
        ("select ts, 'x' as event from lgos", "The setting business.sql cannot be used: "),
        ("delete from logs", "The setting business.sql cannot be used: "),
        (
            "select now()::timestamp as ts, read_text('/etc/passwd') as event",
            "The setting business.sql cannot be used: ",
        ),
        ("select 1; select 2", "The setting business.sql cannot be used: "),
    ],
)
def test_what_is_wrong(text: str, sentence: str, target: Warehouse) -> None:
    """It is said when Longtail starts, and nothing is changed."""
    with pytest.raises(SettingsError) as caught:
        business_rows.define(target, _settings(text))
    assert (sentence, [(3,)]) == (str(caught.value)[: len(sentence)], read(target, "select count(*) from logs"))
