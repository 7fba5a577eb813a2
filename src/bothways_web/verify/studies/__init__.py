"""Did it work: what began, against units that had not begun."""
