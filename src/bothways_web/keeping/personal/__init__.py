"""What is held about one person: taken out, and erased."""
