"""Pages of studies: what is expected and what came, for those who may see it; teams by form and by file."""

from __future__ import annotations

import csv
import datetime as dt
import io

import linked_company as linked
import pytest
import studied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from studied import HELP, STARTS, looked, programme

from bothways_web.people.viewers import viewer_of
from bothways_web.verify.models import Study
from bothways_web.verify.studies.results import told_looks, told_studies

pytestmark = pytest.mark.django_db
CAUSAL = ("cause", "caused", "effect of", "impact", "led to", "because of", "worst", "significan")


def page(company, name: str, study: Study) -> str:
    return company.client(name).get(reverse("study", args=(study.pk,))).content.decode()


def test_the_page_shows_expectation_result_and_range_side_by_side(company):
    study = programme(studied.build(company), 12)
    Study.objects.filter(pk=study.pk).update(expected=4.0)
    looked(study)
    [told] = told_looks(study)
    text = page(company, "ana", study)
    assert "Probably helped" in text
    assert "up by 4 or more" in text
    for figure in (told.released.value, told.released.low, told.released.high):
        assert f"{figure:+.1f}".replace("-", "−") in text
    assert "12 teams that began, 12 that had not" in text
    assert "<svg" in text
    assert text.count("<tr>") >= len(told.points)


def test_no_page_says_what_nobody_can_know(company):
    study = programme(studied.build(company), 12)
    looked(study)
    for name in ("ana", "fay", "hao"):
        text = page(company, name, study).lower()
        assert not [word for word in CAUSAL if word in text]


def test_it_says_when_nobody_wrote_down_an_expectation(company):
    study = programme(studied.build(company), 12)
    looked(study)
    assert "Nobody wrote down before what would come" in page(company, "ana", study)


def test_a_study_that_waits_tells_its_day_and_no_number(company):
    study = programme(studied.build(company), 12)
    text = page(company, "ana", study)
    assert "Nobody has looked yet" in text
    assert "20 December 2025" in text
    assert "span-text" not in text


def test_what_is_not_shown_says_so_and_gives_no_number(company):
    study = programme(studied.build(company), 3)
    look = looked(study)
    text = page(company, "fay", study)
    assert "to protect people in small groups" in text
    assert look.state == "waiting"
    assert "span-text" not in text


def test_executives_have_the_list_and_no_single_page(company):
    study = programme(studied.build(company), 12)
    looked(study)
    gil = company.client("gil")
    text = gil.get(reverse("studies")).content.decode()
    assert "became better by" in text
    assert reverse("study", args=(study.pk,)) not in text
    assert gil.get(reverse("study", args=(study.pk,))).status_code == 404


def test_a_plan_of_a_team_is_not_there_for_who_leads_another(company):
    from bothways_web.act.models import Plan

    studied.build(company)
    told = {
        "starts_on": STARTS,
        "review_on": dt.date(2025, 12, 1),
        "made_on": STARTS,
        "title": "A list of calls",
    }
    plans = {
        code: Plan.objects.create(unit=company.units[code], state="started", **told)
        for code in ("day", "desk")
    }
    made = {
        code: Study.objects.create(kind="plan", plan=plan, title=plan.title, state="waiting", side="employees",
                                   metric=HELP, smallest=1.0, made_on=STARTS)
        for code, plan in plans.items()
    }  # fmt: skip
    ana = company.client("ana")
    assert ana.get(reverse("study", args=(made["day"].pk,))).status_code == 200
    assert ana.get(reverse("study", args=(made["desk"].pk,))).status_code == 404
    assert company.client("ben").get(reverse("study", args=(made["day"].pk,))).status_code == 404
    assert company.client("fay").get(reverse("study", args=(made["desk"].pk,))).status_code == 200


