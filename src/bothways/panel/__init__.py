"""Answers to moments, and moments or tidy files to the Panel."""

from bothways.panel.panel import Panel

__all__ = ["Panel"]
