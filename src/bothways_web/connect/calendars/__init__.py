"""A calendar of one's own, behind a secret address."""
