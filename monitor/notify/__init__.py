"""Telling people: what is told (`notice`), where it waits (`outbox`), and how it goes out (`sender`, `channels`)."""
