"""Template tags of verify."""
