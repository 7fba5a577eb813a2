"""Why a piece is proposed to somebody, in words.

None of them depends on who reported the problem, and each stays true where somebody was passed over for that: so
nothing is said of who has the *most* room.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "volunteered": _("Asked for it."),
    "only one with the skill": _("Has the skill that it needs."),
    "only one with room": _("Has room for it this month."),
    "most room": _("Has room for it, and the loads stay close together."),
    "nobody has the skill": _("Nobody with room has declared the skill that it needs."),
    "nobody has room": _("Nobody has so many hours left this month. Split it, or wait until next month."),
    "nobody is left": _("Everybody who could do it has handed it back. Somebody may still volunteer."),
}


def in_words(reason: str) -> str:
    """Return why a piece is proposed to somebody, or to nobody."""
    return str(WORDS[reason])
