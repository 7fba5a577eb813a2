"""Rounds of another tool and rounds that are asked here stand side by side where their questions are the same."""

import html

import pytest
from past_at_work import MONTHS, SET, form_of, send, table, to_check
from rounds_at_work import answer_all, launch

from bothways_web.link.teams import employees_panel, rounds_with
from bothways_web.listen.models import Round
from bothways_web.listen.past.running import run_step
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round

pytestmark = pytest.mark.django_db


def released(client, one):
    assert one.state == "checked", one.trouble
    for step in ("take", "release"):
        client.post(f"/listen/past/{one.pk}/step/", {"step": step})
    run_step(str(one.pk))
    one.refresh_from_db()
    assert one.state == "released", one.trouble


def asked_here(company, **plan):
    asked = launch(company, instrument=SET, **plan)
    answer_all(asked)
    close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    return asked


def test_the_page_of_a_team_names_the_rounds_of_another_tool_beside_its_own(company):
    client = company.client("eva")
    released(client, to_check(client, send(client, table(company))))
    page = html.unescape(client.get("/teams/day/").content.decode())
    assert "Asked with another tool" not in page  # all of them were
    asked = asked_here(company)
    panel = employees_panel("day", rounds_with("day"), asked)
    assert panel.earlier == MONTHS
    assert panel.before == MONTHS[-1]
    assert set(panel.brought) == set(MONTHS)
    page = html.unescape(client.get("/teams/day/").content.decode())
    assert page.count('id="another-tool"') == 1
    assert page.count("another tool</span>") == len(MONTHS)


def test_rounds_of_another_unit_or_survey_of_ones_own_do_not_stand_beside(company):
    client = company.client("eva")
    one = send(client, table(company))
    url = f"/listen/past/{one.pk}/columns/"
    client.post(f"/listen/past/{one.pk}/questions/", {"set": SET})
    client.post(url, form_of(client.get(url)) | {"audience": "north"})
    one.refresh_from_db()
    client.post(f"/listen/past/{one.pk}/step/", {"step": "take-valid"})
    one.refresh_from_db()
    assert one.state == "held", one.trouble
    client.post(f"/listen/past/{one.pk}/step/", {"step": "release"})
    run_step(str(one.pk))
    asked = asked_here(company)
    panel = employees_panel("day", rounds_with("day"), asked)
    assert (panel.earlier, panel.brought) == ((), ())
    assert Round.objects.filter(imported_parts__isnull=False).exists()
