"""Attacks on the running server, each one a test: nothing sent, logged or typed stops it or is read by others."""
