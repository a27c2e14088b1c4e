"""A server that is killed again and again while things break and heal: every change is told, to its end."""
