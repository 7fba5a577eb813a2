"""Customers and candidates: who they are, what happened to them, what they said in talks."""
