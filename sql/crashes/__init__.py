"""What ran when the server was ended, kept where that leaves it, and refused afterwards."""
