"""The commands of `longtail`: a module here is one because it is here, its `run` is what it does.

A command with commands of its own has an `app` instead.
"""
