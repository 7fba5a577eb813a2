"""You said, we did: what was heard and what became of it, for everybody to read."""
