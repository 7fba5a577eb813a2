"""How often somebody may do something: the counters of :mod:`bothways_web.people.allowance`, by their name here."""

from bothways_web.people.allowance import forget, left, take

__all__ = ["forget", "left", "take"]
