"""What stands before pages and API: who may ask, how much and how long, and what a browser may do with the answer."""
