"""Comments: masked, read by a named person first, and shown to groups of ten and more."""

import pytest
from rounds_at_work import answers_to, launch

from bothways.errors import InputError
from bothways_web.listen.asking import Draft
from bothways_web.listen.comments import release_comments, shown_comments, waiting
from bothways_web.listen.models import Invitation, Round
from bothways_web.listen.release import release_round
from bothways_web.listen.responses import store_response
from bothways_web.listen.rounds import close_round


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
    company.client("eva").post(f"/listen/rounds/{asked.pk}/comments/", {"hold": [held.key]})
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
