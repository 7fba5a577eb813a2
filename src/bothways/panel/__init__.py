"""Answers to moments, and moments or tidy files to the Panel."""

from bothways.panel.panel import Panel
from bothways.panel.reading import read_panel

__all__ = ["Panel", "read_panel"]
