"""Growth for oneself: nothing that is ticked is taken in, kept or asked, whichever door somebody tries."""

import json
import logging
import re
from pathlib import Path

import pytest
import yaml
from addressed_company import everything_stored
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import bothways_web
from bothways.errors import InputError
from bothways.measures import load_instrument, write_instrument
from bothways_web.act.growth.mirror import QUESTION_SET, mirror
from bothways_web.act.playbook.files import known_metrics
from bothways_web.listen.models import OwnSet, Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import is_askable, offers
from bothways_web.listen.rounds import open_round
from bothways_web.listen.writing.reading import read_draft

OWN = load_instrument(QUESTION_SET)
SOURCE = Path(bothways_web.__file__).parent
CSS = SOURCE / "act" / "static" / "act" / "growth.css"
MARK = "zq7answerzq7"
URL = "/act/growth/"


@pytest.fixture
def page(db):
    return Client().get(URL)


def test_everybody_may_open_it_without_an_account_and_gets_the_same_page(company):
    seen = {name: company.client(name).get(URL) for name in ("nobody", "ben", "ana", "dua")}
    assert {one.status_code for one in seen.values()} == {200}
    assert len({one.content for one in seen.values()}) == 1


def test_the_page_has_nothing_that_could_send_a_tick(page):
    body = page.content.decode()
    assert body.count('type="radio"') == 60
    for sender in (
        "<form",
        "<button",
        "<script",
        "<iframe",
        "<img",
        "<object",
        "formaction",
        " form=",
        "ping=",
    ):
        assert sender not in body, sender
    assert not re.findall(r'\bon\w+="|\bhx-|\bdata-', body)
    assert not page.cookies


def test_the_browser_is_told_to_let_nothing_out(page):
    told = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    for name in ("default-src", "script-src", "connect-src", "form-action", "font-src", "base-uri"):
        assert told[name] == "'none'", name
    assert told["img-src"] == "data:"
    assert "no-store" in page["Cache-Control"]


def test_the_style_sheet_shows_each_line_for_its_tick_and_loads_nothing():
    sheet = CSS.read_text()
    for loader in ("url(", "@import", "image(", "src(", "http", "attr("):
        assert loader not in sheet, loader
    for item in OWN.items:
        for step in (1, 2, 3):
            assert f"main:has(#{item.id}-{step}:checked) .part-{step} .of-{item.id}" in sheet
    assert len(re.findall(r"has\(#\w+-\d:checked\)", sheet)) == 60


def test_the_page_holds_each_habit_and_its_exercise_in_three_languages(db):
    for language in ("en", "de", "es"):
        with translation.override(language):
            shown = mirror()
        assert shown.language == language
        assert shown.reviewed == (language == "en")
        body = Client().get(URL, {"lang": language}).content.decode()
        for block in shown.blocks:
            for habit in block.habits:
                assert f'id="{habit.id}-1"' in body
                assert habit.exercise.split(":")[0][:30] in body


def test_the_diary_is_a_blank_file_that_is_the_same_for_everybody(company):
    sheets = {company.client(name).get(reverse("growth_diary")).content for name in ("nobody", "ben", "eva")}
    assert len(sheets) == 1
    assert "attachment" in company.client("ben").get(reverse("growth_diary"))["Content-Disposition"]


def test_what_somebody_sends_all_the_same_is_refused_and_left_nowhere(company, caplog, settings):
    caplog.set_level(logging.DEBUG)
    client = company.client("ben")
    client.get(URL)
    before, sessions = everything_stored(), sorted(Session.objects.values_list("session_data", flat=True))
    for address in (URL, reverse("growth_diary")):
        for send in (client.post, client.put, client.patch, client.delete):
            assert send(address, {"sa_word": MARK}).status_code == 405
        answered = client.get(address, {"sa_word": MARK, MARK: "3"}, headers={"x-answer": MARK})
        assert answered.status_code == (302 if address == URL else 200)
        assert MARK not in answered.content.decode()
        assert MARK not in str(answered.headers)
    assert everything_stored() == before
    assert sorted(Session.objects.values_list("session_data", flat=True)) == sessions
    assert MARK not in caplog.text
    assert not [
        path
        for path in Path(settings.HOME).rglob("*")
        if path.is_file() and MARK.encode() in path.read_bytes()
    ]
    assert MARK not in str(getattr(cache, "_cache", ""))


def test_it_is_offered_to_nobody_as_a_survey(company):
    assert not is_askable(OWN)
    assert QUESTION_SET not in {one.instrument.id for one in offers(("employee", "customer", "candidate"))}
    for who in ("eva", "fay", "ana"):
        client = company.client(who)
        assert QUESTION_SET not in client.get(reverse("choose_question_set")).content.decode()
        for name in ("new_pulse", "question_set"):
            url = reverse(name, args=[QUESTION_SET])
            assert client.get(url).status_code == 404
            assert client.post(url, {"title": "x", "audience": "company"}).status_code == 404
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("mode", Pulse.Mode.values)
def test_no_pulse_is_made_of_it_in_any_mode(company, mode):
    with pytest.raises(InputError, match="for the person alone"):
        create_pulse(OWN, Plan("Mine", company.units["company"], mode=mode), by=company.users["eva"])
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("mode", Pulse.Mode.values)
def test_no_round_opens_of_a_draft_that_was_slipped_in(company, mode):
    pulse = Pulse.objects.create(
        title="Mine", instrument=OWN.id, definition=write_instrument(OWN), audience=company.units["company"],
        mode=mode, created_by=company.users["eva"],
    )  # fmt: skip
    client = company.client("eva")
    client.post(reverse("launch_pulse", args=[pulse.pk]))
    with pytest.raises(InputError, match="for the person alone"):
        open_round(pulse, now=timezone.now())
    assert not Round.objects.exists()


def test_no_set_of_ones_own_takes_it_in(company):
    for file in (json.dumps(dict(OWN.document)).encode(), yaml.safe_dump(dict(OWN.document)).encode()):
        with pytest.raises(InputError):
            read_draft(file)
    assert not OwnSet.objects.exists()


def test_no_plan_practice_or_metric_is_made_of_it():
    assert not [metric for metric, owner in known_metrics().items() if owner == QUESTION_SET]
    assert not OWN.metric_ids


def test_pulses_and_rounds_are_stored_in_known_places_alone():
    made = re.compile(r"\b(Pulse|Round)\.objects\.(create|bulk_create|get_or_create|update_or_create)\(")
    places = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "migrations" and made.search(path.read_text())
    }
    example = {place for place in places if place.startswith("web/example/")}
    assert places - example == {"listen/past/taking.py", "listen/pulses.py", "listen/rounds.py"}


def test_no_code_of_the_app_takes_an_answer_of_it():
    ids = re.compile("|".join(rf"\b{item.id}\b" for item in OWN.items))
    found = [str(path) for path in SOURCE.rglob("*.py") if ids.search(path.read_text())]
    assert found == []
