"""One batch, one transaction: rows, rejects, ledger, rollups; and retention, which drops rows again."""
