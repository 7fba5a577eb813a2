"""Pages of what spills over: each state, who sees what of it, and nothing of a team that is not shown."""

from __future__ import annotations

import csv
import io
import re

import overload_at_work as at_work
import pytest
from django.urls import reverse
from django.utils import translation

from bothways.privacy.ledger.cascades import OPEN_REASONS
from bothways_web.people.models import Grant, Role
from bothways_web.verify.models import OverloadQuestion, OverloadRun, ServiceNetwork
from bothways_web.verify.overload import computing, running
from bothways_web.verify.overload.answers import latest_answer
from bothways_web.verify.overload.words import checks, placebo, sentence, settled_by


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def answered(company):
    at_work.fill(company)
    at_work.bring_network(company)
    at_work.choose_numbers(company)
    running.ask(company.rounds[-1], company.users["eva"])
    return company


def page(company, name: str = "eva", query: str = "") -> str:
    answer = company.client(name).get(reverse("overload") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_verify_leads_there(company):
    assert reverse("overload") in company.client("gil").get(reverse("verify")).content.decode()
    assert company.client("ben").get(reverse("overload")).status_code == 404


def test_it_begins_with_who_serves_whom_then_the_numbers_then_the_round(company):
    assert "Nobody has said yet who serves whom" in page(company)
    assert "Say who serves whom" in page(company)
    assert "Say who serves whom" not in page(company, "hao")
    at_work.fill(company)
    at_work.bring_network(company)
    assert "Two numbers are not chosen yet" in page(company)
    at_work.choose_numbers(company)
    told = page(company)
    assert "No answer yet" in told
    assert "Ask it now" in told
    assert "Ask it now" not in page(company, "hao")
    for text in (page(company), told):
        assert len(re.findall(r'class="button primary"', text)) == 1


def test_while_it_is_computed_the_page_says_so(answered, monkeypatch):
    OverloadRun.objects.update(state=OverloadRun.State.RUNNING)
    assert "The next answer is being computed" in page(answered)


def test_an_answer_has_its_ranges_people_placebo_and_the_other_way_round(answered):
    told = page(answered)
    answer = latest_answer()
    assert sentence(answer) in told
    assert "100+ people" in told
    assert "Seen in 20–49 teams that are served by 10–19, over 12 periods until December 2025" in told
    assert "The same with other teams dealt to each other, in 199 made-up networks:" in told
    assert "The other way round: service first" in told
    assert "It is there in both halves of the time" in told
    assert told.count('class="interval"') >= 3
    assert "so that nobody" not in told


def test_no_word_of_the_page_says_that_one_brings_the_other_about(answered):
    for name in ("eva", "gil", "ana"):
        told = re.sub(r"<[^>]+>", " ", page(answered, name).split("<main")[1].split("<footer")[0]).casefold()
        for word in (
            "cause",
            "drive",
            "impact",
            "effect of",
            "leads to",
            "because of",
            "worst",
            "rank",
            "significant",
        ):
            assert not re.search(rf"\b{word}", told), word


def test_an_open_question_has_words_and_no_figure(company):
    at_work.fill(company, at_work.spilling_world(effect=0.05, seed=11))
    at_work.bring_network(company)
    at_work.choose_numbers(company)
    running.ask(company.rounds[-1], company.users["eva"])
    answer = latest_answer()
    assert answer.key == "cannot_tell"
    assert not {"effect", "effect_p", "carrying", "placebo_p", "own", "reverse"} & set(answer.fields)
    for name in ("eva", "hao", "gil"):
        told = page(company, name)
        section = told.split('<section aria-labelledby="answer-title"')[1].split("</section>")[0]
        assert "We cannot tell yet whether" in section
        assert not any(
            words in section for words in ("How much", "95%", "dealt to each other", "interval", "nan<")
        )
    assert "<dt>p of the effect" not in page(company, "hao")
    assert "Mark of the network" in page(company, "hao")
    told = company.client("hao").get(reverse("overload_answer")).content.decode("utf-8-sig")
    figures = {row["what"] for row in csv.DictReader(io.StringIO(told))}
    assert {"verdict", "people"} <= figures
    assert not any(name.startswith(("effect", "reverse", "own", "placebo", "carrying")) for name in figures)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (OPEN_REASONS[0], "It also runs the other way"),
        (OPEN_REASONS[1], "do not agree"),
        (OPEN_REASONS[2], "These data are far from telling."),
    ],
)
def test_each_reason_of_the_library_is_said_in_plain_words(answered, reason, words):
    answer = latest_answer()
    answer.fields.update(verdict="cannot_tell", reasons=[reason])
    assert any(words in one for one in settled_by(answer))


