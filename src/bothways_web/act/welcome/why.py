"""Why these two: what a pairing found that they share, kept as facts and told in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.allocation import FitWeights
from bothways_web.act.welcome.topics import language_words, topic_words

#: Hours of a day's work.
_DAY_HOURS = 8


def facts_of(
    hire: Mapping[str, Any], mentor: Mapping[str, Any], terms: Mapping[str, float]
) -> dict[str, Any]:
    """Return what is kept: what the two share, what weighs most for them first.

    Parameters
    ----------
    hire, mentor : mapping
        Their rows as they were paired, topics and languages as lists.
    terms : mapping of str to float
        Of the fit, as :func:`bothways.allocation.pair_mentors` gives them. No number of them is shown anywhere.
    """
    weights = asdict(FitWeights())
    return {
        "order": sorted(terms, key=lambda name: -weights[name] * terms[name]),
        "topics": [one for one in hire["topics"] if one in mentor["topics"]],
        "hours": round(terms["hours"] * _DAY_HOURS, 1),
        "role": hire["role"] if terms["role"] else "",
        "site": hire["site"] if terms["site"] else "",
        "unit": "same" if not terms["unit"] else "next" if terms["unit"] >= 1 else "far",
        "languages": [one for one in hire["languages"] if one in mentor["languages"]],
    }


def tell_why(facts: Mapping[str, Any]) -> list[str]:
    """Return why these two, a sentence each; nothing of what they do not share."""
    told = {name: list(tell(facts)) for name, tell in _TELL.items()}
    return [sentence for name in facts.get("order", ()) for sentence in told.get(name, ())]


def _topics(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["topics"]:
        yield _("Offers what you asked for: %(topics)s.") % {
            "topics": ", ".join(topic_words(facts["topics"]))
        }


def _hours(facts: Mapping[str, Any]) -> Iterator[str]:
    hours = facts["hours"]
    if hours < 1:
        yield _("You have no working hours in common: talks need an early or a late hour.")
    else:
        told = ngettext(
            "You have %(n)s working hour in common.", "You have %(n)s working hours in common.", int(hours)
        )
        yield told % {"n": int(hours)}


def _role(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["role"]:
        yield _("The same role: %(role)s.") % {"role": facts["role"]}


def _site(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["site"]:
        yield _("The same site: %(site)s.") % {"site": facts["site"]}


def _unit(facts: Mapping[str, Any]) -> Iterator[str]:
    match facts["unit"]:
        case "next":
            yield _("Works in a unit next to yours.")
        case "far":
            yield _("Works in another part of the organisation.")
        case _other:
            yield _("Works in your unit.")


def _languages(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["languages"]:
        yield _("You both speak: %(languages)s.") % {
            "languages": ", ".join(language_words(facts["languages"]))
        }


_TELL = {
    "topics": _topics, "hours": _hours, "role": _role, "site": _site, "unit": _unit, "languages": _languages,
}  # fmt: skip
