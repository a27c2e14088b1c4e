"""Alert rules: their evaluation, replay and states."""
