"""What the page of the promise says beside its fixed words: the floor, its changes, who can see what."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.keeping.retention.kinds import FIXED
from bothways_web.keeping.retention.showing import promised
from bothways_web.keeping.retention.terms import announced, title_of
from bothways_web.people.access import ROLES, TABLE, Right
from bothways_web.people.models import Organisation, PrivacyProposal

#: Fewest people where a question is delicate, and behind comments.
DELICATE = 10


def promise_words() -> dict[str, Any]:
    """Return what the page needs, true of this organisation today."""
    floor = Organisation.current().floor
    proposals = PrivacyProposal.objects.filter(withdrawn=False)
    return {
        "floor": floor,
        "delicate": max(floor, DELICATE),
        "comments": max(floor, DELICATE),
        "proposed": proposals.filter(confirmed_on__isnull=True, floor__gt=floor).first(),
        "changed": proposals.filter(confirmed_on__isnull=False).first(),
        "kept": _kept(),
        "readers": _readers(),
        "times": promised(),
        "fixed_times": FIXED,
        "changed_times": [(one, title_of(one)) for one in announced()],
    }


def _kept() -> list[tuple[str, str, str]]:
    """Return what is stored in each kind of round."""
    no = _("not kept")
    return [
        (_("Your answers"), _("kept"), _("kept")),
        (
            _("Your team, role and site"),
            _("kept with your answers"),
            _("only the box that your team has, or shares with others; no role and no site"),
        ),
        (
            _("Who you are"),
            _("a code stands for you; only somebody who holds the database could match it to your name"),
            no,
        ),
        (
            _("That you took part"),
            _("kept with that code"),
            _("while the survey is open, who fetched an envelope; erased when it closes"),
        ),
        (_("Your name, account or e-mail address"), _("not kept with your answers"), no),
        (_("When you answered"), no, no),
        (_("Your device or network address"), no, no),
    ]


def _readers() -> list[tuple[str, str, str]]:
    """Return a row a role, in the words of the one table that decides it."""
    teams = {
        "read own": _("the own team"),
        "edit own": _("the teams they lead"),
        "read all": _("all teams"),
        "–": pgettext("teams", "none"),
    }
    findings = {
        "company": _("for the whole organisation"),
        "own + company": _("for the whole organisation and the own part of it"),
        "all": _("all"),
        "one page": _("one page for the whole organisation"),
        "all + method": _("all, with the method"),
        "–": _("none"),
    }
    return [
        (capfirst(str(role.label)), teams[TABLE[Right.TEAM][role]], findings[TABLE[Right.FINDINGS][role]])
        for role in ROLES
    ]
