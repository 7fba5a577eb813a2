"""Bothways: which part of the employee experience leads which customer outcome."""

__version__ = "0.1.0"
