"""Shared work: what is to be done, who has room for it, and who carried what."""
