"""What spills over from those who serve to those they serve."""
