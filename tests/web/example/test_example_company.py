"""The example company loads the way real answers go, and leaves something to answer, to read and to see."""

import pytest
from django.db.models import F

from bothways.simulate import write_company
from bothways_web.act.celebrations.reading import newest_celebrations
from bothways_web.act.culture.standing import path_rounds, standing_of
from bothways_web.act.models import Case, Huddle, Plan, ProblemLink, Said, WorkItem
from bothways_web.act.views.cases import PER_PAGE
from bothways_web.link.customers import customers_panel
from bothways_web.link.models import Journey, PainPoint, Run
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.models import Invitation, Problem, Round, VoiceNote
from bothways_web.people.models import Organisation, Person, UnitSpan, User
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of
from bothways_web.web.example.accounts import CHARACTERS, COLLEAGUES, TEAM
from bothways_web.web.example.loading import load_company


@pytest.mark.slow
def test_a_simulated_company_loads_into_an_empty_site(db, tmp_path):
    write_company("small", seed=3, out=tmp_path / "company")
    load_company(tmp_path / "company", report=lambda done, of, text: None)
    assert Organisation.current().is_demo
    named = User.objects.exclude(name__in=Person.objects.values("code"))  # those willing to serve have codes
    assert named.count() == len(CHARACTERS) + len(COLLEAGUES)
    monthly = [
        one for one in released_rounds("employees") if " r" in one.name
    ]  # others asked who left, and leaders
    [path] = path_rounds(TEAM)
    assert [one.name for one in monthly].index(path.ledger_name) == 2  # between the months, before the last
    assert len(monthly) == 3 + 1
    strands = standing_of("company", [path], path).strands
    assert len(strands) == 6
    assert all(one.placement for one in strands)
    assert len(newest_celebrations(viewer_of(User.objects.get(name="Ana")))) == 4
    assert released_rounds("leavers")
    assert len(released_rounds("customers")) == 12
    assert Run.objects.get().state == Run.State.DONE
    shown = released_rounds("employees")[-1].released
    assert sum(one.kind == "finding" for one in shown) == 35
    asked = Round.objects.get(state=Round.State.OPEN, pulse__side="employees")
    assert Invitation.objects.filter(round=asked, person__user__isnull=False).exists()
    [surveyed] = released_rounds("surveyed")
    assert {row.kind for row in surveyed.released} >= {"nps", "comment"}
    standing = Round.objects.get(state=Round.State.OPEN, pulse__side="customers")
    assert standing.pulse.is_standing
    assert standing.invitations.count() >= 4
    rows = {row.label: row.shown for row in customers_panel(TEAM).rows}
    assert rows["NPS"] is not None  # of the file
    assert rows["Customer recommendation, relational (NPS)"] is not None
    assert VoiceNote.objects.count() == 2
    waiting = Journey.objects.get().stages[2]
    assert {key.partition(":")[0] for key in waiting["metrics"]} == {"employees", "customers"}
    assert set(PainPoint.objects.values_list("state", flat=True)) == {"unknown", "known", "fixed"}
    problems = Problem.objects.all()
    assert {one.state for one in problems} == {"new", "looked_at", "taken_up", "answered"}
    assert {one.anonymous for one in problems} == {True, False}
    held = Huddle.objects.filter(unit__code=TEAM, state=Huddle.State.HELD, reviewed_feedback=True)
    assert held.count() == 2
    assert set(WorkItem.objects.values_list("state", flat=True)) == {"pool", "proposed", "taken", "done"}
    assert WorkItem.objects.filter(problem__isnull=False).exists()
    assert {plan.state for plan in Plan.objects.filter(unit__code=TEAM)} == {"draft", "started"}
    assert Plan.objects.get(state="started").locked_at is not None
    assert set(Case.objects.values_list("state", flat=True)) == {"open", "waiting", "closed"}
    assert Case.objects.exclude(state="closed").count() > PER_PAGE  # the list has a second page
    assert {one.owner is None for one in Case.objects.exclude(state="closed")} == {True, False}
    assert Case.objects.filter(state="open", reply_by__lt=today(), first_reply_on=None).exists()
    assert Case.objects.filter(closed_on__lt=F("opened_on")).count() == 0
    ended = UnitSpan.objects.filter(valid_to__lt=today()).order_by("valid_to").last()
    if ended:  # not every company that is drawn has one
        theirs = Huddle.objects.filter(unit=ended.unit)
        assert {one.state for one in theirs} == {"held"}
        assert max(one.day for one in theirs) < ended.valid_to
    assert Said.objects.exclude(published_on=None).count() == 2
    assert ProblemLink.objects.filter(kind="note").exists()
    assert all(not user.has_usable_password() for user in User.objects.all())
