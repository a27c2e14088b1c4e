"""What the warehouse is: its tables, views and queries, and the one DuckDB instance that holds them."""

import os

# DuckDB's allocator reads this when it is loaded. Otherwise it gives memory back after a second, and the operating
# system clears the same pages again for every batch: a tenth of the CPU time of reading logs.
os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")
