"""The commands of `longtail`: each module is one, and its `run` does the work.

A command with commands of its own has an `app` instead.
"""
