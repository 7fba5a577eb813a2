"""Reviews and tickets that were written elsewhere: bringing a file, reading it, finding and undoing."""
