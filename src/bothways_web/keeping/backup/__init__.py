"""The running site as one file, exact and of one moment, and back into an empty home folder."""
