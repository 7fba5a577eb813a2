"""Keeping: what is taken out, erased, and kept for how long."""
