"""The board of celebrations: giving thanks, who reads them, taking down and bringing back."""

import datetime as dt

import pytest
from celebrated import TEXT, board, form, thank
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.act.celebrations.reading import newest_celebrations
from bothways_web.act.celebrations.writing import LONGEST, MOST_A_DAY
from bothways_web.act.hooks import COMMITTEE_LINES
from bothways_web.act.models import Celebration
from bothways_web.people.models import Change, Post
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

NEW = "/act/celebrations/new/"


def ben(company):
    return company.people["day"][1]


def test_the_board_says_how_it_begins_while_it_is_empty(company):
    assert "Nobody was thanked here yet" in board(company, "ben")
    assert NEW in board(company, "ben")


def test_anybody_thanks_a_person_by_a_whole_name_or_an_address(company):
    for who, given in (
        ("cem", {}),
        ("gil", {"person": "DAY2@company.example"}),
        ("dua", {"person": "  day 2 "}),
    ):
        response = company.client(who).post(NEW, form(**given))
        assert response.status_code == 302, response.content.decode()
    assert set(Celebration.objects.values_list("person", flat=True)) == {ben(company).pk}
    page = board(company, "hao")
    assert "Thanks to <bdi>Day 2</bdi>" in page
    assert "From <bdi>Cem</bdi>" in page
    assert "Thanks to you" in board(company, "ben")


def test_a_team_is_thanked(company):
    assert company.client("ben").post(NEW, form(to="team", person="", team="desk")).status_code == 302
    assert "Thanks to <bdi>Help desk</bdi>" in board(company, "ana")


@pytest.mark.parametrize(("given", "field"), [
    ({"person": ""}, "person"), ({"person": "Day"}, "person"), ({"person": "Nobody Here"}, "person"),
    ({"to": "team", "team": ""}, "team"), ({"to": "team", "team": "nowhere"}, "team"), ({"text": "  "}, "text"),
    ({"text": "x" * (LONGEST + 1)}, "text"), ({"readers": ""}, "readers"), ({"readers": "ana"}, "readers"),
    ({"to": ""}, "to"),
])  # fmt: skip
def test_a_form_with_a_fault_names_its_field_and_stores_nothing(company, given, field):
    response = company.client("cem").post(NEW, form(**given))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert f'href="#id_{field}' in response.content.decode()
    assert not Celebration.objects.exists()


def test_several_people_of_one_name_are_told_apart_by_their_address(company):
    other = company.people["night"][0]
    other.name = "Day 2"
    other.save()
    refused = company.client("cem").post(NEW, form())
    assert "Several people have this name." in refused.content.decode()
    assert company.client("cem").post(NEW, form(person=other.email)).status_code == 302
    assert Celebration.objects.get().person == other


def test_whoever_has_left_is_thanked_no_more(company):
    Post.objects.filter(person=ben(company)).update(end=today() - dt.timedelta(days=1))
    assert company.client("cem").post(NEW, form()).status_code == 422


def test_nobody_thanks_themselves(company):
    refused = company.client("ben").post(NEW, form())
    assert refused.status_code == 422
    assert "This is yourself." in refused.content.decode()


def test_the_same_form_sent_twice_is_one(company):
    once = form()
    for _ in range(2):
        assert company.client("cem").post(NEW, once).status_code == 302
    assert Celebration.objects.count() == 1


def test_a_form_that_is_too_old_keeps_the_words(company):
    answer = company.client("cem").post(NEW, form(key="made up"))
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert not Celebration.objects.exists()


def test_ten_a_day_are_enough(company):
    for _ in range(MOST_A_DAY):
        thank(company, "cem", person=ben(company))
    with pytest.raises(InputError, match="enough for one day"):
        thank(company, "cem", person=ben(company))
    thank(company, "ana", person=ben(company))


def test_names_addresses_and_numbers_are_taken_out_of_the_text(company):
    text = "Night 3 helped Mrs Smith, smith@mail.example, 0170 1234567."
    made = thank(company, "cem", person=ben(company), text=text)
    for known in ("Night 3", "smith@mail.example", "1234567"):
        assert known not in made.text


READS_ALONE = {"ben": True, "ana": True, "eva": True, "fay": True, "cem": False, "gil": False, "hao": False,
               "ida": False, "dua": False}  # fmt: skip


@pytest.mark.parametrize("who", READS_ALONE)
def test_thanks_for_the_team_alone_are_read_there_and_above(company, who):
    made = thank(company, "ana", person=ben(company), team_alone=True)
    assert made.only_in.code == "day"
    assert (TEXT in board(company, who)) == READS_ALONE[who]
    url = reverse("celebration", args=[made.pk])
    assert company.client(who).get(url).status_code == (200 if READS_ALONE[who] else 404)
    assert bool(newest_celebrations(viewer_of(company.users[who]))) == READS_ALONE[who]


