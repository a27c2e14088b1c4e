"""Plotly figures in one look."""
