"""Answers that open cases: by which rules, for whom, how many a day; and cases that are opened by hand."""

import datetime as dt

import cases_at_work as w
import many_kinds
import pytest
import rounds_at_work as at
from django.utils import timezone

from bothways.errors import InputError
from bothways.measures import write_instrument
from bothways_web.act.cases import clock
from bothways_web.act.cases.opening import close_held, held_by_rule, open_from_answer, release_held
from bothways_web.act.cases.rules import is_high_unhappy, save_rule, unhappiest
from bothways_web.act.models import Case, CaseRule, CaseStep
from bothways_web.listen.models import Contact, Invitation, Response
from bothways_web.listen.question_sets import items_of
from bothways_web.people.models import Change, Organisation, User
from bothways_web.people.units import today
from bothways_web.people.working_days import working_day_after


@pytest.fixture(autouse=True)
def everybody_has_signed_in_before(company):
    User.objects.update(last_login=timezone.now())


@pytest.fixture
def asked(company):
    made = w.survey(company)
    w.rule(company, made.pulse)
    return made


def test_an_unhappy_answer_opens_one_case_with_its_clock_in_working_days(company, asked):
    invitation = w.ask(asked, w.customer())
    w.answer(invitation, 2)
    case = Case.objects.get()
    assert (case.unit.code, case.contact, case.answered) == ("day", invitation.contact, invitation.pk)
    assert (case.score, case.scale, case.touchpoint, case.words) == (
        2,
        "1–5",
        "your call",
        "They never called back.",
    )
    days = Organisation.current().working_days
    assert case.reply_by == working_day_after(today(), 2, days)
    assert case.close_by == working_day_after(today(), 10, days)
    assert not Change.objects.filter(
        about__startswith="case"
    ).exists()  # its time would tell when somebody answered


@pytest.mark.parametrize(
    ("value", "may", "opened"), [(2, True, 1), (3, True, 0), (1, False, 0), (1, None, 0)]
)
def test_a_case_needs_both_the_yes_and_the_rule(asked, value, may, opened):
    w.answer(w.ask(asked, w.customer()), value, may=may)
    assert Case.objects.count() == opened
    assert Response.objects.count() == 1


def test_who_would_rather_not_say_is_not_unhappy(asked):
    draft = at.Draft({item.id: None for item in items_of(asked)}, "", False, True)
    at.store_response(w.ask(asked, w.customer()), draft)
    assert not Case.objects.exists()
    assert Response.objects.exists()


def test_a_rule_that_is_not_in_use_and_one_of_a_question_that_is_gone_open_nothing(company, asked):
    CaseRule.objects.update(active=False)
    CaseRule.objects.create(pulse=asked.pulse, item="gone", at_most=5)
    CaseRule.objects.create(
        pulse=asked.pulse, item="reason", at_most=5
    )  # as if by hand: it is answered in words
    w.answer(w.ask(asked, w.customer()), 1)
    assert not Case.objects.exists()
    page = company.client("fay").get(f"/act/cases/rules/{asked.pulse.pk}/").content.decode()
    assert "“gone” is not in the survey any more" in page


def test_the_clock_masks_the_words_and_gives_the_case_to_the_nearest_who_leads(company, asked):
    w.answer(w.ask(asked, w.customer()), comment="Ben never called c-1 back, write to me@home.example")
    clock.tick()
    case = Case.objects.get()
    assert case.owner == company.users["ana"]
    assert case.masked == "[…] never called […] back, write to […]"
    assert "Ben" in case.words


def many_scales(**scoring):
    """A customers' set with a turned question and one where the high end is bad, and a number."""
    document = {
        "id": "turned_set", "side": "customer", "grids": None,
        "items": [
            many_kinds.item("calm", "agree5", "It was easy.", scored=True),
            {**many_kinds.item("wait", "agree5", "I waited long.", scored=True), "reversed": True},
            many_kinds.item("late", "hours", "How many hours?"),
            many_kinds.item("say", "words", "What happened?"),
        ],
    }  # fmt: skip
    return many_kinds.every_kind(**document, **scoring)


def test_the_unhappy_end_of_a_turned_question_is_the_high_one():
    made = many_scales()
    high = {item.id: is_high_unhappy(made, item) for item in made.items}
    assert high == {"calm": False, "wait": True, "late": False, "say": False}
    worse = {
        "scoring": {"total": "mean_of_items", "polarity": "higher_is_worse", "min_answered": {"items": 1}}
    }
    turned = many_scales(**worse)
    assert {item.id: is_high_unhappy(turned, item) for item in turned.items[:2]} == {
        "calm": True,
        "wait": False,
    }


