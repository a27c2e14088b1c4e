"""Alert rules: what a file says, when it fires, what a restart changes, and what history says."""
