"""Small inputs that came out wrong once, and what they must be read as."""
