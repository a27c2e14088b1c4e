"""Collectors of samples: one module per source of numbers."""
