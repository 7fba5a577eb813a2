"""Welcome: what new colleagues are given, mentors who accompany them, and their first ninety days."""
