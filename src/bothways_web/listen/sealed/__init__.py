"""Sealed rounds: boxes and keys, ballots that name nobody, and what of them may be shown."""
