"""Records on a page: search, lists, one record, traces."""
