"""The room `connect`: telling other programs what happened, being told by them, and calendars of one's own."""
