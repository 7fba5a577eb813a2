"""The mission of the organisation, and whether texts for people who come speak of it."""
