"""Accounts, sessions, roles and tokens: who may do what."""
