"""Query results: their values, and the frames, files and terminal tables made of them."""
