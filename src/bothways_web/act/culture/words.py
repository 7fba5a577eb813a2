"""What is said of a strand: which levels fit, and how it is beside the round before."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.measures import Placement
from bothways_web.act.culture.standing import Strand
from bothways_web.wording import written


def place_words(strand: Strand) -> str:
    """Return where a strand stands, in a sentence."""
    here = strand.here
    if not here:
        return ""
    first, last = here[0].level, here[-1].level
    told = {"first": first.number, "first_name": first.name, "last": last.number, "last_name": last.name}
    if len(here) == 1:
        return _("Level %(first)s, %(first_name)s") % told
    if len(here) == 2:
        return (
            _("Between %(first)s, %(first_name)s, and %(last)s, %(last_name)s: we cannot tell which") % told
        )
    return (
        _("We cannot tell yet: any level from %(first)s, %(first_name)s, to %(last)s, %(last_name)s, fits")
        % told
    )


def short_place(placement: Placement | None) -> str:
    """Return the levels that fit as a table says them; blank where nothing is shown."""
    if placement is None:
        return ""
    told = {"first": placement.levels[0], "last": placement.levels[-1]}
    if placement.word == "one":
        return str(told["first"])
    if placement.word == "between":
        return _("%(first)s or %(last)s") % told
    return _("%(first)s to %(last)s") % told


def change_words(strand: Strand) -> str:
    """Return how a strand is beside the round before; blank where one of both is not shown."""
    if strand.change is None:
        return ""
    if strand.change.word == "better":
        return _("further on")
    if strand.change.word == "worse":
        return _("further back")
    return _("about the same, or we cannot tell")


def mean_words(placement: Placement | None) -> str:
    """Return the mean of the levels that people chose with its range, "2.4 (1.9 to 2.9)"."""
    if placement is None:
        return ""
    value, low, high = (written(one, 1) for one in (placement.value, placement.low, placement.high))
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}