def test_whoever_wrote_it_reads_it_though_it_is_for_another_team(company):
    thank(company, "cem", person=ben(company), team_alone=True)
    assert TEXT in board(company, "cem")


def test_without_a_reader_only_what_is_for_everybody_is_handed_on(company):
    thank(company, "ana", person=ben(company), team_alone=True)
    assert newest_celebrations() == ()
    made = thank(company, "ana", team=company.units["desk"])
    assert [one.celebration for one in newest_celebrations()] == [made]


def test_the_newest_come_first_and_old_ones_are_no_news(company):
    made = [thank(company, "cem", person=ben(company)) for _ in range(3)]
    for ago, one in zip((20, 2, 9), made, strict=True):
        Celebration.objects.filter(pk=one.pk).update(day=today() - dt.timedelta(days=ago))
    assert [one.celebration.pk for one in newest_celebrations()] == [made[1].pk, made[2].pk]
    assert [one.celebration.pk for one in newest_celebrations(most=1)] == [made[1].pk]
    since = today() - dt.timedelta(days=30)
    assert len(newest_celebrations(since=since)) == 3


def test_the_board_is_read_page_by_page(company):
    for number in range(25):
        by = ("ana", "ben", "cem")[number % 3]
        thank(company, by, team=company.units["field"], text=f"Deed {number}.")
    client = company.client("hao")
    first, second = (client.get(reverse("celebrations"), {"page": page}).content.decode() for page in (1, 2))
    assert first.count("<article") == 20
    assert second.count("<article") == 5


@pytest.mark.parametrize("who", ["cem", "ben"])
def test_whoever_wrote_it_or_is_thanked_takes_it_down_and_brings_it_back(company, who):
    made = thank(company, "cem", person=ben(company))
    client = company.client(who)
    assert client.get(reverse("take_down_celebration", args=[made.pk])).status_code == 200
    assert client.post(reverse("take_down_celebration", args=[made.pk])).status_code == 302
    assert TEXT not in board(company, "hao")
    assert not newest_celebrations()
    assert company.client("hao").get(reverse("celebration", args=[made.pk])).status_code == 404
    assert TEXT in client.get(reverse("my_celebrations")).content.decode()
    client.post(reverse("bring_back_celebration", args=[made.pk]))
    assert TEXT in board(company, "hao")
    assert not Change.objects.filter(verb__contains="thanks").exists()


def test_what_one_takes_down_the_other_cannot_bring_back(company):
    made = thank(company, "cem", person=ben(company))
    company.client("ben").post(reverse("take_down_celebration", args=[made.pk]))
    for who in ("cem", "eva"):
        company.client(who).post(reverse("bring_back_celebration", args=[made.pk]))
        assert Celebration.objects.get().taken_down == "receiver"


@pytest.mark.parametrize("who", ["eva", "fay"])
def test_a_lead_takes_down_with_a_word_of_reason_that_is_told(company, who):
    made = thank(company, "cem", person=ben(company))
    client, url = company.client(who), reverse("take_down_celebration", args=[made.pk])
    assert client.post(url).status_code == 422
    assert TEXT in board(company, "hao")
    assert client.post(url, {"reason": "It names a customer."}).status_code == 302
    assert TEXT not in board(company, "hao")
    for reader in ("cem", "ben"):
        assert (
            "It names a customer." in company.client(reader).get(reverse("my_celebrations")).content.decode()
        )
    assert TEXT in client.get(reverse("celebrations_taken_down")).content.decode()
    client.post(reverse("bring_back_celebration", args=[made.pk]))
    assert TEXT in board(company, "hao")
    assert list(Change.objects.filter(verb__contains="thanks").order_by("pk").values_list("verb", flat=True)) == [
        "took down thanks", "brought thanks back",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["ana", "hao", "ida", "gil", "dua"])
def test_nobody_else_takes_it_down(company, who):
    made = thank(company, "cem", person=ben(company))
    assert (
        company.client(who)
        .post(reverse("take_down_celebration", args=[made.pk]), {"reason": "x"})
        .status_code
        == 404
    )
    company.client(who).post(reverse("bring_back_celebration", args=[made.pk]))
    assert not Celebration.objects.get().taken_down


def test_home_shows_the_newest_in_one_calm_line(company):
    assert "Thank somebody for something" in company.client("ben").get("/").content.decode()
    thank(company, "cem", team=company.units["desk"])
    page = company.client("ben").get("/").content.decode()
    assert f"Thanks to Help desk: {TEXT}" in page.replace("&#x27;", "'")


def test_the_agenda_of_the_committee_has_thanks_that_everybody_may_read(company):
    thank(company, "ana", person=ben(company), team_alone=True, text="For the team alone.")
    made = thank(company, "cem", team=company.units["field"])
    [hook] = COMMITTEE_LINES["celebrate"]
    lines = list(hook(viewer_of(company.users["eva"])))
    assert lines == [(f"Thanks to Field service: {TEXT}", reverse("celebration", args=[made.pk]))]
