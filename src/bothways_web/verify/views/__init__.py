"""Pages of verify."""
