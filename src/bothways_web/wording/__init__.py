"""How figures, periods, time zones and lists of names are written on pages, in the language of the reader."""

from bothways_web.wording.figures import written
from bothways_web.wording.periods import period_name
from bothways_web.wording.sorting import in_order
from bothways_web.wording.zones import zone_name, zones_by_region

__all__ = ["in_order", "period_name", "written", "zone_name", "zones_by_region"]
