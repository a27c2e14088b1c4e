"""Doors: protocols with which programs push records; one module per protocol."""
