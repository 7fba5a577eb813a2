"""What leaders believe before they see what was found, and what was found beside it."""
