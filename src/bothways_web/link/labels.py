"""What people call a metric."""

from __future__ import annotations

from bothways.errors import BothwaysError
from bothways.privacy.diagnosis import DomainScale
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import domains_of


def metric_labels() -> dict[str, str]:
    """Return the labels of all metrics that a released round has; others are called by their own name."""
    found: dict[str, str] = {}
    for asked in (
        Round.objects.filter(state=Round.State.RELEASED).only("definition", "form").order_by("closes_at")
    ):
        found.update({domain.metric: domain.label for domain in round_domains(asked)})
    return found


def round_domains(asked: Round) -> tuple[DomainScale, ...]:
    """Return the domains of a round; none where its question set has no number of a person."""
    try:
        return domains_of(asked)
    except BothwaysError:
        return ()
