"""One batch, one transaction: rows, invalid lines, ledger, rollups; and retention, which drops rows."""
