"""Who a file is and how far it was read: from folders to complete lines, each exactly once."""
