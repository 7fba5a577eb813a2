"""The whole site as one file, and back into an empty site."""
