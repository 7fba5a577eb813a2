"""The first part of the page: the result in short, the groups of need, the company."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.privacy.diagnosis import Diagnosis, Standing, UnitProfile
from bothways.reports.blocks import section
from bothways.reports.charts.intervals import canvas
from bothways.reports.charts.values import shape
from bothways.reports.figures import count
from bothways.reports.markup import Markup, join, tag
from bothways.reports.teams.profiles import domain_table
from bothways.reports.teams.units import Layout
from bothways.reports.teams.words import NEEDS, headline, looked_at

#: Units of a group that stand open, and units that are listed at all where nothing sets them apart.
LISTED, LISTED_LEVEL = 40, 200
_MEANING: dict[Standing, str] = {
    "worse": "All domains together are clearly less good than the company’s.",
    "level": "The ranges are too wide to say whether they do better or less well. This is not the same as equal.",
    "better": "All domains together are clearly better than the company’s.",
}
NOT_RANKED = (
    "Units in one group are in alphabetical order. Their order says nothing: within a group they cannot be told "
    "apart. Of the units in the first group, and of those in the last, at most 5 in 100 are expected to be there "
    "by chance."
)


def header(diagnosis: Diagnosis, title: str, unit: str) -> Markup:
    """Title, and what the page is about in one line."""
    about = f"{unit}, {diagnosis.round}" if unit else diagnosis.round
    words = f"{about}. Released numbers of groups only; no number is about fewer than five people."
    return tag("header", tag("h1", title), tag("p", words, class_="about"), class_="top")


def in_short(diagnosis: Diagnosis) -> Markup:
    """The headline, what is shown, and what has no number at all."""
    parts = [tag("p", headline(diagnosis), class_="lead")]
    if diagnosis.company is None:
        parts.append(
            tag("p", "The round holds no number of this instrument for the whole organisation. Release it first, "
                     "or wait until more people have answered.")
        )  # fmt: skip
    else:
        parts.append(tag("p", looked_at(diagnosis)))
    if diagnosis.missing and diagnosis.company is not None:
        names = ", ".join(domain.label for domain in diagnosis.missing)
        parts.append(tag("p", f"Nothing is released of: {names}."))
    return section("in-short", "In short", *parts)


def needs(diagnosis: Diagnosis, layout: Layout) -> Markup:
    """At most three groups of need, ties together."""
    title = "Who needs help first"
    if not diagnosis.compared:
        return section("needs", title, tag("p", "There is no unit to compare with the company."))
    groups = [_group(word, diagnosis.standing(word), layout) for word in NEEDS]
    return section("needs", title, tag("p", NOT_RANKED, class_="rule"), *groups)


def _group(word: Standing, units: Sequence[UnitProfile], layout: Layout) -> Markup:
    mark = canvas(shape(word, 8.0, 8.0), height=16.0, width=16.0, class_="need-mark")
    heading = tag("h3", mark, f"{NEEDS[word]}: {count(len(units), 'unit') if units else 'none'}")
    if not units:
        return tag("div", heading, class_=f"need need-{word}")
    return tag(
        "div", heading, tag("p", _MEANING[word]), _list(word, units, layout), class_=f"need need-{word}"
    )


def _list(word: Standing, units: Sequence[UnitProfile], layout: Layout) -> Markup:
    if word == "level" and len(units) > LISTED_LEVEL:
        return tag("p", "They are too many to be listed here; teams.csv names them all.")
    listed = tag("ul", *(tag("li", _named(one, layout)) for one in units), class_="unit-names")
    if len(units) <= (LISTED if word != "level" else 12):
        return listed
    return tag("details", tag("summary", f"Show {count(len(units), 'unit')}"), listed, class_="fold")


def _named(unit: UnitProfile, layout: Layout) -> Markup:
    """A unit with what it is part of and the domains that stand out."""
    name: Markup = tag("bdi", unit.name)
    if unit.group in layout.anchors:
        name = tag("a", name, href=f"#{layout.anchors[unit.group]}")
    part_of = tag("span", f" ({unit.part_of})", class_="how-many") if unit.part_of else Markup("")
    told = [
        f"{words}: {', '.join(labels)}"
        for standing, words in (("worse", "less good"), ("better", "better"))
        if (labels := _standing_out(unit, standing))
    ]
    return join([name, part_of, f" – {'; '.join(told)}" if told else ""])


def _standing_out(unit: UnitProfile, standing: str) -> list[str]:
    return [one.domain.label for one in unit.numbers if one.against and one.against.standing == standing]


def company(diagnosis: Diagnosis) -> Markup:
    """The company’s own profile."""
    if diagnosis.company is None:
        return Markup("")
    return section("company", "The company", domain_table(diagnosis.company, diagnosis))
