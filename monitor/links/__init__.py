"""Connections to servers, one module for each, for whatever asks them: a probe, a collector."""
