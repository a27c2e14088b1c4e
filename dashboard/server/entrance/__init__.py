"""The log-in page and the page of one's own account: plain HTML that works without a script."""
