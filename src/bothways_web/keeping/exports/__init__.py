"""Files of released numbers."""
