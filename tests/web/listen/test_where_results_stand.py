"""Where the page of a round sends people for its results: to the teams, nowhere, or to those who read them."""

import pytest
from open_at_work import launch_open
from rounds_at_work import answer_all, launch

from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_open_response
from bothways_web.listen.channels import visits
from bothways_web.listen.models import Pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round

TEAMS = "See the teams"


def page_of(company, name, asked):
    close_round(asked)
    release_round(asked.pk)
    return company.client(name).get(f"/listen/rounds/{asked.pk}/").content.decode()


def test_a_round_with_numbers_leads_to_the_teams(company):
    asked = launch(company)
    answer_all(asked)
    assert TEAMS in page_of(company, "eva", asked)


@pytest.mark.parametrize("count", [0, 4])
def test_a_round_of_which_nothing_is_shown_says_so_instead(company, count):
    asked = launch(company, audience="day")
    for invitation in list(asked.invitations.all())[count:]:
        invitation.delete()
    answer_all(asked)
    page = page_of(company, "eva", asked)
    assert TEAMS not in page
    assert "shown to nobody" in page


def test_a_manager_of_an_open_survey_reads_who_has_its_results(company):
    asked = launch_open(company, audience="day")
    Pulse.objects.update(created_by=company.users["ana"])
    for number in range(12):
        invitation = visits.unsaved_invitation(asked, visits.new_mark())
        store_open_response(invitation, Draft({item.id: 1 + number % 5 for item in items_of(asked)}))
    page = page_of(company, "ana", asked)
    assert TEAMS not in page
    assert "People leads and customer experience leads read its results" in page
