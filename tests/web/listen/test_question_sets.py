"""Which question sets are offered."""

from bothways.measures import load_instrument
from bothways_web.listen.question_sets import is_askable, of_occasions, offers


def test_sets_that_are_ready_are_offered_and_no_others(company):
    names = {offer.instrument.id for offer in offers()}
    assert {"team_psychological_safety", "engagement_short", "burnout_short", "workload_and_rest"} <= names
    assert "dyadic_trust" not in names  # its texts need the role of the person that is trusted
    assert {"exit", "huddle_habit"} <= names  # with choices, and with reasons that stand in another file
    assert names.isdisjoint({"nps_relational", "candidate_experience", "leaving_reasons_leaders"})
    assert "candidate_experience" in {offer.instrument.id for offer in offers(["candidate"])}


def test_a_set_about_what_happened_to_one_person_says_so():
    assert is_askable(load_instrument("nps_transactional"))
    assert of_occasions(load_instrument("nps_transactional"))
    assert not of_occasions(load_instrument("nps_relational"))


def test_those_offered_at_first_stand_in_front(company):
    first = [offer.instrument.default_on for offer in offers()]
    assert first == sorted(first, reverse=True)
