"""Pages of the room `api`."""
