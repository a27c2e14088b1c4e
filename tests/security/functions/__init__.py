"""The function fuzzer: calls every function that the sandbox offers with extreme arguments, in a process of its own.

`python -m tests.security.functions` runs it at length and writes its report.
"""
