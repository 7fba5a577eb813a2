"""Why a change is suggested to be small, medium or large, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bothways_web.act.plans.degree import Suggestion

_WORDS = {
    "gap_unknown": _("There is no number to go by. A small step shows what a larger one would need."),
    "gap_open": _(
        "The range of the number and the middle half of all teams overlap, so we cannot tell whether there is a gap. A "
        "small step fits."
    ),
    "gap_open_scale": _(
        "The range of the number holds the middle of the scale, so we cannot tell whether there is a gap. A small step "
        "fits."
    ),
    "gap_none": _("The whole range of the number lies within the middle half of all teams or above."),
    "gap_none_scale": _("The whole range of the number lies above the middle of the scale."),
    "gap_some": _("The whole range of the number lies below the middle half of all teams."),
    "gap_some_scale": _("The whole range of the number lies below the middle of the scale."),
    "gap_far": _("The whole range of the number lies at least 10 points of 100 below the middle half of all teams."),
    "gap_far_scale": _("The whole range of the number lies at least 10 points of 100 below the middle of the scale."),
    "many": _(
        "At least half of the teams that are shown lie below the middle of the scale: it is not about one team alone."
    ),
    "here": _("Fewer than half of the teams that are shown lie below the middle of the scale."),
    "agree": _("Members agree."),
    "mixed": _("Members see it in mixed ways."),
    "split": _("Members are split: first they need to talk about what they see."),
    "hardly_ready": _("Readiness for a change is below 50, or its range reaches below 40."),
    "ready": _("Readiness for a change is not below 50."),
    "link_open": _("The finding claims nothing yet. Begin with a small step, and look again after the next round."),
    "link_weak": _(
        "Even at the far end of its range the link is weak, so the other voice would notice only a larger change."
    ),
    "link_some": _("The range leaves open how strong the link is."),
    "link_strong": _("The link is strong in its whole range, so a smaller change may be noticed too."),
}  # fmt: skip


def reasons_in_words(codes: Sequence[str]) -> list[str]:
    """Return the sentences behind codes of reasons; codes that are not known any more say nothing."""
    return [str(_WORDS[code]) for code in codes if code in _WORDS]


def stored(suggestion: Suggestion) -> dict[str, object]:
    """Return a suggestion's reasons as they are kept with a plan."""
    return {"codes": list(suggestion.reasons)}
