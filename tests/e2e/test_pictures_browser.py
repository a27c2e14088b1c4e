"""The documents' pictures can be taken anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e import pictures

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

LARGEST = 200_000
"""Bytes that a picture in a document may have."""


def test_pictures_are_taken(browser: Browser, shop_url: str, tmp_path: Path) -> None:
    """Every picture of the documents is a PNG of a bearable size."""
    for name, address in pictures.PAGES.items():
        pictures.take(browser, f"{shop_url}/{address}", tmp_path / f"{name}.png")
    kept = {path.stem for path in pictures.PICTURES.glob("*.png")}
    taken = {path.stem: path.read_bytes() for path in tmp_path.glob("*.png")}
    assert kept == set(taken)
    assert [name for name, data in taken.items() if not data.startswith(b"\x89PNG") or len(data) > LARGEST] == []
