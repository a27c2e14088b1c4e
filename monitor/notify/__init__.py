"""Channels: one module per way to reach people."""
