"""Files of units and people: read, checked row by row, compared with the records, written, undone."""
