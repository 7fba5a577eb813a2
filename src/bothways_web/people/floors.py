"""The fewest people behind a number: it only goes up, and two administrators have to want it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Organisation, PrivacyProposal, User
from bothways_web.people.two_administrators import confirm, refuse_the_same, settling, withdraw


def open_proposal() -> PrivacyProposal | None:
    """Return the proposal that waits for a second administrator."""
    return PrivacyProposal.objects.filter(confirmed_by__isnull=True, withdrawn=False).first()


def propose_floor(floor: int, *, by: User) -> PrivacyProposal:
    """Ask for a higher floor.

    Raises
    ------
    InputError
        Where it is not higher, or another proposal waits.
    """
    with transaction.atomic():
        one_at_a_time()
        _refuse_lower(floor)
        if open_proposal():
            raise InputError(
                _("Another proposal waits to be confirmed."), remedy=_("Confirm or withdraw that one first.")
            )
        made = PrivacyProposal.objects.create(floor=floor, proposed_by=by)
        record(by, "proposed privacy floor", made, floor=floor)
    return made


def confirm_floor(proposal: PrivacyProposal, *, by: User) -> None:
    """Raise the floor that another administrator has asked for; everything released from now on follows it.

    Raises
    ------
    InputError
        Where the same administrator asked for it, or it does not wait any more.
    """
    with settling(proposal):
        refuse_the_same(proposal.proposed_by, by)
        _refuse_lower(proposal.floor)
        organisation = Organisation.current()
        before, organisation.floor = organisation.floor, proposal.floor
        organisation.save(update_fields=["floor"])
        confirm(proposal, by=by)
        record(by, "raised privacy floor", organisation, before=before, floor=proposal.floor)


def withdraw_floor(proposal: PrivacyProposal, *, by: User) -> None:
    """Let a proposal go.

    Raises
    ------
    InputError
        Where it does not wait any more.
    """
    with settling(proposal):
        withdraw(proposal)
        record(by, "withdrew privacy floor", proposal, floor=proposal.floor)


def _refuse_lower(floor: int) -> None:
    now = Organisation.current().floor
    if not now < floor <= 50:
        raise InputError(
            _("The floor is %(now)s and can only go up, to 50 at most.") % {"now": now},
            remedy=_("Choose a higher number."),
        )
