"""Time zones and quiet hours: they live with people now; this name stays for those who import it here."""

from bothways_web.people.notifications.quiet import Quiet, next_allowed
from bothways_web.people.zones import zone_of

__all__ = ["Quiet", "next_allowed", "zone_of"]
