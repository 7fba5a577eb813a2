"""Who works where, who may see what, and who changed what."""
