"""What people write: the status of errors, incidents, saved queries and the history of statements."""
