"""What values mean: times and their zones, durations, and what a guessed key may hold."""
