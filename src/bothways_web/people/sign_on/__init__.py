"""Signing on at a provider of the company instead of with a password here."""
