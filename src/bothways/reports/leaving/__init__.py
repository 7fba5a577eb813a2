"""Who stays and who leaves: files, page and terminal."""

from bothways.reports.leaving.files import FILES, PAGE, write_leaving
from bothways.reports.leaving.terminal import print_leaving

__all__ = ["FILES", "PAGE", "print_leaving", "write_leaving"]
