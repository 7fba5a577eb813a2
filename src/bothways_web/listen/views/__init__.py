"""Pages of the room `listen`."""
