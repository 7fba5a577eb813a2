"""How long each kind is kept: proposed by one administrator, confirmed by another, held two weeks later."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.keeping.models import RetentionProposal
from bothways_web.keeping.retention.kinds import KINDS, Kind, kind_of
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.two_administrators import confirm, refuse_the_same, settling, withdraw
from bothways_web.people.units import today

#: Days from the confirmation of another time to the first night that follows it: the privacy page tells of it before.
NOTICE = 14


def days_of(kind: Kind, day: dt.date | None = None) -> int:
    """Return how many days a kind is kept, as it holds on a day; today where none is named."""
    held = RetentionProposal.objects.filter(kind=kind.name, holds_from__lte=day or today(), withdrawn=False)
    latest = held.order_by("-holds_from", "-pk").first()
    return max(kind.least, min(kind.most, latest.days)) if latest else kind.days


def waiting() -> list[RetentionProposal]:
    """Return the proposals that wait for a second administrator."""
    return list(RetentionProposal.objects.filter(confirmed_on__isnull=True, withdrawn=False).order_by("pk"))


def announced() -> list[RetentionProposal]:
    """Return what was confirmed and does not hold yet."""
    return list(
        RetentionProposal.objects.filter(holds_from__gt=today(), withdrawn=False).order_by("holds_from")
    )


def propose_days(kind: Kind, days: int, *, by: User) -> RetentionProposal:
    """Ask for another time.

    Raises
    ------
    InputError
        Where it is shorter or longer than the promise allows, the same as now, or another proposal waits.
    """
    if not kind.least <= days <= kind.most:
        raise InputError(
            _("%(title)s: %(days)s days are not between %(least)s and %(most)s.")
            % {"title": kind.title, "days": days, "least": kind.least, "most": kind.most},
            remedy=_("Choose a number of days between both."),
        )
    with transaction.atomic():
        one_at_a_time()
        if days == days_of(kind):
            raise InputError(_("It is kept that long already."), remedy=_("Choose another number of days."))
        if any(one.kind == kind.name for one in (*waiting(), *announced())):
            raise InputError(
                _("Another change of this time waits."), remedy=_("Wait until it holds, or withdraw it.")
            )
        made = RetentionProposal.objects.create(
            kind=kind.name, days=days, proposed_by=by, proposed_on=today()
        )
        record(by, "proposed time of keeping", kind.name, days=days)
    return made


def confirm_days(proposal: RetentionProposal, *, by: User) -> None:
    """Confirm what another administrator asked for; it holds after the notice.

    Raises
    ------
    InputError
        Where the same administrator asked for it, or it does not wait any more.
    """
    with settling(proposal):
        refuse_the_same(proposal.proposed_by, by)
        proposal.holds_from = today() + dt.timedelta(days=NOTICE)
        confirm(proposal, by=by, also=("holds_from",))
        record(by, "confirmed time of keeping", proposal.kind, days=proposal.days)


def withdraw_days(proposal: RetentionProposal, *, by: User) -> None:
    """Let a proposal go.

    Raises
    ------
    InputError
        Where it does not wait any more.
    """
    with settling(proposal):
        withdraw(proposal)
        record(by, "withdrew time of keeping", proposal.kind, days=proposal.days)


def all_days() -> dict[str, int]:
    """Return how long each kind is kept today."""
    return {kind.name: days_of(kind) for kind in KINDS}


def title_of(proposal: RetentionProposal) -> str:
    """Return what people call the kind of a proposal."""
    kind = kind_of(proposal.kind)
    return str(kind.title) if kind else proposal.kind
