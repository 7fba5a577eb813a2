"""Tags of the house's own kit of components."""
