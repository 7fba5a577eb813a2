"""Which question sets are offered."""

from bothways_web.listen.question_sets import offers


def test_sets_that_are_ready_are_offered_and_no_others(company):
    names = {offer.instrument.id for offer in offers()}
    assert {"team_psychological_safety", "engagement_short", "burnout_short", "workload_and_rest"} <= names
    assert "dyadic_trust" not in names  # its texts need the role of the person that is trusted
    assert names.isdisjoint({"nps_relational", "exit", "candidate_experience"})


def test_those_offered_at_first_stand_in_front(company):
    first = [offer.instrument.default_on for offer in offers()]
    assert first == sorted(first, reverse=True)
