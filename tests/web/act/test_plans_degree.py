"""How big a change: one table of rules, from released numbers, with reasons, and never more than a suggestion."""

import itertools
from types import SimpleNamespace

import linked_company as linked
import plans_at_work as w
import pytest

from bothways_web.act.models import Plan
from bothways_web.act.plans.because import Reason
from bothways_web.act.plans.degree import DEGREES, Signs, Standing, gap_of, suggest_degree
from bothways_web.act.plans.degree_words import _WORDS, reasons_in_words
from bothways_web.act.plans.expecting import expect, start_plan
from bothways_web.act.plans.measured import measured_in
from bothways_web.act.plans.running import choose_degree
from bothways_web.act.plans.signs import _standing, signs_of_finding, signs_of_number, signs_of_team
from bothways_web.link.findings import read_findings
from bothways_web.link.models import Run
from bothways_web.link.teams import diagnosis_of, middle_half


def band(value, half=4.0, against=50.0):
    return Standing(value, value - half, value + half, against, is_band=True)


@pytest.mark.parametrize(
    ("signs", "degree", "reasons"),
    [
        (Signs(), "small", ("gap_unknown",)),
        (Signs(low_in_many=True, agreement="split"), "small", ("gap_unknown",)),
        (Signs(band(60)), "small", ("gap_none",)),
        (Signs(band(48)), "small", ("gap_open",)),
        (Signs(band(48), low_in_many=True, agreement="split"), "small", ("gap_open",)),
        (Signs(band(45)), "medium", ("gap_some",)),
        (Signs(band(36)), "medium", ("gap_far",)),
        (Signs(band(37)), "medium", ("gap_some",)),
        (Signs(band(45), low_in_many=True), "medium", ("gap_some", "many")),
        (Signs(band(36), low_in_many=False), "medium", ("gap_far", "here")),
        (Signs(band(36), low_in_many=True), "large", ("gap_far", "many")),
        (Signs(band(36), agreement="split"), "large", ("gap_far", "split")),
        (Signs(band(45), low_in_many=True, agreement="split"), "large", ("gap_some", "many", "split")),
        (Signs(band(60), low_in_many=True), "medium", ("gap_none", "many")),
        (Signs(band(60), agreement="mixed"), "small", ("gap_none", "mixed")),
        (Signs(band(45), readiness=Standing(49, 45, 53)), "medium", ("gap_some", "hardly_ready")),
        (Signs(band(36), readiness=Standing(60, 39, 81)), "large", ("gap_far", "hardly_ready")),
        (Signs(band(36), readiness=Standing(60, 55, 65)), "medium", ("gap_far", "ready")),
        (Signs(Standing(45, 42, 48)), "medium", ("gap_some_scale",)),
        (Signs(band(45), link=(0.4, 0.9)), "medium", ("gap_some", "link_strong")),
        (Signs(band(36), link=(0.1, 0.25)), "large", ("gap_far", "link_weak")),
        (Signs(band(36), link=(-0.9, -0.4)), "medium", ("gap_far", "link_strong")),
        (Signs(band(36), link=(-0.5, 0.5)), "medium", ("gap_far", "link_some")),
        (Signs(band(36), link=(0.4, 0.9), is_claimed=False), "small", ("link_open",)),
    ],
)  # fmt: skip
def test_the_table_of_rules_is_this(signs, degree, reasons):
    found = suggest_degree(signs)
    assert (found.degree, found.reasons) == (degree, reasons)
    assert len(reasons_in_words(found.reasons)) == len(reasons)


def test_a_wider_range_never_suggests_more():
    for value, many, agreement in itertools.product(
        range(0, 101, 5), (None, False, True), ("", "agree", "split")
    ):
        sizes = [
            DEGREES.index(suggest_degree(Signs(band(value, half), many, agreement)).degree)
            for half in (1, 3, 6, 12, 25)
        ]
        below = [size for size, half in zip(sizes, (1, 3, 6, 12, 25), strict=True) if value + half < 50]
        assert below == sorted(below, reverse=True)
        assert all(
            size == 0 for size, half in zip(sizes, (1, 3, 6, 12, 25), strict=True) if abs(value - 50) < half
        )


def test_every_code_has_words_without_a_claim():
    codes = {
        gap_of(None),
        *(gap_of(Standing(v, v - 4, v + 4, 50, b)) for v in range(0, 101, 2) for b in (True, False)),
    }
    assert codes <= set(_WORDS)
    assert reasons_in_words(["no longer known"]) == []


def test_a_number_of_which_less_is_better_is_turned():
    scale = SimpleNamespace(low=0.0, high=100.0, better="lower")
    shown = SimpleNamespace(value=70.0, low=62.0, high=78.0, text="70.0")
    found = _standing(shown, scale, (30.0, 44.0))
    assert (found.value, round(found.low), round(found.high), found.against) == (30, 22, 38, 56)
    assert gap_of(found) == "gap_far"


def test_a_bound_leaves_its_side_open():
    scale = SimpleNamespace(low=0.0, high=100.0, better="higher")
    found = _standing(SimpleNamespace(value=20.0, low=0.0, high=24.0, text="<=20"), scale, (None, None))
    assert (found.low, found.is_band, gap_of(found)) == (0, False, "gap_far_scale")