def test_each_verdict_and_check_has_words(answered):
    answer = latest_answer()
    assert checks(answer)["passed"]
    assert not any("client" in one or "provider" in one for one in checks(answer)["passed"])
    for verdict, strength, words in (
        ("no_link", None, "too small to matter"), ("cannot_tell", None, "We cannot tell yet"),
        ("provider_first", "likely", "tends to be lower"),
    ):  # fmt: skip
        answer.fields.update(verdict=verdict, strength=strength)
        assert words in sentence(answer)
    answer.fields.update(placebo_p=0.43, placebos=22)
    assert "About 9 of them looked as far from no link" in placebo(answer)
    assert "does not show" in placebo(answer)
    answer.fields.update(placebo_p=None, placebos=0)
    assert "could not be looked at" in placebo(answer)


def test_not_enough_is_said_without_a_count(company):
    at_work.fill(company)
    at_work.bring_network(company, at_work.edges()[:5])
    at_work.choose_numbers(company)
    running.ask(company.rounds[-1], company.users["eva"])
    told = page(company)
    assert "Not enough to work with" in told
    assert "It needs 20 teams that are served and 8 that serve" in told
    assert "Ask it now" in told


def test_what_went_wrong_is_said(company, monkeypatch):
    at_work.fill(company)
    at_work.bring_network(company)
    at_work.choose_numbers(company)

    def fail(*_given):
        raise ValueError

    monkeypatch.setattr(computing, "_ask", fail)
    running.ask(company.rounds[-1], company.users["eva"])
    assert "It could not be computed" in page(company)
    assert OverloadRun.objects.get().state == OverloadRun.State.FAILED


def test_the_map_shows_a_number_of_a_team_only_where_it_is_released(answered):
    told = page(answered)
    table = told[told.index("Who serves whom, with overload") :]
    rows = {
        re.search(r"<bdi>(.*?)</bdi>", row)[1]: row for row in table.split("<tr><th")[1:] if "<bdi>" in row
    }
    hidden = [name for name, row in rows.items() if "Not shown" in row or "not shown" in row]
    shown = [name for name, row in rows.items() if "people" in row and name not in hidden]
    assert hidden == ["Team t01"]
    assert len(shown) == at_work.PROVIDERS - 1
    assert "Team t11" in rows["Team t01"]


def test_the_file_says_what_the_page_says(answered):
    eva = answered.client("eva")
    rows = list(csv.DictReader(io.StringIO(eva.get(reverse("overload_flow")).content.decode("utf-8-sig"))))
    assert len(rows) == len(at_work.edges())
    assert {row["overload"] for row in rows if row["provider"] == "t01"} == {"not shown"}
    assert all(row["people"] for row in rows if row["overload"] != "not shown")
    told = eva.get(reverse("overload_answer")).content.decode("utf-8-sig")
    figures = {row["what"]: row["value"] for row in csv.DictReader(io.StringIO(told))}
    assert figures["verdict"] == "provider_first"
    assert figures["people"] == "100+"
    assert figures["effect_low"] < figures["effect"] or float(figures["effect_low"]) < float(
        figures["effect"]
    )
    assert not any(code in told for code in at_work.providers())


