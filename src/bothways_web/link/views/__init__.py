"""Pages of the room `link`."""
