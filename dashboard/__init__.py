"""Everything that people read: pages, API, reports and the command."""
