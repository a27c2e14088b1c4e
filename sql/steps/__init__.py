"""What one step of a statement may take: DuckDB computes 2,048 rows at once, and nothing interrupts that."""
