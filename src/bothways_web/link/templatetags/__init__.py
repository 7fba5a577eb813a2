"""Tags of linking."""
