"""Attacks on masked words: guessing them by what may be published, and reaching cases that are held back."""

import cases_at_work as c
import pytest
import said_entries as s

from bothways_web.act.models import Case, Said
from bothways_web.listen.models import Problem
from bothways_web.people.models import Person

TEXT = "Every Friday the till is closed at noon and then Day 4 tells people to come again on Monday morning"
MASKED = "Every Friday the till is closed at noon and then […] 4 tells people to come again on Monday morning"


def refused(company, problem, words):
    """Whether an entry with these words under "we did" is refused as the words of the report."""
    made = s.draft(company.client("ana"), f"?problem={problem.pk}", you_said="The till.", we_did=words)
    s.publish(company.client("ana"), made)
    made.refresh_from_db()
    answer = made.published_on is None
    Said.objects.filter(pk=made.pk).delete()
    return answer


def test_what_is_masked_cannot_be_guessed_by_what_may_be_published(company):
    """Ana reads the masked words, and tries names where something is masked: right and wrong ones must look alike."""
    problem = s.old_problem(company, TEXT, masked=MASKED)
    before, after = (part.split() for part in MASKED.split("[…]"))
    for first in range(len(before) - 1):
        words = before[first:]
        guess = [*words, "{name}", *after[: 11 - len(words)]]
        assert len(guess) == 12  # as long a run as is looked for: one word of it is the guess
        told = {name: refused(company, problem, " ".join(guess).format(name=name)) for name in ("Day", "Ben")}
        assert told["Day"] == told["Ben"], guess


def test_the_words_between_masked_ones_are_still_those_of_the_report(company):
    problem = s.old_problem(company, TEXT, masked=MASKED)
    assert refused(company, problem, "Every Friday the till is closed at noon and then")
    assert refused(company, problem, f"We read: {TEXT}")
    assert refused(company, problem, "It is so: 4 tells people to come again on Monday morning")
    assert not refused(company, problem, "The till stays open on Fridays")


@pytest.fixture
def held(company):
    """A case that is held back: for those who lead customer experience alone."""
    made = c.one_case(company)
    Case.objects.filter(pk=made.pk).update(state="held", owner=None, lesson="SECRET lesson")
    return made


def test_a_held_case_is_reached_by_its_number_nowhere(company, held):
    ana = company.client("ana")
    for address in (
        f"/act/cases/{held.pk}/",
        f"{s.NEW}?case={held.pk}",
        f"/act/work/units/day/new/?case={held.pk}",
    ):
        assert (
            ana.get(address).status_code == ana.get(address.replace(str(held.pk), "9" * 6)).status_code == 404
        )
    assert "case" not in ana.get(f"/act/plans/new/day/?case={held.pk}&own=").context["reason"].because
    assert company.client("fay").get(f"{s.NEW}?case={held.pk}").status_code == 200


def test_what_is_tied_by_a_lead_while_it_is_held_shows_no_word_to_others(company, held):
    from bothways_web.act.problems.ties import tie_case, ties_of
    from bothways_web.people.viewers import viewer_of

    problem = Problem.objects.get(pk=s.old_problem(company, "The till.").pk)
    tie_case(problem, held, by=company.users["fay"])
    [mine] = ties_of(viewer_of(company.users["ana"]), problem)
    assert (mine.words, mine.url) == ("", "")
    [theirs] = ties_of(viewer_of(company.users["fay"]), problem)
    assert theirs.words
    assert Person.objects.exists()
