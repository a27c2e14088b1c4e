"""What is asked of services that tell of themselves in samples or in logs."""