def test_the_file_holds_the_figures_of_the_page_and_nothing_else(company):
    study = programme(studied.build(company), 12)
    looked(study)
    [told] = told_looks(study)
    text = company.client("ana").get(reverse("study_table", args=(study.pk,))).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [float(rows[0][name]) for name in ("effect", "low", "high")] == [
        told.released.value, told.released.low, told.released.high,
    ]  # fmt: skip
    assert [int(row["since"]) for row in rows[1:]] == [point.since for point in told.points]
    assert not [code for code in linked.teams() if code in text]


def test_what_the_story_tells_is_what_the_page_tells(company):
    study = programme(studied.build(company), 12)
    looked(study)
    [told] = told_studies(viewer_of(company.users["fay"]))
    text = page(company, "fay", study)
    assert told.sentence in text
    assert told.effect in text
    assert (told.verdict, told.next_look, told.url) == ("helped", None, reverse("study", args=(study.pk,)))


def test_a_study_goes_from_words_to_the_lock_by_its_pages(company):
    studied.build(company)
    fay = company.client("fay")
    made = fay.post(reverse("new_study"), {"kind": "programme", "title": "Learning hour", "text": ""})
    study = Study.objects.get()
    assert made["Location"] == reverse("study_teams", args=(study.pk,))
    fay.post(made["Location"], {"version": 0, "unit": "t01", "start": "2026-02-01", "end": "", "dose": ""})
    study.refresh_from_db()
    asked = {
        "version": study.version, "number": f"employees:{HELP}", "expected": "5", "smallest": "2,5",
        "look_on": (dt.date.today() + dt.timedelta(days=200)).isoformat(), "anticipation": "0",
    }  # fmt: skip
    assert fay.post(reverse("study_question", args=(study.pk,)), asked).status_code == 302
    study.refresh_from_db()
    fay.post(reverse("study", args=(study.pk,)), {"step": "lock", "version": study.version})
    study.refresh_from_db()
    assert (study.state, study.expected, study.smallest) == ("waiting", 5.0, 2.5)


def test_teams_come_as_a_file_all_or_nothing(company):
    study = programme(studied.build(company), 6)
    fay, address = company.client("fay"), reverse("study_teams_file", args=(study.pk,))

    def send(text: str):
        study.refresh_from_db()
        return fay.post(
            address, {"file": SimpleUploadedFile("teams.csv", text.encode()), "version": study.version}
        )

    bad = send(
        "team,began,until\nt01,2025-07-01,\nnowhere,2025-07-01,\nt02,soon,\nt03,2025-07-01,2025-01-01\n"
    )
    text = bad.content.decode()
    assert bad.status_code == 422
    assert [part in text for part in ("“nowhere”", "“soon”", "It ends before it starts")] == [True] * 3
    assert "<td>3</td>" in text  # the row as a spreadsheet counts it
    assert study.units.count() == 6
    good = send("team,began,hours\nt01,2025-07-01,2\nt09,2025-08-01,\n")
    assert good.status_code == 302
    assert [(one.unit.code, one.dose) for one in study.units.all()] == [("t01", 2.0), ("t09", None)]
    missing = send("team,hours\nt01,2\n")
    assert missing.status_code == 422
    assert study.units.count() == 2


def test_the_page_of_a_plan_points_to_its_study(company, monkeypatch):
    import plans_at_work as at_work

    from bothways_web.verify.studies.from_plans import studies_of_plans

    at_work.build(company)
    at_work.at(monkeypatch, at_work.NOON)
    plan = at_work.started(company)
    studies_of_plans()
    address = reverse("study", args=(Study.objects.get().pk,))
    assert address in company.client("ana").get(reverse("plan", args=(plan.pk,))).content.decode()
    assert address not in company.client("ben").get(reverse("plan", args=(plan.pk,))).content.decode()


def test_an_empty_list_says_how_a_study_begins(company):
    linked.add_teams(company, 2)
    assert "becomes a study by itself" in company.client("fay").get(reverse("studies")).content.decode()
    assert reverse("new_study") not in company.client("ana").get(reverse("studies")).content.decode()
