"""Versions and copies of own question sets: the same questions are followed, or refused, under whatever name."""

import pytest
import rounds_at_work as work
from own_questions import example

from bothways.errors import InputError
from bothways.privacy import instrument_questions
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.ledgers import released_round, released_rounds
from bothways_web.listen.models import OwnSet
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.listen.question_sets import offers
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs
from bothways_web.listen.writing import reading
from bothways_web.people.models import Organisation


@pytest.fixture
def own(company):
    return verbs.begin_set(example(), by=company.users["eva"])


def launched(company, made, *, by, audience="north"):
    plan = Plan("Shop floor", company.units[audience], cadence="once")
    return launch_pulse(create_pulse(made, plan, by=by), by=by)


def closed_after(asked, answered):
    for invitation in list(asked.invitations.order_by("person__code"))[:answered]:
        store_response(invitation, Draft(work.answers_to(asked, 4)))
    close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    return {row.group for row in released_round("employees", asked.ledger_name).released}


def test_the_next_version_is_followed_as_if_it_were_the_same_set(company, own):
    """Else a version with nothing changed would begin anew beside what was shown, and one who left would be known."""
    Organisation.objects.update(rest_days=0)
    eva = company.users["eva"]
    first = offers_of(verbs.lock_set(own.pk, by=eva))
    assert closed_after(launched(company, first, by=eva), 16)
    second = offers_of(verbs.lock_set(verbs.continue_set(own.pk, by=eva).pk, by=eva))
    assert second.id == first.id
    assert [item.id for item in second.items] == [item.id for item in first.items]
    assert [one.instrument.id for one in offers()].count(first.id) == 1
    closed_after(launched(company, second, by=eva), 15)
    names = [
        {row.metric for row in one.released if row.kind == "mean"} for one in released_rounds("employees")
    ]
    assert names[0] == names[1] == {metric.name for metric in instrument_questions(second).metrics}


def offers_of(found):
    return next(one.instrument for one in offers() if one.instrument.id == found.instrument_id)


@pytest.mark.parametrize("again", ["copy", "file", "capitals"])
def test_the_same_questions_under_another_name_are_refused_at_launch(company, own, again):
    Organisation.objects.update(rest_days=0)
    eva = company.users["eva"]
    closed_after(launched(company, offers_of(verbs.lock_set(own.pk, by=eva)), by=eva), 16)
    if again == "capitals":
        made = drafts.put_question(
            drafts.empty_draft("Else", "en"), "s1", None, {"en": "I HAVE what I need"}, "agree5", turned=False
        )
        other = verbs.begin_set(made, by=eva)
    elif again == "file":
        other = verbs.begin_set(reading.read_draft(reading.write_draft(own.document).encode()), by=eva)
    else:
        other = verbs.copy_set(own.pk, by=eva)
    with pytest.raises(InputError, match="asked before in another question set"):
        launched(company, offers_of(verbs.lock_set(other.pk, by=eva)), by=eva)


def test_what_was_delicate_stays_delicate(company, own):
    eva = company.users["eva"]
    verbs.change_set(own.pk, 1, lambda old: drafts.describe(old, old["title"], "", delicate=True))
    verbs.lock_set(own.pk, by=eva)
    following = verbs.continue_set(own.pk, by=eva)
    verbs.change_set(following.pk, 1, lambda old: drafts.describe(old, old["title"], "", delicate=False))
    with pytest.raises(InputError, match="delicate"):
        verbs.lock_set(following.pk, by=eva)


def test_one_version_is_offered_and_one_is_written_at_a_time(company, own):
    eva = company.users["eva"]
    verbs.lock_set(own.pk, by=eva)
    following = verbs.continue_set(own.pk, by=eva)
    with pytest.raises(InputError, match="being written already"):
        verbs.continue_set(own.pk, by=eva)
    verbs.lock_set(following.pk, by=eva)
    own.refresh_from_db()
    assert own.state == OwnSet.State.ARCHIVED
    with pytest.raises(InputError, match="another version"):
        verbs.archive_set(own.pk, by=eva, back=True)


def grid(heading):
    rows = [
        {"id": f"r{number}", "text": {"en": words}} for number, words in enumerate(["Food", "Noise"], start=1)
    ]
    return {
        "kind": "matrix",
        "text": {"en": heading},
        "rows": rows,
        "last": 2,
        "scale": "agree5",
        "turned": False,
    }


def locked(by, *bodies):
    made = drafts.empty_draft("Rooms", "en")
    for body in bodies:
        made = drafts.place_question(made, "s1", None, body)
    return verbs.lock_set(verbs.begin_set(made, by=by).pk, by=by)


def test_rows_of_a_table_are_the_same_only_under_the_same_heading(company):
    Organisation.objects.update(rest_days=0)
    eva = company.users["eva"]
    closed_after(launched(company, offers_of(locked(eva, grid("Is it good?"))), by=eva), 16)
    closed_after(launched(company, offers_of(locked(eva, grid("Is it better than last year?"))), by=eva), 16)
    with pytest.raises(InputError, match=r"“(Food|Noise)” was asked before"):
        launched(company, offers_of(locked(eva, grid("Is it GOOD?"))), by=eva)


def test_a_question_that_repeats_an_answer_is_the_same_in_another_set(company):
    Organisation.objects.update(rest_days=0)
    eva = company.users["eva"]

    def pair(first):
        place = {"kind": "number", "text": {"en": first}, "low": 0, "high": 9}
        again = {
            "kind": "scale",
            "text": {"en": "Are {answer:q2} enough?"},
            "scale": "agree5",
            "turned": False,
        }
        return offers_of(locked(eva, place, again))

    closed_after(launched(company, pair("How many breaks have you?"), by=eva), 16)
    with pytest.raises(InputError, match="asked before in another question set"):
        launched(company, pair("How often do you pause?"), by=eva)


def test_a_question_that_was_asked_counts_as_before_in_the_next_version(company, own):
    eva = company.users["eva"]
    launched(company, offers_of(verbs.lock_set(own.pk, by=eva)), by=eva)
    following = verbs.continue_set(own.pk, by=eva)
    following = verbs.change_set(following.pk, 1, lambda old: drafts.ask_only(old, "q3", "q2", [1]))
    assert ["Waiting slows me" in fault for fault in verbs.faults_of_set(following)] == [True]
    with pytest.raises(InputError, match="would now count otherwise"):
        verbs.lock_set(following.pk, by=eva)


def test_a_question_that_was_never_asked_may_count_otherwise(company, own):
    eva = company.users["eva"]
    verbs.lock_set(own.pk, by=eva)
    following = verbs.continue_set(own.pk, by=eva)
    following = verbs.change_set(following.pk, 1, lambda old: drafts.ask_only(old, "q3", "q2", [1]))
    assert verbs.faults_of_set(following) == []
