"""What the change log says, in the language of the page: the log itself keeps the English words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accepted invitation": _("accepted invitation"),
    "answered problem": _("answered problem"),
    "archived question set": _("archived question set"),
    "asked for findings": _("asked for findings"),
    "began question set": _("began question set"),
    "changed account": _("changed account"),
    "changed organisation": _("changed organisation"),
    "changed pulse": _("changed pulse"),
    "chose own language and zone": _("chose own language and zone"),
    "closed round": _("closed round"),
    "corrected person": _("corrected person"),
    "deleted question set": _("deleted question set"),
    "ended post": _("ended post"),
    "gave role": _("gave role"),
    "hid problem from colleagues": _("hid problem from colleagues"),
    "imported metrics": _("imported metrics"),
    "imported people": _("imported people"),
    "imported units": _("imported units"),
    "invited account": _("invited account"),
    "launched pulse": _("launched pulse"),
    "locked question set": _("locked question set"),
    "made first administrator": _("made first administrator"),
    "made pulse": _("made pulse"),
    "merged problem": _("merged problem"),
    "made token": _("made token"),
    "moved person": _("moved person"),
    "opened round": _("opened round"),
    "proposed privacy floor": _("proposed privacy floor"),
    "raised privacy floor": _("raised privacy floor"),
    "read comments": _("read comments"),
    "released round": _("released round"),
    "removed second factor": _("removed second factor"),
    "revoked token": _("revoked token"),
    "sent test mail": _("sent test mail"),
    "set problem to looked at": _("set problem to looked at"),
    "set problem to new": _("set problem to new"),
    "set problem to taken up": _("set problem to taken up"),
    "set pulse to ended": _("set pulse to ended"),
    "set pulse to paused": _("set pulse to paused"),
    "set pulse to running": _("set pulse to running"),
    "showed problem to colleagues": _("showed problem to colleagues"),
    "switched account off": _("switched account off"),
    "switched account on": _("switched account on"),
    "took question set back": _("took question set back"),
    "took role away": _("took role away"),
    "undid change of problem": _("undid change of problem"),
    "undid import of metrics": _("undid import of metrics"),
    "undid import of people": _("undid import of people"),
    "undid import of units": _("undid import of units"),
    "unlocked question set": _("unlocked question set"),
    "unlocked account": _("unlocked account"),
    "withdrew privacy floor": _("withdrew privacy floor"),
}


def in_words(verb: str) -> str:
    """Return what was done in the language of the page; in English where it has no other words."""
    return str(WORDS.get(verb, verb))
