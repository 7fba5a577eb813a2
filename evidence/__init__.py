"""What the pages in docs/evidence are computed with: ``make evidence``."""
