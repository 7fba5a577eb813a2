"""Huddles: rhythm, agenda, what a team agreed in the room."""
