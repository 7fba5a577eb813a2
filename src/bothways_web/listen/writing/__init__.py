"""Writing question sets of one's own: what is written, how it is checked, and how it becomes an instrument."""
