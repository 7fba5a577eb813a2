"""Nobody counts thanks: no page, address or log puts them together by whom they name."""

import re

from celebrated import TEXT, board, form, thank
from django.urls import reverse

from bothways_web.act.celebrations import reading
from bothways_web.people.models import Change

LISTS = ("celebrations", "my_celebrations", "celebrations_taken_down")


def cards(page: str) -> list[str]:
    return re.findall(r'id="thanks-(\d+)"', page)


def three(company):
    """Ben is thanked twice, a colleague once."""
    made = [thank(company, "cem", person=company.people["day"][1]) for _ in range(2)]
    return [*made, thank(company, "cem", person=company.people["day"][2], text="Swapped a shift.")]


def test_no_word_of_an_address_narrows_or_sorts_a_list(company):
    three(company)
    words = [
        {name: value}
        for name in (
            "q",
            "person",
            "to",
            "receiver",
            "by",
            "from",
            "team",
            "unit",
            "sort",
            "order",
            "text",
            "day",
        )
        for value in ("Day 2", "day2", "2", "-person", "cem")
    ]
    for name in LISTS:
        client, url = company.client("eva"), reverse(name)
        plain = cards(client.get(url).content.decode())
        for query in words:
            assert cards(client.get(url, query).content.decode()) == plain, (name, query)


def test_ones_own_list_is_ones_own_whatever_the_address_says(company):
    three(company)
    for query in ({}, {"person": "Day 2"}, {"user": company.users["ben"].pk}):
        assert cards(company.client("hao").get(reverse("my_celebrations"), query).content.decode()) == []


def test_no_page_says_how_many_thanks_somebody_has(company):
    made = three(company)
    for who in ("ben", "cem", "eva", "ana", "dua"):
        client = company.client(who)
        pages = [client.get(reverse(name)) for name in LISTS] + [client.get("/"), client.get("/act/")]
        pages.append(client.get(reverse("celebration", args=[made[0].pk])))
        for page in pages:
            body = page.content.decode().split("<main")[-1]
            words = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", body, flags=re.S))
            assert not re.search(r"\b\d+\s+(thanks|celebrations|times|words of)", words, flags=re.I), words


def test_giving_thanks_leaves_no_line_in_the_log_that_could_be_counted(company):
    before = Change.objects.count()
    for number in range(3):
        company.client("cem").post("/act/celebrations/new/", form(text=f"Deed {number}."))
    made = three(company)[0]
    company.client("ben").post(reverse("take_down_celebration", args=[made.pk]))
    company.client("ben").post(reverse("bring_back_celebration", args=[made.pk]))
    assert Change.objects.count() == before


def test_the_log_of_a_lead_names_nobody_and_holds_no_word_of_it(company):
    made = thank(company, "cem", person=company.people["day"][1])
    url = reverse("take_down_celebration", args=[made.pk])
    company.client("eva").post(url, {"reason": "Names a customer."})
    line = Change.objects.latest("pk")
    told = f"{line.about} {line.details}"
    for word in ("Day 2", "Cem", TEXT, "Names a customer", "day"):
        assert word not in told


def test_numbers_of_celebrations_do_not_tell_how_many_there_are(company):
    numbers = [one.pk for one in three(company)]
    assert all(number > 10**6 for number in numbers)
    assert abs(numbers[0] - numbers[1]) > 10**6


def test_the_list_of_names_cannot_be_read_off_the_form(company):
    page = company.client("cem").get("/act/celebrations/new/").content.decode()
    for people in company.people.values():
        for person in people:
            assert person.email not in page
            assert person.name not in page
    for part in ("Day", "day2", "2", "%", "_ay 2", "day2@company", "Day 2%"):
        assert company.client("cem").post("/act/celebrations/new/", form(person=part)).status_code == 422


def test_a_text_of_somebody_is_shown_as_text(company):
    thank(company, "cem", person=company.people["day"][1], text="<script>alert(1)</script> & <b>thanks</b>")
    page = board(company, "hao")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_no_function_of_the_room_takes_a_receiver():
    names = {name for name in dir(reading) if not name.startswith("_")}
    assert {"newest_celebrations", "readable", "own_celebrations"} <= names
    assert not [
        name for name in names if re.search(r"count|rank|top|most_thanked|by_person|for_person", name)
    ]
