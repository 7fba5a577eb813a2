"""Tags of the pages of act."""
