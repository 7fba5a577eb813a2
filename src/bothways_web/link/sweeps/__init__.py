"""The analysts' table: every pair, lag and direction by regression, of released numbers alone."""
