"""Versions and copies of own question sets: the same questions are followed, or refused, under whatever name."""

import pytest
import rounds_at_work as work
from own_questions import example

from bothways.errors import InputError
from bothways.privacy import instrument_questions
from bothways_web.listen.asking import Draft
from bothways_web.listen.ledgers import released_round, released_rounds
from bothways_web.listen.models import OwnSet
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.listen.question_sets import offers
from bothways_web.listen.release import release_round
from bothways_web.listen.responses import store_response
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
