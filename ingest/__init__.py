"""Everything that writes: from log files to rows, each line exactly once."""
