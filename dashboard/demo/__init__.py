"""A believable shop that writes logs, for people who want to see Longtail before they point it at their own."""
