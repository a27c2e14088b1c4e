"""Requests and endpoints on a page."""
