"""Comments: masked, read by a named person first, and shown to groups of ten and more."""

import pytest
from rounds_at_work import answers_to, launch

from bothways.errors import InputError
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.comments import may_wait, release_comments, seal_of, shown_comments, waiting
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Organisation, Person


def round_with_comments(company, *, quoted: bool = True, units=("day", "night", "desk", "field")) -> Round:
    asked = launch(company, comment=True)
    for number, one in enumerate(
        Invitation.objects.filter(round=asked, unit__in=units).order_by("unit", "pk")
    ):
        text = f"Comment {number} of {one.unit}, ask Day 3 or day3@company.example"
        store_response(one, Draft(answers_to(asked, 1 + number % 5), text, quoted))
    close_round(asked)
    release_round(asked.pk)
    asked.refresh_from_db()
    return asked


def test_a_reader_sees_masked_comments_without_units_in_no_order(company):
    asked = round_with_comments(company)
    page = company.client("eva").get(f"/listen/rounds/{asked.pk}/comments/").content.decode()
    assert page.count("Hold back") >= 32
    assert "company.example" not in page.split("<main")[1]
    assert "unit=" not in page
    numbers = [int(one.text.split()[1]) for one in waiting(asked)]
    assert numbers != sorted(numbers)


def test_read_comments_are_shown_to_groups_of_ten_and_held_back_ones_to_nobody(company):
    asked = round_with_comments(company)
    held = waiting(asked)[0]
    given = {"hold": [held.key], "seal": seal_of(waiting(asked))}
    company.client("eva").post(f"/listen/rounds/{asked.pk}/comments/", given)
    asked.refresh_from_db()
    assert asked.comments_read_by == "Eva"
    assert shown_comments(asked, "unit=day") == []
    everywhere = shown_comments(asked, "unit=north") + shown_comments(asked, "unit=south")
    assert len(everywhere) == 31
    assert held.text not in everywhere


def test_comments_are_read_once_and_none_is_added_later(company):
    asked = round_with_comments(company)
    release_comments(asked, held_back=(), by=company.users["eva"])
    with pytest.raises(InputError, match="read already"):
        release_comments(asked, held_back=(), by=company.users["eva"])
    asked.refresh_from_db()
    assert waiting(asked) == []


def test_a_comment_whose_writer_did_not_agree_is_read_by_nobody(company):
    asked = round_with_comments(company, quoted=False)
    assert waiting(asked) == []
    assert (
        "Nothing to read"
        in company.client("eva").get(f"/listen/rounds/{asked.pk}/comments/").content.decode()
    )


def test_nobody_reads_comments_of_fewer_than_ten(company):
    asked = round_with_comments(company, units=("day",))
    assert waiting(asked) == []


@pytest.mark.parametrize("whose", ["organisation", "round"])
def test_nobody_reads_comments_of_fewer_than_a_higher_floor(company, whose):
    asked = round_with_comments(company, units=("day", "night"))
    assert len(waiting(asked)) == 16
    assert may_wait(asked)
    if whose == "organisation":
        Organisation.objects.update(floor=17)
    else:
        Round.objects.update(floor=17)
    asked.refresh_from_db()
    assert waiting(asked) == []
    assert not may_wait(asked)
    assert release_comments(asked, held_back=(), by=company.users["eva"]) == 0
    assert shown_comments(asked, "unit=north") == []


def test_comments_of_an_open_round_wait(company):
    asked = launch(company, comment=True)
    for one in Invitation.objects.filter(round=asked):
        store_response(one, Draft(answers_to(asked), "A comment", True))
    assert waiting(asked) == []


@pytest.mark.parametrize("name", ["ana", "ben", "fay", "gil", "hao", "dua"])
def test_only_a_people_lead_reads_comments(company, name):
    asked = round_with_comments(company)
    assert company.client(name).get(f"/listen/rounds/{asked.pk}/comments/").status_code == 404
    assert company.client(name).post(f"/listen/rounds/{asked.pk}/comments/").status_code == 404
    asked.refresh_from_db()
    assert not asked.comments_read_by


def test_a_comment_that_was_held_back_is_not_shown_where_its_key_has_changed_meanwhile(company, settings):
    asked = round_with_comments(company)
    held = waiting(asked)[0]
    settings.SECRET_KEY = "another one, put in place between reading and sending"
    with pytest.raises(InputError, match="have changed since"):
        release_comments(asked, held_back=[held.key], by=company.users["eva"])
    asked.refresh_from_db()
    assert not asked.comments_read_by
    assert shown_comments(asked, "unit=north") == []


def test_no_comment_is_shown_that_reads_otherwise_than_when_it_was_read(company):
    asked = round_with_comments(company)
    url = f"/listen/rounds/{asked.pk}/comments/"
    seal = seal_of(waiting(asked))
    Person.objects.update(name="")  # names that were masked are not known any more
    company.client("eva").post(url, {"seal": seal})
    company.client("eva").post(url, {})
    asked.refresh_from_db()
    assert not asked.comments_read_by
    company.client("eva").post(url, {"seal": seal_of(waiting(asked))})
    asked.refresh_from_db()
    assert asked.comments_read_by == "Eva"


def test_the_page_of_a_round_knows_of_comments_without_reading_them(company, monkeypatch):
    asked = round_with_comments(company)
    monkeypatch.setattr("bothways_web.listen.comments.masker", None)
    assert may_wait(asked)
    assert "Read the comments" in company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()


@pytest.mark.parametrize("units", [("day",), ("day", "night")])
def test_the_page_of_a_round_says_that_comments_wait_where_they_do(company, units):
    asked = round_with_comments(company, units=units)
    assert may_wait(asked) == bool(waiting(asked))


def test_team_pages_show_the_words_of_groups_of_ten_once_somebody_has_read_them(company):
    asked = round_with_comments(company)
    client = company.client("eva")
    assert "a named person reads them first" in client.get("/teams/north/").content.decode()
    release_comments(asked, held_back=(), by=company.users["eva"])
    page = client.get("/teams/north/").content.decode()
    words = shown_comments(asked, "unit=north")
    assert words
    assert page.count('<blockquote class="said"') == len(words)
    small = client.get("/teams/day/").content.decode()
    assert "<blockquote" not in small
    assert "No comment of this group is shown." in small


def test_team_pages_speak_of_no_comments_where_none_was_asked_for(company):
    asked = round_with_comments(company)
    Round.objects.filter(pk=asked.pk).update(comment=False)
    assert "In their words" not in company.client("eva").get("/teams/north/").content.decode()
