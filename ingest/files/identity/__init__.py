"""Who a file is: what its name says, and the hashes of its content."""