def test_of_several_rules_the_unhappiest_is_named():
    asked = type(
        "Asked", (), {"definition": write_instrument(many_scales()), "form": "full", "mode": "confidential"}
    )()
    rules = [CaseRule(pk=number, item=item, at_most=most)
             for number, (item, most) in enumerate([("calm", 2), ("wait", 4), ("late", 10)], 1)]  # fmt: skip

    def named(**answers):
        found = unhappiest(rules, asked, answers)
        return (found.item.id, found.value, found.scale) if found else None

    assert named(calm=2, wait=5, late=40) == ("wait", 5, "1–5")
    assert named(calm=1, wait=5) == ("calm", 1, "1–5")  # as unhappy: the older rule
    assert named(calm=3, wait=3, late=11) is None
    assert named(calm=3, wait=1, late=10) == ("late", 10, "0–80")
    assert named(calm=None, wait=True, late="0") is None


def test_more_than_usual_on_one_day_is_held_back_told_and_decided_in_two_clicks(company, asked):
    w.rule(company, asked.pulse, most_a_day=2)
    for number in range(5):
        w.answer(w.ask(asked, w.customer(number)))
    assert [Case.objects.filter(state=state).count() for state in ("open", "held")] == [2, 3]
    clock.tick()
    assert Case.objects.filter(owner__isnull=False).count() == 2
    fay, rule = company.client("fay"), CaseRule.objects.get()
    assert "opened more than 2 cases on one day" in fay.get("/").content.decode()
    assert "held back" not in company.client("ana").get("/act/cases/").content.decode()
    held = Case.objects.filter(state="held").first()
    assert company.client("ana").get(f"/act/cases/{held.pk}/").status_code == 404
    listed = w.text_of(fay.get("/act/cases/held/"))
    assert "3 more are held back" in listed
    sure = fay.get(f"/act/cases/held/{rule.pk}/release/")
    assert "3 cases are opened" in w.text_of(sure)
    assert Case.objects.filter(state="held").count() == 3
    fay.post(f"/act/cases/held/{rule.pk}/release/")
    clock.tick()
    assert Case.objects.filter(state="open", owner=company.users["ana"]).count() == 5
    again = fay.post(f"/act/cases/held/{rule.pk}/release/", follow=True)
    assert "Nothing of this rule is held back any more" in again.content.decode()
    assert fay.get(f"/act/cases/held/{rule.pk}/burn/").status_code == 404


def test_cases_closed_as_mistakes_forget_what_was_said(company, asked):
    rule = w.rule(company, asked.pulse, most_a_day=1)
    for number in range(3):
        w.answer(w.ask(asked, w.customer(number)))
    assert close_held(rule, by=company.users["fay"]) == 2
    closed = Case.objects.filter(state="closed")
    assert set(closed.values_list("outcome", "words", "masked", "score")) == {("mistake", "", "", None)}
    assert not held_by_rule().exists()
    with pytest.raises(InputError):
        release_held(rule, by=company.users["fay"])


def test_a_rule_that_fires_a_thousand_times_stays_quick_and_refuses_no_answer(
    company, asked, django_assert_max_num_queries
):
    contacts = Contact.objects.bulk_create(
        Contact(side="customers", key=f"k{number}", unit="day") for number in range(1000)
    )
    made = Invitation.objects.bulk_create(
        Invitation(round=asked, contact=one, respondent=one.pk, unit="day", address="x@customer.example")
        for one in contacts
    )
    draft = at.Draft(at.answers_to(asked, 1), "Too slow.", False, True)
    for one in made[:-1]:
        assert at.store_response(one, draft) == "stored"
    with django_assert_max_num_queries(20):
        assert at.store_response(made[-1], draft) == "stored"
    assert Response.objects.count() == 1000
    assert [Case.objects.filter(state=state).count() for state in ("open", "held")] == [20, 980]
    with django_assert_max_num_queries(500):
        clock.tick()
    assert Case.objects.filter(owner__isnull=False).count() == 10  # as many as Ana looks after at once
    assert len(company.client("fay").get("/act/cases/held/").content) < 50_000


