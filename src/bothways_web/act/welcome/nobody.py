"""Why somebody has no mentor yet, in words: nobody is left without a word."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.act.models import MentorWish

Nobody = MentorWish.Nobody
#: What the library calls it -> what is kept.
REASONS = {
    "nobody is willing": Nobody.UNWILLING,
    "nobody has room": Nobody.FULL,
    "nobody may": Nobody.BARRED,
    "no place is left": Nobody.TAKEN,
}
_WORDS = {
    Nobody.UNWILLING: gettext_lazy(
        "Nobody yet, because nobody has offered to be a mentor so far. Those who look after the welcome see that "
        "mentors are missing."
    ),
    Nobody.FULL: gettext_lazy(
        "Nobody yet, because everybody who offered accompanies as many as they have room for. Those who look after the "
        "welcome see that mentors are missing."
    ),
    Nobody.BARRED: gettext_lazy(
        "Nobody yet, because those who offered and have room stand above or below you, speak none of your languages, "
        "or it did not come about with them before."
    ),
    Nobody.TAKEN: gettext_lazy(
        "Nobody yet, because others took the places of those who could be your mentor: they have waited longer, or the "
        "lot fell on them. You keep your place, and come before everybody who asks later."
    ),
    Nobody.NO_UNIT: gettext_lazy(
        "Nobody yet, because the records name no unit for you so far, so nobody can tell who stands above you. The "
        "people lead sees it."
    ),
}


def tell_nobody(reason: str) -> str:
    """Return why nobody was found; blank reason: it was not looked yet."""
    if reason not in _WORDS:
        return _("We look for somebody. Look again tomorrow.")
    return str(_WORDS[Nobody(reason)])
