"""What the warehouse is: its tables, views and queries, and the one DuckDB instance that holds them."""