def test_a_manager_sees_the_lines_of_the_own_teams_and_no_number_of_others(answered):
    assert "Nobody has said yet whom your teams serve" in page(answered, "ana")
    Grant.objects.filter(user=answered.users["ana"]).delete()
    for code in ("t02", "t13"):
        answered.units[code].refresh_from_db()
        Grant.objects.create(user=answered.users["ana"], role=Role.MANAGER, unit=answered.units[code])
    told = page(answered, "ana")
    main = told.split("<main")[1].split("<footer")[0]
    assert {"Team t02", "Team t12", "Team t03", "Team t13"} <= set(
        re.findall(r"<bdi>(Team t\d+)</bdi>", main)
    )
    assert "Team t04" not in main
    assert "not one of your teams" in main
    assert main.count("5–9 people") == 1
    assert "tends to be" not in main
    rows = list(csv.DictReader(
        io.StringIO(answered.client("ana").get(reverse("overload_flow")).content.decode("utf-8-sig"))
    ))  # fmt: skip
    assert {row["provider"] for row in rows} == {"t02", "t03"}
    assert {row["overload"] for row in rows if row["provider"] == "t03"} == {""}
    assert answered.client("ana").get(reverse("overload_answer")).status_code == 404


def test_an_executive_has_the_answer_on_one_page_without_teams(answered):
    told = page(answered, "gil")
    assert "tends to be lower" in told
    assert "Team t01" not in told
    assert "Method" not in told
    assert "CSV" not in told
    for name in ("overload_flow", "overload_answer"):
        assert answered.client("gil").get(reverse(name)).status_code == 404


def test_an_analyst_has_the_method_and_changes_nothing(answered):
    told = page(answered, "hao")
    assert "Method" in told
    assert "Mark of the network" in told
    assert "Change who serves whom" not in told
    for name in ("overload_network", "overload_question"):
        assert answered.client("hao").get(reverse(name)).status_code == 404


def test_numbers_are_chosen_once_and_by_one_at_a_time(company):
    at_work.fill(company)
    eva, address = company.client("eva"), reverse("overload_question")
    assert 'value="stars" selected' in eva.get(address).content.decode()
    sent = {"overload": at_work.OVERLOAD, "service": "stars", "seen": "0"}
    assert eva.post(address, sent).status_code == 302
    assert eva.post(address, sent | {"seen": str(OverloadQuestion.objects.get().pk)}).status_code == 302
    assert OverloadQuestion.objects.count() == 1
    other = sent | {"overload": "psych_safety.inclusion"}
    stale = eva.post(address, other)
    assert stale.status_code == 422
    assert "Somebody else has chosen meanwhile" in stale.content.decode()
    assert eva.post(address, other | {"seen": str(OverloadQuestion.objects.get().pk)}).status_code == 302
    assert eva.post(address, sent | {"overload": "moon"}).status_code == 422


def test_without_numbers_there_is_nothing_to_choose(company):
    assert "There are not two numbers yet" in page_of_numbers(company)


def page_of_numbers(company) -> str:
    return company.client("fay").get(reverse("overload_question")).content.decode()


def test_asking_where_there_is_nothing_to_ask_says_so(company):
    answer = company.client("eva").post(reverse("ask_overload"), follow=True)
    assert "There is no round to ask" in answer.content.decode()
    assert not OverloadRun.objects.exists()


def test_a_change_after_an_answer_leaves_the_answer_as_it_is(answered):
    before = latest_answer().shown.text
    at_work.bring_network(answered, at_work.edges()[:-1])
    at_work.choose_numbers(answered, overload="psych_safety.inclusion")
    assert latest_answer().shown.text == before
    assert "Ask it now" not in page(answered)
    assert ServiceNetwork.objects.count() == 2


def test_a_page_in_another_language_does_not_break(answered):
    answer = latest_answer()
    with translation.override("de"):
        assert sentence(answer)
        assert placebo(answer)
