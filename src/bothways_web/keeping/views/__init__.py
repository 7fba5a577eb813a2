"""Pages of keeping; imported by the addresses alone."""
