"""What leads what, and how sure."""

from bothways.linkage.findings import Check, Effect, Finding, Findings, Scale
from bothways.linkage.link import link

__all__ = ["Check", "Effect", "Finding", "Findings", "Scale", "link"]
