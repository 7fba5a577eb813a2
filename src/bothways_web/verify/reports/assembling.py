"""The story for one reader: only what is released, and only what this reader may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from bothways.reports.story import Line, Section, Story, Words
from bothways_web.act.plans.number_words import day_in_words
from bothways_web.people.access import Viewer
from bothways_web.people.models import Organisation
from bothways_web.people.units import today
from bothways_web.verify.reports.deeds import Deeds, deeds_in
from bothways_web.verify.reports.effects import settled, studies_in, unsettled
from bothways_web.verify.reports.firsts import claims, findings_until, open_pairs
from bothways_web.verify.reports.spans import Span
from bothways_web.wording import period_name

if TYPE_CHECKING:
    from bothways_web.link.findings import RunFindings
    from bothways_web.verify.studies.results import ToldStudy

#: Lines of a section, so that the story stays one page.
MOST = 4


def story_for(viewer: Viewer, span: Span) -> Story:
    """Return the story of a span as one reader may know it, in the language of the page."""
    found, deeds, studies = findings_until(span), deeds_in(viewer, span), studies_in(viewer, span)
    sections = (_firsts(found, viewer), _deeds(deeds), _effects(studies), _open(found, viewer, studies))
    query = f"?{span.query}" if span.query else ""
    return Story(
        _("%(organisation)s: the story so far") % {"organisation": Organisation.current()},
        span.name, tuple(_opening(found, deeds, studies)), sections, tuple(_notes(found)), tuple(_source(found, span)),
        today(), reverse("story") + query, get_language() or "en", get_language_bidi(), _words(),
    )  # fmt: skip


def _firsts(found: RunFindings | None, viewer: Viewer) -> Section:
    lines = claims(found, viewer) if found else ()
    empty = (
        _("Nothing can be claimed yet. That is a result.")
        if found
        else _("There are no findings of this time yet: both voices are needed for some months.")
    )
    return Section("leads", _("What comes before what"), lines[:MOST], empty, _more(len(lines) - MOST))


def _deeds(deeds: Deeds) -> Section:
    empty = _("Nothing was published or planned in this time that stands open to you.")
    return Section("did", _("What we did"), deeds.lines, empty, _more(deeds.left_out))


def _effects(studies: tuple[ToldStudy, ...]) -> Section:
    lines = settled(studies)
    empty = _("No change can be told yet. Studies say when they are looked at.")
    return Section("changed", _("What it changed"), lines[:MOST], empty, _more(len(lines) - MOST))


def _open(found: RunFindings | None, viewer: Viewer, studies: tuple[ToldStudy, ...]) -> Section:
    """What cannot be told yet: studies first, at most two where pairs are open too."""
    of_studies, pairs = unsettled(studies), open_pairs(found, viewer) if found else ()
    room = max(MOST // 2, MOST - len(pairs))
    lines: tuple[Line, ...] = (*of_studies[:room], *pairs)[:MOST]
    more = len(of_studies) + len(pairs) - len(lines)
    return Section("open", _("What we cannot tell yet"), lines, _("Nothing is open."), _more(more))


def _more(count: int) -> str:
    if count <= 0:
        return ""
    text = ngettext("%(count)s more has no room here.", "%(count)s more have no room here.", count)
    return text % {"count": count}


def _opening(found: RunFindings | None, deeds: Deeds, studies: tuple[ToldStudy, ...]) -> Iterator[str]:
    """Yield the story in a few sentences: each counts what stands on other pages too."""
    if found:
        counts = {"tested": found.tested, **found.counts}
        yield ngettext(
            "Tested %(tested)s link: %(clear)s clear, %(likely)s likely, %(no_link)s no link that matters, "
            "%(cannot_tell)s we cannot tell yet, %(not_estimable)s not enough to work with.",
            "Tested %(tested)s links: %(clear)s clear, %(likely)s likely, %(no_link)s no link that matters, "
            "%(cannot_tell)s we cannot tell yet, %(not_estimable)s not enough to work with.",
            found.tested,
        ) % counts  # fmt: skip
    if deeds.counted:
        yield _("Plans of teams: %(under_way)s under way, %(ended)s ended.") % {
            "under_way": deeds.under_way, "ended": deeds.ended,
        }  # fmt: skip
    if studies:
        verdicts: list[str] = [one.verdict for one in studies]
        names = ("helped", "hurt", "no_difference", "cannot_tell")
        yield _(
            "Looked back: %(helped)s probably helped, %(hurt)s probably made it worse, "
            "%(no_difference)s no difference that matters, %(cannot_tell)s we cannot tell yet."
        ) % {name: verdicts.count(name) for name in names}


def _notes(found: RunFindings | None) -> Iterator[str]:
    # xgettext:no-python-format
    yield _(
        "A 95% range: if we could repeat this many times, about 95 of 100 such ranges would hold the true value."
    )
    if found:
        yield _("This shows what came first, not what caused it.")


def _source(found: RunFindings | None, span: Span) -> Iterator[str]:
    if found:
        told = {"run": found.run.pk, "period": period_name(found.run.round.period)}
        yield _("Findings: run %(run)s, after the round of %(period)s.") % told
        if found.run.round.closes_at.date() < span.start:
            yield _("There were no newer ones in this time.")
    yield _("Made on %(day)s.") % {"day": day_in_words(today())}


def _words() -> Words:
    return Words(
        on_screen=_("This page on screen"), story=_("Story"), numbers=_("Numbers"), about=_("About"), part=_("Part"),
        how_sure=_("How sure, or how far"), sentence=_("What we say"), number=_("Number"), value=_("Value"),
        # xgettext:no-python-format
        low=_("95% range, low end"), high=_("95% range, high end"), people=_("People behind it"),
        more=_("More about it"), no_number=_("no number"),
        # xgettext:no-python-format
        own_scale=_("Each bar is a 95% range on a scale of its own; the upright mark is nought."),
        letters_missing=_("Some letters could not be printed: this computer has no font for them."),
    )  # fmt: skip
