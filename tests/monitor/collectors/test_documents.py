"""Each kind of collector has its document, as its module and its settings say it."""

from __future__ import annotations

from tests.monitor import kind_documents


def test_documents_are_made_from_the_kinds() -> None:
    """`python -m tests.monitor.kind_documents` writes them anew."""
    expected = kind_documents.documents()
    there = {
        path: path.read_text(encoding="utf-8") for path in [*kind_documents.FOLDER.glob("*.md"), kind_documents.INDEX]
    }
    assert expected == there
