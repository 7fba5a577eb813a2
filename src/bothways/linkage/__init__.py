"""What leads what, and how sure."""

from bothways.linkage.findings import Check, Effect, Finding, Findings, Scale
from bothways.linkage.link import link
from bothways.linkage.sweeps import Sweep, sweep

__all__ = ["Check", "Effect", "Finding", "Findings", "Scale", "Sweep", "link", "sweep"]
