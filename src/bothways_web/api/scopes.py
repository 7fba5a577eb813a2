"""What a token may do: never more than whoever made it may do on pages."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways_web.link.bringing import sides_of
from bothways_web.people.access import Right, Viewer


class Scope(StrEnum):
    """One thing that a token may be allowed."""

    SURVEYS = "surveys:read"
    ROUNDS = "rounds:read"
    RESPONSES = "responses:write"
    RESULTS = "results:read"
    FINDINGS = "findings:read"
    SWEEP = "sweep:read"
    ASKS = "asks:write"
    CONTACTS = "contacts:write"
    SCIM = "scim:write"
    OUTCOMES = "outcomes:write"
    RECORDS = "records:read"
    RECORDS_IN = "records:write"
    SURVEYS_WRITE = "surveys:write"
    THEMES = "themes:read"
    REVIEWS = "reviews:read"
    ACT = "act:read"
    ACT_WRITE = "act:write"
    CASES = "cases:read"
    COMMITTEE = "committee:read"
    STUDIES = "studies:read"
    WEBHOOKS = "webhooks:read"
    EXPORTS = "exports:write"


WORDS: dict[Scope, Promise] = {
    Scope.SURVEYS: _("read which surveys there are and what they ask"),
    Scope.ROUNDS: _("read which rounds there are, and until when they are open"),
    Scope.RESPONSES: _("hand in answers of somebody whose personal link it was given"),
    Scope.RESULTS: _("read the numbers that team pages show, of all units"),
    Scope.FINDINGS: _("read findings with their method"),
    Scope.SWEEP: _("read every pair at every wait, the regressions that analysts compare findings with"),
    Scope.ASKS: _("tell that something happened to a customer or a candidate, who is then asked about it"),
    Scope.CONTACTS: _("read whether a customer or a candidate wants to be left alone, and note that they do"),
    Scope.SCIM: _("bring people, units they work in, and groups from a directory (SCIM)"),
    Scope.OUTCOMES: _("send outcome series such as sales or waiting times, and read which there are"),
    Scope.RECORDS: _("read the records of units and people, with their posts"),
    Scope.RECORDS_IN: _("bring in units and people, and undo what was brought in"),
    Scope.SURVEYS_WRITE: _("write, launch, pause and end surveys, and close rounds"),
    Scope.THEMES: _("read what comments are about, and journeys with their pain points"),
    Scope.REVIEWS: _("read reviews and tickets that were brought in"),
    Scope.ACT: _("read plans, huddles and shared work, without names"),
    Scope.ACT_WRITE: _("write down and move shared work, and say how plans go"),
    Scope.CASES: _("read how far cases are, never whose"),
    Scope.COMMITTEE: _("read the public page of the committee, and “you said, we did”"),
    Scope.STUDIES: _("read studies, leaving, habits and what spills over"),
    Scope.WEBHOOKS: _("read which programs are told of events, and what became of each notice"),
    Scope.EXPORTS: _("ask for files of released numbers and of findings, and fetch them"),
}
_TOKENS = ("own tokens", "own imports", "yes, but no results")


def may_have_tokens(viewer: Viewer) -> bool:
    """Return whether somebody may make tokens."""
    return viewer.may(Right.SETTINGS, *_TOKENS)


def scopes_of(viewer: Viewer) -> tuple[Scope, ...]:
    """Return what tokens of somebody may do at most, by what the roles open now."""
    if not may_have_tokens(viewer):
        return ()
    runs = viewer.may(Right.ROUNDS, "employees")
    asks = runs or viewer.may(Right.ROUNDS, "customers")
    held = {
        Scope.SURVEYS: asks,
        Scope.ROUNDS: asks,
        Scope.RESPONSES: runs or viewer.may(Right.SETTINGS, "yes, but no results"),
        Scope.RESULTS: viewer.may(Right.TEAM, "read all"),
        Scope.FINDINGS: viewer.may(Right.FINDINGS, "all", "all + method"),
        Scope.SWEEP: viewer.may(Right.FINDINGS, "all + method"),
        Scope.ASKS: asks,
        Scope.CONTACTS: asks,
        Scope.SCIM: viewer.may(Right.SETTINGS, "yes, but no results"),
        Scope.OUTCOMES: bool(sides_of(viewer)),
        Scope.RECORDS: viewer.may(Right.RECORDS, "edit"),
        Scope.RECORDS_IN: viewer.may(Right.RECORDS, "edit", "import only"),
        Scope.SURVEYS_WRITE: asks,
        Scope.THEMES: viewer.may(Right.FINDINGS, "all", "all + method"),
        Scope.REVIEWS: viewer.may(Right.ROUNDS, "customers"),
        Scope.ACT: viewer.may(Right.TEAM),
        Scope.ACT_WRITE: viewer.may(Right.TEAM),
        Scope.CASES: viewer.may(Right.CASES),
        Scope.COMMITTEE: True,
        Scope.STUDIES: viewer.may(Right.LEAVING, "all", "all + method"),
        Scope.WEBHOOKS: viewer.may(Right.SETTINGS, "yes, but no results"),
        Scope.EXPORTS: viewer.may(Right.TEAM, "read all")
        or viewer.may(Right.FINDINGS, "all", "all + method"),
    }
    return tuple(scope for scope, there in held.items() if there)
