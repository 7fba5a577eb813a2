"""The Method section: where the numbers come from, and the rule behind the groups of need."""

from __future__ import annotations

from bothways.privacy.diagnosis import Diagnosis
from bothways.reports.blocks import section
from bothways.reports.markup import Markup, tag

_PARAGRAPHS = (
    (
        "Where the numbers come from",
        "Every number on this page passed the anonymity ledger and stands in released.csv; the page is made of "
        "these numbers and of nothing else. How many people are behind a number is told in bands. Values are "
        "coarse on purpose, and “at most” or “at least” stands at the ends of the scale. The ranges come from "
        "the band and from the spread of all answers of the round, never from the answers of one unit.",
    ),
    (
        "Withheld",
        "A unit is withheld where a number of its own, alone or taken together with other numbers, could speak "
        "of fewer than five people (ten, where the instrument asks for it). Small units are shown together with "
        "others, by name. Everybody counts in the numbers above.",
    ),
    (
        "Groups of need",
        "Compared are the smallest shown units that have every domain; no person is in two of them. Each domain "
        "is put on 0 to 100, turned where lower is better, and the mean of the domains is the unit’s composite. "
        "Its error is the mean of the domains’ errors (half the range divided by 1.96), which is right if "
        "domains go together wholly and too large otherwise. The difference from the company’s composite gives "
        "a two-sided p by the normal distribution. The units with the smallest p are told to need help, or to do "
        "better, by the rule of Benjamini and Hochberg at 5%, for each direction by itself over all compared "
        "units. All others cannot be told apart from the company. A bound counts as what it says: “at least 80” "
        "is not less good than 85.",
    ),
    (
        "Single domains",
        "The same rule over all shown units and all domains marks the domains that are clearly less good or "
        "better than the company’s.",
    ),
    (
        "Since the round before",
        "The difference of two released values of the same unit, with a range that takes the two rounds as "
        "independent. Where it holds 0 we cannot tell. There is no correction for the number of units: where "
        "nothing changed anywhere, up to 5 in 100 differences look like a change all the same.",
    ),
    (
        "Members",
        "How far members answer alike: agree, mixed or split (rwg(j) from .70, from .30, below), one person set "
        "aside, where at least ten answered every question of the domain. Where they are split, the value is no "
        "view of the team, only the middle of several.",
    ),
    (
        "What this page does not do",
        "It never ranks units and never scores a person. It says where to look first, not why.",
    ),
)


def method(diagnosis: Diagnosis) -> Markup:
    """The rules in words, folded away."""
    parts = [tag("h3", title) + tag("p", words) for title, words in _PARAGRAPHS]
    fold = tag("details", tag("summary", "Rules behind this page"), *parts, class_="fold method")
    return section("method", "Method", fold)
