"""What spills over in plain sentences, in the language of the page."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.linkage.findings import Scale
from bothways.privacy.ledger.cascades import CLIENTS_OF_A_CASCADE, PROVIDERS_OF_A_CASCADE
from bothways.reports.figures import decimals
from bothways_web.link.labels import inside, round_domains
from bothways_web.link.words import AFTER, interval, signed, standardised, step
from bothways_web.verify.overload.answers import Answer
from bothways_web.wording import written

#: Under this share, of 199 networks at most, two digits settle the count; above, drawing may have stopped early.
EXACT = 0.05
_CHECKS = {
    "no provider carries it alone": gettext_lazy("It holds without any one of the teams that serve"),
    "it is there in both halves of the time": gettext_lazy("It is there in both halves of the time"),
    "sampling noise is known": gettext_lazy("It is known how much the numbers vary by chance"),
    "the client's own overload is allowed for": gettext_lazy("The served team’s own overload is held equal"),
}


def nothing_in_words(word: str) -> str:
    """Return why a round brought no answer."""
    if word == "few":
        return _(
            "It needs %(clients)s teams that are served and %(providers)s that serve, with numbers of enough people."
        ) % {"clients": CLIENTS_OF_A_CASCADE, "providers": PROVIDERS_OF_A_CASCADE}
    if word == "told":
        return _("A round is asked once, of one network. The next round can be asked again.")
    return ""


def sentence(answer: Answer) -> str:
    """Return the answer in one sentence that says which way, and how long after."""
    names = {
        "overload": inside(answer.overload),
        "service": inside(answer.service),
        "later": AFTER[answer.fields["frequency"]],
    }
    match answer.fields["verdict"]:
        case "provider_first" if answer.effect.effect < 0:
            return (
                _(
                    "When %(overload)s is higher than usual at those who serve a team, its %(service)s tends to be "
                    "lower %(later)s."
                )
                % names
            )
        case "provider_first":
            return (
                _(
                    "When %(overload)s is higher than usual at those who serve a team, its %(service)s tends to be "
                    "higher %(later)s."
                )
                % names
            )
        case "no_link":
            return (
                _(
                    "If %(overload)s at those who serve a team is linked with its %(service)s, the link is too small "
                    "to matter."
                )
                % names
            )
        case _:
            return (
                _(
                    "We cannot tell yet whether %(overload)s at those who serve a team comes before its %(service)s."
                )
                % names
            )


def direction(answer: Answer, part: str) -> str:
    """Return one direction in typical swings with its 95 % range."""
    return standardised(getattr(answer, part))


def natural(answer: Answer) -> str:
    """Return what goes with more overload in the units of the two numbers, and its range; blank where not known."""
    effect = answer.effect
    if not math.isfinite(effect.natural):
        return ""
    per = step(_scale(answer))
    low, high = per * effect.natural_low, per * effect.natural_high
    places = decimals(low=low, high=high)
    told = {
        "per": written(per, 0 if per >= 1 else -math.floor(math.log10(per))),
        "overload": inside(answer.overload),
        "service": inside(answer.service),
        "size": signed(per * effect.natural, places),
        "range": interval(low, high, places),
    }
    return (
        _(
            "For %(per)s more of %(overload)s at those who serve: %(size)s of %(service)s (95%% range %(range)s)."
        )
        % told
    )


def _scale(answer: Answer) -> Scale | None:
    """Return the scale of overload, where the round asked for it."""
    for one in round_domains(answer.round):
        if one.metric == answer.fields["overload"]:
            return Scale("mean", one.low, one.high, one.better)
    return None


def placebo(answer: Answer) -> str:
    """Return what came of the networks in which teams that serve were dealt to other places."""
    share, networks = answer.fields.get("placebo_p"), answer.fields.get("placebos")
    if share is None or not networks:
        return _("No other network could be made, so this could not be looked at.")
    dealt = ngettext(
        "The same with other teams dealt to each other, in %(n)s made-up network:",
        "The same with other teams dealt to each other, in %(n)s made-up networks:",
        networks,
    ) % {"n": networks}
    found = _as_far(share, networks)
    means = (
        _("So who serves whom seems to matter.")
        if share <= 0.05
        else _("So it does not show that who serves whom matters.")
    )
    return f"{dealt} {found} {means}"


def _as_far(share: float, networks: int) -> str:
    """Return how many made-up networks were as far from none; "about" where the released share does not settle it."""
    if share < EXACT:
        as_far = max(round(share * (networks + 1)) - 1, 0)
        return ngettext(
            "%(n)s of them looked as far from no link as yours.",
            "%(n)s of them looked as far from no link as yours.",
            as_far,
        ) % {"n": as_far}
    about = round(share * networks)
    return ngettext(
        "About %(n)s of them looked as far from no link as yours.",
        "About %(n)s of them looked as far from no link as yours.",
        about,
    ) % {"n": about}


def settled_by(answer: Answer) -> list[str]:
    """Return what stands in the way of an answer, and what would settle it."""
    if answer.fields["verdict"] != "cannot_tell":
        return []
    reasons = " ".join(answer.fields["reasons"])
    found = []
    if "also comes before" in reasons:
        found.append(
            _(
                "It also runs the other way, so something that both share may be behind it, such as a region. More of "
                "the same data would not settle that."
            )
        )
    if "do not agree" in reasons:
        found.append(_("The range and the made-up networks do not agree."))
    if "will not settle it" in reasons:
        found.append(_("These data are far from telling. More of the same would not settle it."))
    return found


def checks(answer: Answer) -> dict[str, list[str]]:
    """Return the checks of a claim by how they ended: passed, failed, could not run."""
    found: dict[str, list[str]] = {"passed": [], "failed": [], "not_run": []}
    for name, word in answer.fields["checks"].items():
        found[word if word in found else "not_run"].append(str(_CHECKS.get(name, name)))
    return found
