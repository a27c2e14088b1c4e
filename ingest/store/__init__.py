"""One batch, one transaction: rows, rejects, ledger, rollups; and what takes rows away again."""
