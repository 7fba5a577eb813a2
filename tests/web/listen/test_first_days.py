"""The set for new colleagues is asked in parts, each on its day."""

from __future__ import annotations

import pytest
import rounds_at_work as at

from bothways.measures import load_instrument
from bothways_web.listen.first_days import part_for
from bothways_web.listen.question_sets import domains_of, instrument_of, items_of, of_occasions


@pytest.mark.parametrize(
    ("days", "day"), [(0, 7), (7, 7), (18, 7), (19, 30), (30, 30), (60, 30), (61, 90), (200, 90)]
)
def test_the_part_of_the_nearest_day_is_asked(company, days, day):
    pulse = at.make_pulse(
        company, instrument="onboarding", occasion="first_days", days=days, cadence="quarterly"
    )
    whole = load_instrument("onboarding")
    assert [one.metric for one in domains_of(pulse)] == [f"onboarding.day{day}"]
    assert [one.id for one in items_of(pulse)] == [one.id for one in whole.items if one.domain == f"day{day}"]
    assert instrument_of(pulse).id == "onboarding"


def test_a_set_without_parts_is_asked_as_a_whole():
    whole = load_instrument("engagement_short")
    assert part_for(whole, 30) is whole


def test_parts_are_launched_beside_one_another(company):
    for days in (7, 30, 90):
        asked = at.launch(
            company, instrument="onboarding", occasion="first_days", days=days, cadence="quarterly"
        )
        assert asked.state == "open"


def test_sets_of_leavers_new_colleagues_and_candidates_are_asked_one_by_one():
    names = ("exit", "onboarding", "candidate_experience")
    assert all(of_occasions(load_instrument(name)) for name in names)
    assert not of_occasions(load_instrument("engagement_short"))
