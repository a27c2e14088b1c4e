"""What people and programs outside are told of probes: status pages, metrics."""
