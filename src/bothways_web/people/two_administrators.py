"""What one administrator asks for and another one has to confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import User
from bothways_web.people.units import today


class Proposal(Protocol):
    """A row that waits until it is confirmed or withdrawn."""

    confirmed_by: User | None
    confirmed_on: dt.date | None
    withdrawn: bool

    def refresh_from_db(self) -> None:
        """Read it again."""

    def save(self, *, update_fields: list[str]) -> None:
        """Write it."""


@contextmanager
def settling(proposal: Proposal) -> Iterator[None]:
    """Settle a proposal in one transaction, alone with it and as it stands now.

    Raises
    ------
    InputError
        Where it does not wait any more.
    """
    with transaction.atomic():
        one_at_a_time()
        proposal.refresh_from_db()
        if proposal.withdrawn or proposal.confirmed_on:
            raise InputError(_("This proposal does not wait any more."), remedy=_("Look at the page again."))
        yield


def confirm(proposal: Proposal, *, by: User, also: tuple[str, ...] = ()) -> None:
    """Write down who confirms a proposal and when, with ``also``: other fields that were set before."""
    proposal.confirmed_by, proposal.confirmed_on = by, today()
    proposal.save(update_fields=["confirmed_by", "confirmed_on", *also])


def withdraw(proposal: Proposal) -> None:
    """Let a proposal go."""
    proposal.withdrawn = True
    proposal.save(update_fields=["withdrawn"])


def refuse_the_same(asked_by: User | None, by: User) -> None:
    """Refuse whoever asked.

    Raises
    ------
    InputError
        Where both are the same administrator.
    """
    if asked_by == by:
        raise InputError(
            _("You asked for this yourself."), remedy=_("Another administrator has to confirm it.")
        )
