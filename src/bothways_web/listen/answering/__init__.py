"""What somebody answers, screen by screen, until it is stored."""
