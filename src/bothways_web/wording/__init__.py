"""How figures and periods are written on pages, in the language of the reader."""

from bothways_web.wording.figures import written
from bothways_web.wording.periods import period_name

__all__ = ["period_name", "written"]
