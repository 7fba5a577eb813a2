"""Working out a lottery, which takes longer than a page may where the pool is large."""

from __future__ import annotations

import logging

from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from bothways_web.act.committee.draws import AT_ONCE, begin_announcing, finish_announcing, give_up
from bothways_web.act.models import CommitteeDraw
from bothways_web.people.models import User

log = logging.getLogger(__name__)


def announce(draw: CommitteeDraw, *, seen: int, by: User) -> None:
    """Announce a draw: at once where the lottery is small, else by the worker.

    Raises
    ------
    InputError
        Where it cannot be announced as it is.
    """
    profiles = begin_announcing(draw, seen=seen, by=by)
    run = work_out_lottery.call if profiles <= AT_ONCE else work_out_lottery.enqueue
    run(draw.pk, translation.get_language() or "en")


@task()
def work_out_lottery(pk: int, language: str) -> None:
    """Work out the lottery of a draw; whatever goes wrong, the draw is planned again and its page says so."""
    with translation.override(language):
        try:
            finish_announcing(pk)
        except Exception:
            log.exception("the lottery of draw %s failed", pk)
            give_up(pk, _("Something went wrong, and nothing was announced. Try again."))
