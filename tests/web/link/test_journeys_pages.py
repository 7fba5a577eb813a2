"""Pages of journeys: who reads and writes, changes in versions, nothing lost where two write at once."""

import re

import pytest
from journeys_at_work import draw, hurt, names, page_of, send

from bothways_web.link.journeys.beginning import starter_document, starters
from bothways_web.link.models import Journey, JourneyVersion
from bothways_web.people.models import Change

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def journey(company):
    return draw(company)


@pytest.fixture
def fay(company):
    return company.client("fay")


def words_of(page):
    main = page[page.index("<main") : page.index("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_empty_page_says_what_a_journey_is_and_who_begins(company):
    assert "Draw a journey" in page_of(company.client("fay"), "/journeys/")
    page = page_of(company.client("ben"), "/journeys/")
    assert "No journey is drawn yet" in page
    assert "/journeys/new/" not in page


@pytest.mark.parametrize("name", ["ben", "ana", "hao", "ida"])
def test_those_who_read_find_no_way_to_write(company, journey, name):
    hurt(journey, company)
    page = page_of(company.client(name), f"/journeys/{journey.pk}/")
    main = page[page.index("<main") : page.index("</main")]
    assert "Book" in main
    assert not re.search(r"/change/|/pain/|/stages/|<form", main)


@pytest.mark.parametrize("name", ["eva", "fay"])
def test_both_leads_write(company, journey, name):
    client = company.client(name)
    send(client, journey, "change/", step="right", stage=journey.stages[0]["id"])
    assert names(journey) == ["Arrive", "Book", "Wait", "Leave"]


def test_executives_read_one_page_of_all_and_open_none(company, journey):
    hurt(journey, company)
    client = company.client("gil")
    page = page_of(client, "/journeys/")
    assert "1 unknown, 0 known, 0 fixed" in page
    assert f"/journeys/{journey.pk}/" not in page
    assert client.get(f"/journeys/{journey.pk}/").status_code == 404
    assert client.get(f"/journeys/{journey.pk}/file/pdf/").status_code == 404


def test_administrators_find_nothing(company, journey):
    client = company.client("dua")
    assert client.get("/journeys/").status_code == 404
    assert client.get(f"/journeys/{journey.pk}/").status_code == 404


@pytest.mark.parametrize("code", ["en", "de", "es"])
def test_a_journey_begins_from_each_starter(company, fay, code):
    from django.utils import translation

    with translation.override(code):
        there = starters()
        assert len(there) == 6
        for one in there:
            answer = fay.post("/journeys/new/", {"starter": one.id}, headers={"accept-language": code})
            made = Journey.objects.order_by("-pk")[0]
            assert answer["Location"] == f"/journeys/{made.pk}/change/"
            assert made.name == one.name
            told = starter_document(one.id)
            assert [stage["name"] for stage in made.stages] == [stage["name"] for stage in told["stages"]]
            assert len(made.stages) >= 4


def test_a_journey_begins_empty_or_under_another_name(company, fay):
    fay.post("/journeys/new/", {"name": "Returns", "lanes": "customers"})
    fay.post("/journeys/new/", {"starter": "support", "name": "Repairs"})
    empty, other = Journey.objects.all()
    assert (empty.name, empty.document["lanes"], empty.stages) == ("Returns", "customers", [])
    assert (other.name, len(other.stages)) == ("Repairs", 5)


@pytest.mark.parametrize(
    "data", [{}, {"name": " "}, {"starter": "none"}, {"name": "x" * 81}, {"name": "A", "lanes": "z"}]
)
def test_a_journey_that_cannot_begin_says_why(company, fay, data):
    answer = fay.post("/journeys/new/", data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Journey.objects.exists()


def test_a_stage_is_added_changed_renamed_and_removed(company, fay, journey):
    book, arrive = journey.stages[0]["id"], journey.stages[1]["id"]
    send(
        fay, journey, f"stages/new/?after={book}", name="Pay", touchpoints="desk\nphone", customers_do="Pays."
    )
    assert names(journey) == ["Book", "Pay", "Arrive", "Wait", "Leave"]
    assert journey.stages[1]["touchpoints"] == ["desk", "phone"]
    send(fay, journey, f"stages/{arrive}/", name="Come in", employees_need="Time.", unit="day")
    assert journey_stage(journey, arrive)["employees"]["need"] == "Time."
    assert journey_stage(journey, arrive)["unit"] == "day"
    send(fay, journey, "change/", step="rename", stage=book, name="Choose a day")
    assert names(journey)[0] == "Choose a day"
    asked = page_of(fay, f"/journeys/{journey.pk}/stages/{book}/remove/")
    assert "Remove the stage Choose a day?" in words_of(asked)
    assert names(journey)[0] == "Choose a day"
    send(fay, journey, f"stages/{book}/remove/")
    assert names(journey) == ["Pay", "Come in", "Wait", "Leave"]


def journey_stage(journey, stage_id):
    journey.refresh_from_db()
    return next(one for one in journey.stages if one["id"] == stage_id)


def test_a_lane_that_is_not_written_keeps_its_words(company, fay):
    journey = draw(company, "Book", customers={"do": "Calls."}, employees={"do": "Answers."})
    send(fay, journey, "details/", name="Visit", lanes="employees")
    send(fay, journey, f"stages/{journey.stages[0]['id']}/", name="Book", employees_do="Picks up.")
    found = journey_stage(journey, journey.stages[0]["id"])
    assert (found["customers"]["do"], found["employees"]["do"]) == ("Calls.", "Picks up.")
    page = page_of(fay, f"/journeys/{journey.pk}/")
    assert "Picks up." in page
    assert "Calls." not in page


def test_thirty_stages_are_enough(company, fay):
    journey = draw(company, *(f"S{number}" for number in range(30)))
    assert 'stages/new/"' not in page_of(fay, f"/journeys/{journey.pk}/change/")
    answer = send(fay, journey, "stages/new/", name="One more")
    assert answer.status_code == 422
    assert "at most 30 stages" in answer.content.decode()
    assert len(names(journey)) == 30


def test_every_change_is_a_version_and_a_line_of_the_log(company, fay, journey):
    book = journey.stages[0]["id"]
    send(fay, journey, "change/", step="right", stage=book)
    send(fay, journey, "change/", step="rename", stage=book, name="Choose")
    told = list(JourneyVersion.objects.filter(journey=journey).values_list("number", "verb", "stage"))
    assert told == [
        (3, "renamed stage of journey", "Book"), (2, "moved stage of journey", "Book"), (1, "began journey", ""),
    ]  # fmt: skip
    lines = (
        Change.objects.filter(about="Visit")
        .order_by("pk")
        .values_list("verb", "details__version", "by__name")
    )
    assert list(lines) == [
        ("began journey", 1, "Fay"), ("moved stage of journey", 2, "Fay"), ("renamed stage of journey", 3, "Fay"),
    ]  # fmt: skip


def test_a_change_that_changes_nothing_is_no_version(company, fay, journey):
    send(fay, journey, "change/", step="left", stage=journey.stages[0]["id"])
    send(fay, journey, "change/", step="rename", stage=journey.stages[0]["id"], name="Book")
    assert JourneyVersion.objects.filter(journey=journey).count() == 1


def test_the_last_change_is_taken_back_and_brought_back(company, fay, journey):
    send(fay, journey, f"stages/{journey.stages[0]['id']}/remove/")
    send(fay, journey, "change/", step="undo")
    assert names(journey) == ["Book", "Arrive", "Wait", "Leave"]
    send(fay, journey, "change/", step="undo")
    assert names(journey) == ["Arrive", "Wait", "Leave"]
    assert journey.version == 4


def test_nothing_is_taken_back_where_nothing_was_changed(company, fay, journey):
    answer = send(fay, journey, "change/", step="undo")
    assert answer.status_code == 422
    assert "Nothing was changed yet." in answer.content.decode()


def test_an_old_version_is_read_and_restored(company, fay, journey):
    send(fay, journey, f"stages/{journey.stages[0]['id']}/remove/")
    hurt(journey, company, "Today alone")
    page = page_of(fay, f"/journeys/{journey.pk}/versions/1/")
    assert "Read only" in page
    assert "Book" in words_of(page)
    assert "Today alone" not in page
    assert f"/journeys/{journey.pk}/change/" not in page
    send(fay, journey, "versions/1/")
    assert names(journey) == ["Book", "Arrive", "Wait", "Leave"]
    assert list(journey.versions.values_list("number", flat=True)) == [3, 2, 1]
    assert "Stage removed: Book" in page_of(fay, f"/journeys/{journey.pk}/versions/")


def test_an_analyst_looks_back_and_restores_nothing(company, journey):
    client = company.client("hao")
    assert "Make this the newest" not in page_of(client, f"/journeys/{journey.pk}/versions/1/")
    assert send(client, journey, "versions/1/").status_code == 404
    assert company.client("ana").get(f"/journeys/{journey.pk}/versions/").status_code == 404


@pytest.mark.parametrize(
    "path", ["versions/9/", "versions/99999999999999999999/", "stages/none/", "pains/1/"]
)
def test_what_is_not_there_is_not_there(company, fay, journey, path):
    assert fay.get(f"/journeys/{journey.pk}/{path}").status_code == 404
    assert fay.get(f"/journeys/{2**70}/").status_code == 404


# Two who write at once


def test_who_is_later_sees_both_and_loses_nothing(company, fay, journey):
    book, seen = journey.stages[0]["id"], journey.version
    send(company.client("eva"), journey, f"stages/{book}/", name="Book", customers_do="Eva wrote this.")
    mine = {"seen": seen, "name": "Book", "customers_do": "Fay wrote that.", "customers_need": "And more."}
    answer = fay.post(f"/journeys/{journey.pk}/stages/{book}/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Eva", "changed the journey meanwhile", "Eva wrote this.", "Fay wrote that.", "And more."):
        assert words in page
    assert journey_stage(journey, book)["customers"]["do"] == "Eva wrote this."
    now = re.search(r'name="seen" value="(\d+)"', page)[1]
    fay.post(f"/journeys/{journey.pk}/stages/{book}/", mine | {"seen": now})
    assert journey_stage(journey, book)["customers"] == {
        "do": "Fay wrote that.",
        "feel": "",
        "need": "And more.",
    }


def test_what_was_written_of_a_removed_stage_can_be_added_anew(company, fay, journey):
    book, seen = journey.stages[0]["id"], journey.version
    send(company.client("eva"), journey, f"stages/{book}/remove/")
    answer = fay.post(
        f"/journeys/{journey.pk}/stages/{book}/", {"seen": seen, "name": "Book", "customers_do": "Mine."}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine." in page
    assert f'action="/journeys/{journey.pk}/stages/new/"' in page
    send(fay, journey, "stages/new/", name="Book", customers_do="Mine.")
    assert names(journey) == ["Arrive", "Wait", "Leave", "Book"]


def test_a_name_that_came_too_late_stays_in_its_field(company, fay, journey):
    book, seen = journey.stages[0]["id"], journey.version
    send(company.client("eva"), journey, "change/", step="right", stage=book)
    answer = fay.post(
        f"/journeys/{journey.pk}/change/", {"seen": seen, "step": "rename", "stage": book, "name": "Mine"}
    )
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    assert "Book" in names(journey)


@pytest.mark.parametrize("path", ["stages/{}/remove/", "delete/", "versions/1/"])
def test_nothing_is_removed_or_restored_unseen(company, fay, journey, path):
    seen, book = journey.version, journey.stages[0]["id"]
    send(company.client("eva"), journey, "change/", step="right", stage=book)
    before = names(journey)
    answer = fay.post(f"/journeys/{journey.pk}/{path.format(book)}", {"seen": seen}, follow=True)
    assert "Somebody changed the journey meanwhile" in answer.content.decode()
    assert names(journey) == before


def test_a_new_name_that_came_too_late_is_shown_beside_the_one_that_stands(company, fay, journey):
    seen = journey.version
    send(company.client("eva"), journey, "details/", name="Eva’s name", lanes="both")
    answer = fay.post(
        f"/journeys/{journey.pk}/details/", {"seen": seen, "name": "Fay’s name", "lanes": "both"}
    )
    assert answer.status_code == 409
    assert "Eva’s name" in answer.content.decode()
    assert "Fay’s name" in answer.content.decode()


def test_a_deleted_journey_is_gone_with_all_of_it(company, fay, journey):
    hurt(journey, company)
    assert "nothing brings them back" in page_of(fay, f"/journeys/{journey.pk}/delete/")
    send(fay, journey, "delete/")
    assert not Journey.objects.exists()
    assert not JourneyVersion.objects.exists()
    assert Change.objects.filter(verb="deleted journey", about="Visit").exists()


# What people write


def test_markup_in_texts_is_shown_as_it_was_written(company, fay):
    given = dict.fromkeys(("do", "feel", "need"), EVIL)
    journey = draw(company, EVIL, touchpoints=[EVIL], customers=given, employees=given)
    hurt(journey, company, EVIL)
    book = journey.stages[0]["id"]
    for path in ("", "change/", "versions/", "versions/1/", f"stages/{book}/", f"stages/{book}/remove/", "details/",
                 f"pains/{journey.pains.get().pk}/", f"stages/{book}/pain/"):  # fmt: skip
        page = page_of(fay, f"/journeys/{journey.pk}/{path}")
        assert EVIL not in page, path
    assert page_of(fay, f"/journeys/{journey.pk}/").count("&lt;script&gt;") >= 9
    assert EVIL not in page_of(fay, "/journeys/")


def test_a_journey_is_read_without_scripts_or_forms(company, journey):
    page = page_of(company.client("ben"), f"/journeys/{journey.pk}/")
    assert "<script" not in page
    assert [page.index(f">{name}<") for name in names(journey)] == sorted(
        page.index(f">{n}<") for n in names(journey)
    )


@pytest.mark.parametrize("step", ["", "fly", "delete", "place"])
def test_a_step_that_there_is_not_does_nothing(company, fay, journey, step):
    before = names(journey)
    assert (
        send(fay, journey, "change/", step=step, stage=journey.stages[2]["id"], place="x").status_code == 302
    )
    assert names(journey) == before


def test_a_stage_that_was_dragged_stands_where_it_was_dropped(company, fay, journey):
    send(fay, journey, "change/", step="place", stage=journey.stages[0]["id"], place="2")
    assert names(journey) == ["Arrive", "Wait", "Book", "Leave"]
    send(fay, journey, "change/", step="place", stage=journey.stages[2]["id"], place="999")
    assert names(journey) == ["Arrive", "Wait", "Leave", "Book"]


def test_the_focus_stays_on_the_button_that_moved_a_stage(company, fay, journey):
    wait = journey.stages[2]["id"]
    answer = send(fay, journey, "change/", step="left", stage=wait)
    assert answer["Location"] == f"/journeys/{journey.pk}/change/?moved={wait}&by=left"
    page = page_of(fay, answer["Location"])
    [focused] = re.findall(r"<button[^>]*autofocus>([^<]+)<span[^>]*>([^<]+)", page)
    assert focused == ("Move left", ": Wait")


def test_the_log_of_changes_tells_of_journeys_in_words(company, fay, journey):
    send(fay, journey, "change/", step="right", stage=journey.stages[0]["id"])
    hurt(journey, company)
    page = words_of(
        company.client("dua").get("/changes/", headers={"accept-language": "de"}).content.decode()
    )
    assert "Abschnitt des Weges verschoben: Visit" in page
    assert "Abschnitt: Book" in page
    assert "Schmerzpunkt hinzugefügt: Visit" in page


def test_a_new_stage_that_came_too_late_keeps_its_words_and_is_added_by_sending_again(company, fay, journey):
    seen = journey.version
    send(company.client("eva"), journey, "change/", step="right", stage=journey.stages[0]["id"])
    mine = {"seen": seen, "name": "Pay", "customers_do": "Pays at the desk."}
    answer = fay.post(f"/journeys/{journey.pk}/stages/new/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Pays at the desk." in page
    assert "where it differs from yours" not in page
    now = re.search(r'name="seen" value="(\d+)"', page)[1]
    fay.post(f"/journeys/{journey.pk}/stages/new/", mine | {"seen": now})
    assert names(journey)[-1] == "Pay"
