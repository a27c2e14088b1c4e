"""A systematic explorer of exactly-once: a writer's steps between the system calls of reading, stops at every point.

`orders` says what happens and when, `world` is the folder and what was written to it, `points` are the places where
something may happen, `reading` is the code under test without its threads, `stores` stand for the warehouse, `trial`
carries one order out and judges it by what was written. `python -m tests.faults.explorer` runs many.
"""
