"""The rooms of the company on the first day: what comes next is said, and a room says which page helps."""

import datetime as dt

import committee_at_work as at
import pytest
from celebrated import form
from django.urls import reverse

from bothways_web.act.models import Celebration, CommitteeDraw
from bothways_web.people.models import OwnHours
from bothways_web.people.units import today

CHANGE = f"{at.BASE}charter/change/"


def words(company, who, address):
    return company.client(who).get(address).content.decode()


def test_before_there_is_a_charter_the_page_says_who_writes_it(company):
    assert "Whoever leads customer experience or people writes it." in words(company, "ben", at.BASE)
    page = words(company, "eva", at.BASE)
    assert CHANGE in page
    assert "Whoever leads customer experience or people writes it." not in page


def test_a_first_charter_is_proposed_a_day_of_review_and_said_to_be_the_first(company):
    eva = company.client("eva")
    assert eva.get(CHANGE).context["form"]["review_on"].value() == today() + dt.timedelta(days=180)
    told = eva.post(CHANGE, at.typed() | {"seen": "0"}, follow=True).content.decode()
    assert "The charter is written." in told
    told = eva.post(CHANGE, at.typed(purpose="Listen.") | {"seen": "1"}, follow=True).content.decode()
    assert "The version before stays to be read." in told


def test_between_charter_and_draw_a_lead_reads_the_next_step_and_people_are_asked_at_home(company):
    at.chartered(company)
    assert "First, people say whether they are willing" in words(company, "eva", at.BASE)
    assert "First, people say" not in words(company, "ben", at.BASE)
    assert "It is not drawn yet. Would you sit on it?" in words(company, "ben", "/")


def test_once_it_is_drawn_the_page_no_longer_speaks_of_what_comes_first(company):
    at.ready(company)
    at.drawn(company)
    assert CommitteeDraw.objects.filter(state=CommitteeDraw.State.DRAWN).exists()
    assert "First, people say whether they are willing" not in words(company, "eva", at.BASE)
    assert "Would you sit on it?" not in words(company, "ben", "/").split("The committee</a>", 1)[1][:200]
    page = words(company, "eva", f"{at.BASE}draw/")
    assert page.index("How it was drawn") < page.index("Plan the next draw")


@pytest.mark.parametrize("who", ["ben", "ana", "eva"])
def test_home_leads_to_practices_of_rest_and_they_open(company, who):
    address = f"{reverse('playbook')}?rest=yes"
    assert address in words(company, who, "/")
    assert "rest and breaks" in words(company, who, address)


def test_home_of_somebody_without_the_playbook_names_no_page_that_is_closed(company):
    assert "rest=yes" not in words(company, "dua", "/")


def test_a_name_that_was_left_blank_is_not_called_unknown(company):
    told = company.client("cem").post(reverse("new_celebration"), form(person="")).content.decode()
    assert "Write whom you thank, or choose a team above." in told
    assert "is called like that" not in told
    assert not Celebration.objects.exists()


def test_hours_that_were_saved_without_any_are_told_as_none(company):
    ben = company.client("ben")
    sent = {"quiet_from": "", "quiet_to": "", "time_zone": ""}
    assert ben.post("/me/mails/hours/", sent).status_code == 302
    assert OwnHours.objects.get(user=company.users["ben"]).days_off == []
    assert "none beside them" in ben.get("/me/mails/").content.decode()
