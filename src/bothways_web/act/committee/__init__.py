"""The committee: charter, who is willing, the draw, seats, meetings, minutes and decisions."""
