"""The preview of a set being written: the screens of answering, conditions that lead on, and nothing that is kept."""

import re

import pytest
from own_questions import every_kind, labels

from bothways_web.listen.models import Invitation, OwnSet, Response, Round
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs


@pytest.fixture
def own(company):
    return verbs.begin_set(every_kind(), by=company.users["eva"])


class Looker:
    """Somebody who goes through a preview screen by screen."""

    def __init__(self, client, own):
        self.client, self.url = client, f"/listen/own/{own.pk}/preview/"
        self.page = self.client.get(self.url)

    @property
    def text(self):
        return self.page.content.decode()

    def hidden(self, name):
        return re.search(rf'type="hidden" name="{name}" value="([^"]*)"', self.text)[1]

    def go(self, how="continue", **given):
        sent = {
            "draft": self.hidden("draft"),
            "step": self.hidden("step"),
            "width": self.hidden("width"),
            "go": how,
        }
        self.page = self.client.post(self.url, sent | given)
        assert self.page.status_code == 200
        return self.text


@pytest.fixture
def looker(company, own):
    return Looker(company.client("eva"), own)


def test_each_kind_is_shown_as_people_meet_it_and_the_answers_lead_on(looker):
    assert "Question 1 of 8" in looker.text
    assert "Where do you eat?" in looker.go(answer="4")
    assert 'type="checkbox" name="choice_2"' in looker.go(answer="o2")
    assert "Choose up to 2." in looker.text
    grid = looker.go(choice_0="o1", choice_2="o3")
    assert 'type="radio" name="row_own_preview_q5_r2"' in grid
    rows = {"row_own_preview_q5_r1": "1", "row_own_preview_q5_r2": "5"}
    assert '<select name="place_2"' in looker.go(**rows)
    assert "A whole number from 0 to 9." in looker.go(place_0="2", place_1="1", place_2="3")
    assert 'type="date"' in looker.go(answer="3")
    assert "Why Desk?" in looker.go(answer="2024-02-29")
    assert "<textarea" in looker.text
    check = looker.go(answer="It is near.")
    assert "Light, Time" in check
    assert "It is near." in check
    assert "That was all." in looker.go()
    assert looker.text.count("skipped") == 0


def test_a_question_whose_condition_does_not_hold_is_skipped_and_the_page_says_so(looker):
    looker.go(answer="4")
    after = looker.go(answer="o1")
    assert "Question 3 of 7" in after
    assert "How often is this so?" in after
    assert after.count("skipped") == 1
    assert re.search(
        r"What do you miss there\?</span>[^<]*<span[^>]*>– skipped. Asked of those who answered “Desk”", after
    )
    assert 'value="o1" checked' in looker.go("back")


def test_a_wrong_answer_is_told_as_people_are_told(looker):
    assert "Choose an answer, or “I’d rather not say”." in looker.go()
    assert "Question 1 of 8" in looker.text


def test_nothing_is_kept(own, looker):
    before = (own.edition, own.document)
    looker.go(answer="4")
    looker.go(answer="o1")
    assert looker.page["Cache-Control"] == "no-store"
    assert looker.page["Referrer-Policy"] == "same-origin"
    own.refresh_from_db()
    assert (own.edition, own.document) == before
    assert [model.objects.count() for model in (OwnSet, Response, Round, Invitation)] == [1, 0, 0, 0]


def test_the_width_of_a_phone_keeps_the_answers_and_stays(looker):
    looker.go(answer="4")
    assert "listen/phone.css" not in looker.text
    assert "listen/phone.css" in looker.go("show", width="phone")
    assert "Question 2 of 8" in looker.text
    assert "listen/phone.css" in looker.go("back")
    assert 'value="4" checked' in looker.text


@pytest.mark.parametrize("sent", [{}, {"draft": "x", "step": "own_preview_q2"}, {"step": "grid:q99"}])
def test_a_mangled_screen_begins_anew(looker, sent):
    draft = {"draft": looker.hidden("draft")}
    looker.page = looker.client.post(looker.url, draft | sent)
    assert "Question 1 of 8" in looker.text


@pytest.mark.parametrize(
    ("query", "number"), [("question=0", 1), ("question=99", 8), ("question=x", 1), ("question=2", 2)]
)
def test_the_address_may_name_a_question(looker, query, number):
    page = looker.client.get(f"{looker.url}?{query}")
    assert f"Question {number} of 8" in page.content.decode()


def test_what_is_sound_of_a_draft_with_faults_is_shown(company, own):
    made = drafts.remove(every_kind(), "q3")
    short = {"kind": "ranking", "text": {"en": "What first?"}, "options": labels("Price"), "last": 1}
    own = verbs.change_set(own.pk, 1, lambda _old: drafts.place_question(made, "s1", "q6", short))
    looker = Looker(company.client("eva"), own)
    assert "Question 1 of 5" in looker.text
    assert "are left out" in looker.text
    assert looker.text.count("– left out") == 2
    for given in (
        {"answer": "4"},
        {"row_own_preview_q5_r1": "1", "row_own_preview_q5_r2": "5"},
        {"answer": "1"},
    ):
        looker.go(**given)
    assert "Why …?" in looker.go(answer="")


def test_a_draft_without_anything_sound_says_so(company):
    made = drafts.empty_draft("Odd", "en")
    short = {"kind": "single", "text": {"en": "Which?"}, "options": [], "last": 0}
    own = verbs.begin_set(drafts.place_question(made, "s1", None, short), by=company.users["eva"])
    page = company.client("eva").get(f"/listen/own/{own.pk}/preview/")
    assert page.status_code == 200
    assert "Nothing can be shown yet." in page.content.decode()
    own = verbs.begin_set(drafts.empty_draft("None", "en"), by=company.users["eva"])
    assert company.client("eva").get(f"/listen/own/{own.pk}/preview/").status_code == 404
