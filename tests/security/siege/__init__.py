"""The siege: hostile statements, requests and log lines at once, beside reading and pages in use."""
