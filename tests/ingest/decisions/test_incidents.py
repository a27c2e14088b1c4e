"""What people say of incidents is checked, appended and never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.decisions import incidents
from ingest.decisions.incidents import Entry, Incident
from ingest.errors import IncidentError, UnknownIncidentError
from tests.sql.given import at, read, warehouse

SOUND = Incident("Payments fail", at("11:00:00"), at("12:00:00"))


def test_changes_are_rows() -> None:
    """Each change is a row of its own, numbered, and the first stays."""
    with warehouse() as target:
        incident_id = incidents.create(target, SOUND)
        incidents.change(target, replace(SOUND, incident_id=incident_id, title="Payments failed", status="resolved"))
        rows = read(target, "select change, title, status, is_deleted from incidents order by change")
    assert [(1, "Payments fail", "open", False), (2, "Payments failed", "resolved", False)] == rows


def test_texts_are_trimmed_and_entries_sorted() -> None:
    """A title is one line, empty entries go, the rest stands in order of time."""
    entries = (Entry(at("11:30:00"), " later "), Entry(at("11:10:00"), "first"), Entry(at("11:20:00"), "  "))
    sound = replace(SOUND, title=" Payments\n fail ", services=("b", "a", "b"), timeline=entries).checked()
    assert ("Payments fail", ("b", "a"), (Entry(at("11:10:00"), "first"), Entry(at("11:30:00"), "later"))) == (
        sound.title,
        sound.services,
        sound.timeline,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": "x" * 201}, "201 characters"),
        ({"to_ts": at("11:00:00")}, "window is empty"),
        ({"severity": "SEV5"}, "SEV1, SEV2, SEV3, SEV4"),
        ({"status": "closed"}, "open, mitigated, resolved"),
        ({"notes": "x" * 100_001}, "notes are too long"),
        ({"author": "x" * 101}, "author's name is too long"),
        ({"timeline": (Entry(at("11:00:00"), "x" * 2_001),)}, "2001 characters"),
        ({"timeline": (Entry(at("11:00:00"), "x"),) * 501}, "501 entries"),
    ],
)
def test_what_is_no_incident_is_refused(change: dict[str, object], said: str) -> None:
    """One sentence says why, and nothing is stored."""
    with warehouse() as target:
        with pytest.raises(IncidentError, match=said):
            incidents.create(target, replace(SOUND, **change))  # type: ignore[arg-type] # wrong on purpose
        assert [] == read(target, "select * from incidents")


def test_unknown_and_deleted_incidents_cannot_be_changed() -> None:
    """A change of what is not there says so."""
    with warehouse() as target:
        gone = replace(SOUND, incident_id=incidents.create(target, SOUND))
        incidents.change(target, gone, is_deleted=True)
        for incident in (gone, replace(SOUND, incident_id="nope")):
            with pytest.raises(UnknownIncidentError, match="There is no incident"):
                incidents.change(target, incident)


def test_frozen_evidence_stays_beneath_the_newer() -> None:
    """Freezing again appends."""
    with warehouse() as target:
        stored = replace(SOUND, incident_id=incidents.create(target, SOUND))
        for content in ("old", "new"):
            incidents.freeze(target, stored, content, version=1)
        rows = read(target, "select content, version, from_ts from incident_evidence order by captured_at")
    assert [("old", 1, at("11:00:00")), ("new", 1, at("11:00:00"))] == rows
