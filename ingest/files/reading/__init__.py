"""The bytes of a file: archives, line ends, and complete lines from the offset that was read to."""
