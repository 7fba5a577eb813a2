"""Pages of act; imported by the addresses alone."""
