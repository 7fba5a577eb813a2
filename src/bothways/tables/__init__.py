"""Tables: reading, checking, writing."""

from bothways.tables.columns import find_columns, parse_columns
from bothways.tables.gather import Columns, Text, gather
from bothways.tables.reading import read_table
from bothways.tables.table import Table
from bothways.tables.writing import write_table

__all__ = [
    "Columns",
    "Table",
    "Text",
    "find_columns",
    "gather",
    "parse_columns",
    "read_table",
    "write_table",
]