@pytest.fixture
def world(company, monkeypatch):
    w.at(monkeypatch, w.NOON)
    return w.build(company)


def test_signs_of_a_team_are_those_that_its_page_shows(world):
    found = diagnosis_of(world.rounds[-1], None)
    for team in linked.teams()[1:]:
        signs = signs_of_team(team, w.HELP)
        profile = next(one for one in found.profiles if team in one.units)
        number = next(one for one in profile.numbers if one.domain.metric == w.HELP)
        assert signs.standing.value == pytest.approx(number.shown.value)
        assert signs.standing.low <= number.shown.low + 1
        assert signs.standing.against == pytest.approx(middle_half(found, w.HELP)[0])
        assert suggest_degree(signs).degree in DEGREES


def test_a_team_that_is_not_shown_gives_no_sign(world):
    assert signs_of_team("desk", w.HELP).standing is None
    assert signs_of_team("desk", "no such") == Signs()
    assert signs_of_team("no such", w.HELP) == Signs()


def test_a_finding_comes_with_a_degree_and_reasons(world):
    found = read_findings(Run.objects.first())
    for one in found.shown:
        suggestion = suggest_degree(signs_of_finding(found, one))
        assert suggestion.reasons
        if one.key in ("cannot_tell", "no_link", "not_estimable"):
            assert suggestion == suggest_degree(Signs(link=(0, 0), is_claimed=False))
    assert signs_of_finding(found, found.ordered[0]).standing is not None


def test_another_degree_may_be_chosen_and_both_are_kept(world):
    plan = w.started(world)
    suggested, other = plan.suggested_degree, next(one for one in DEGREES if one != plan.suggested_degree)
    ana, address = world.client("ana"), f"/act/plans/{plan.pk}/"
    ana.post(address, {"step": "degree", "degree": other, "version": plan.version})
    plan.refresh_from_db()
    assert (plan.suggested_degree, plan.degree) == (suggested, other)
    page = ana.get(address).content.decode()
    assert f"Suggested: {Plan.Degree(suggested).label}" in page
    assert f"Chosen: {Plan.Degree(other).label}" in page
    assert "its limits were never tested" in page
    ana.post(address, {"step": "degree", "degree": "huge", "version": plan.version})
    plan.refresh_from_db()
    assert plan.degree == other


def expected(world, expectation, **given):
    """Return a plan that came from nothing measured, with what it expects."""
    plan = w.draft(world, **given)
    assert plan.degree_reasons["codes"] == ["gap_unknown"]
    expect(plan, expectation, version=plan.version, by=world.users["ana"])
    plan.refresh_from_db()
    return plan


def test_a_plan_from_nothing_measured_is_sized_by_the_number_it_expects_something_of(world):
    plan = expected(world, w.help_up())
    suggestion = suggest_degree(signs_of_team("t01", w.HELP))
    assert plan.degree_reasons["codes"] == list(suggestion.reasons)
    assert (plan.suggested_degree, plan.degree) == (suggestion.degree, suggestion.degree)
    page = world.client("ana").get(f"/act/plans/{plan.pk}/").content.decode()
    assert "There is no number to go by" not in page


def test_a_number_of_customers_is_held_against_the_middle_of_its_scale(world):
    number = next(one for one in measured_in("t01") if one.side == "customers" and one.can_be_expected)
    plan = expected(world, w.help_up(0.2, smallest=0.1, metric=number.metric, side=number.side))
    [code] = plan.degree_reasons["codes"]
    assert code.startswith("gap_")
    assert code.endswith("_scale") or number.low is None
    assert signs_of_number("t01", "customers", "no such") == Signs()


def test_a_degree_that_somebody_chose_stays_when_the_number_is_chosen_later(world):
    plan = w.draft(world)
    choose_degree(plan, "large", version=plan.version, by=world.users["ana"])
    plan.refresh_from_db()
    expect(plan, w.help_up(), version=plan.version, by=world.users["ana"])
    plan.refresh_from_db()
    assert plan.degree == "large"
    assert plan.suggested_degree == suggest_degree(signs_of_team("t01", w.HELP)).degree


def test_a_plan_that_came_from_a_number_keeps_the_suggestion_made_for_it(world):
    other = next(one.metric for one in measured_in("t01") if one.side == "employees" and one.metric != w.HELP)
    plan = w.draft(world, reason=Reason(domain=other))
    before = plan.degree_reasons
    expect(plan, w.help_up(), version=plan.version, by=world.users["ana"])
    plan.refresh_from_db()
    assert plan.degree_reasons == before


def test_another_degree_of_a_started_plan_stands_in_its_history(world, monkeypatch):
    plan = w.draft(world)
    start_plan(plan, version=plan.version, by=world.users["ana"], without=True)
    plan.refresh_from_db()
    far = Signs(band(20), low_in_many=True, agreement="split")
    monkeypatch.setattr("bothways_web.act.plans.sizing.signs_of_number", lambda *_number: far)
    expect(plan, w.help_up(), version=plan.version, by=world.users["ana"])
    plan.refresh_from_db()
    assert (plan.degree, plan.suggested_degree) == ("large", "large")
    assert list(plan.changes.filter(field="degree").values_list("before", "after")) == [("small", "large")]
