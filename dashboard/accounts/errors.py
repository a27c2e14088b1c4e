"""What goes wrong with accounts, in one sentence each."""

from __future__ import annotations

from sql.errors import LongtailError


class AccountError(LongtailError):
    """An account, session or token cannot be made, found or changed."""


class StoreError(LongtailError):
    """The store of accounts cannot be opened or was written by a newer Longtail."""
