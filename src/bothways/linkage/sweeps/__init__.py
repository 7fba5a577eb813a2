"""Every pair, lag and direction by two-way fixed effects: the field's familiar view, for analysts."""

from bothways.linkage.sweeps.table import Sweep, sweep

__all__ = ["Sweep", "sweep"]