def test_the_same_answer_opens_no_second_case(asked):
    invitation = w.ask(asked, w.customer())
    w.answer(invitation)
    draft = at.Draft(at.answers_to(asked, 1), "", False, True)
    assert at.store_response(invitation, draft) == "already"
    assert Case.objects.count() == 1
    assert CaseStep.objects.count() == 1


def test_words_are_the_comment_and_the_texts_below_their_questions(asked):
    invitation = w.ask(asked, w.customer())
    draft = at.Draft({**at.answers_to(asked, 1), "reason": "=cmd|x <script>"}, "שלום", False, True)
    at.store_response(invitation, draft)
    comment, reason = Case.objects.get().words.split("\n\n")
    assert comment == "שלום"
    assert reason.endswith("=cmd|x <script>")


def test_a_rule_needs_a_question_of_the_survey_with_such_an_answer(company, asked):
    fay = company.users["fay"]
    for item, most, words in (
        ("gone", 2, "not in the survey any more"), ("reason", 2, "on a scale or with a number"),
        ("satisfied", 9, "does not have this answer"), ("satisfied", 0.0, "does not have this answer"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=words):
            save_rule(asked.pulse, item, w.RULE | {"at_most": most}, by=fay)
    assert CaseRule.objects.count() == 1


def test_the_page_of_a_rule_begins_with_the_unhappy_end_and_tells_no_count(company, asked):
    fay, url = company.client("fay"), f"/act/cases/rules/{asked.pulse.pk}/satisfied/"
    w.answer(w.ask(asked, w.customer()), 1)
    page = fay.get(url).content.decode()
    assert page.index('value="1"') < page.index('value="5"')
    listed = w.text_of(fay.get(f"/act/cases/rules/{asked.pulse.pk}/"))
    assert "would have caught is not shown" in listed
    sent = {"at_most": "3", "reply_days": 5, "close_days": 2, "most_a_day": 0, "active": "on"}
    wrong = fay.post(url, sent)
    assert wrong.status_code == 422
    assert CaseRule.objects.get().at_most == 2
    assert fay.post(url, sent | {"close_days": 9, "most_a_day": 5}).status_code == 302
    assert CaseRule.objects.get().at_most == 3
    assert Case.objects.count() == 1  # what was answered before is not looked at again
    assert fay.get(f"/act/cases/rules/{asked.pulse.pk}/reason/").status_code == 404
    assert fay.get("/act/cases/rules/999999/").status_code == 404


def opened_by_hand(company, name, **given):
    data = {"key": "c-1", "unit": "day", "words": "The bill is wrong.", "touchpoint": "a bill"} | given
    return company.client(name).post("/act/cases/new/", data, follow=True)


def test_a_case_is_opened_by_hand_once_and_given_to_somebody_at_once(company):
    w.customer()
    for _twice in range(2):
        page = opened_by_hand(company, "fay")
        assert "Ana looks after it" in page.content.decode()
    case = Case.objects.get()
    assert (case.owner, case.words, case.answered) == (company.users["ana"], "The bill is wrong.", None)
    assert list(Change.objects.values_list("verb", flat=True)) == ["opened case"]


def test_a_manager_opens_cases_for_own_customers_alone_and_learns_of_no_others(company):
    w.customer(1)
    w.customer(2, unit="desk")
    for key, unit in (("c-2", "day"), ("nobody", "day"), ("c-1", "desk")):
        page = opened_by_hand(company, "ana", key=key, unit=unit)
        assert page.status_code == 422
    texts = [w.text_of(opened_by_hand(company, "ana", key=key)).replace(key, "") for key in ("c-2", "nobody")]
    assert texts[0] == texts[1]
    assert not Case.objects.exists()
    assert opened_by_hand(company, "ana").status_code == 200
    assert Case.objects.count() == 1


def test_an_answer_of_a_unit_that_is_gone_goes_to_those_who_lead_customer_experience(company, asked):
    invitation = w.ask(asked, w.customer())
    company.units["day"].spans.update(valid_to=today() - dt.timedelta(days=1))
    w.answer(invitation)
    clock.tick()
    assert Case.objects.get().owner == company.users["fay"]


def test_a_hook_called_for_nobody_opens_nothing(asked):
    invitation = w.ask(asked, w.customer())
    invitation.contact = None
    open_from_answer(invitation, at.Draft(at.answers_to(asked, 1), may_contact=True))
    assert not Case.objects.exists()
