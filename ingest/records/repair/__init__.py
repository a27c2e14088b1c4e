"""Lines that are not valid JSON, or not UTF-8, where there is only one way to read them."""
