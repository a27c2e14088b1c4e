"""Channels: one file each. A module without `_` before its name is a kind that `[[channel]]` may name.

It has a class `Settings` (from `ChannelSettings`), a text `EXAMPLE` for the settings file, a text `STEPS` that says
what to do at the provider, and `send(settings, notification, limit)`, which gives the other side's `Answer`.
"""
