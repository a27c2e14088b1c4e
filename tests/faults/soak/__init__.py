"""The crash soak: programs that log and rotate in every style there is, a server that is disturbed, and the sums."""
