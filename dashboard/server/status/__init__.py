"""Status pages for others: read-only, without an account, without scripts."""
