"""Act: huddles, plans, shared work, answers, cases."""
