"""Alerts that others send, as a Prometheus does: `posted` reads them, `receiving` keeps them, `store` has the rows."""
