"""What problems are tied to, what comes of them, and reminders of those that wait."""
