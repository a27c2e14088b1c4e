"""Rules made on the page Alerts: what a person begins with, the form, and what is done to a rule."""
