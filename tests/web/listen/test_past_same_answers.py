"""Two answers alone, and quarters whose rows stand in any order: the same answers are here once all the same."""

import datetime as dt

import pytest
from past_at_work import as_csv, form_of, people_of, send, step

from bothways_web.listen.models import Pulse
from bothways_web.listen.past.looking import looked_of
from bothways_web.listen.past.new_sets import own_questions

pytestmark = pytest.mark.django_db
SIDES = ["No", "Yes"]


def answer(number, month, place):
    """Yes or no, otherwise in each month and question, with more of one than of the other."""
    return SIDES[(number * (3 + 2 * place) + month * 5) % 7 % 3 % 2]


def file_with(company, names, *, months=("2025-01",), order=None, steps=answer):
    rows = [
        [
            code,
            team,
            f"{month}-{1 + number % 28:02d}",
            *(steps(number, at, place) for place in range(len(names))),
        ]
        for at, month in enumerate(months)
        for number, (code, team) in enumerate(people_of(company))
    ]
    return as_csv([["Person", "Team", "Date", *names], *sorted(rows, key=order or (lambda row: row[2]))])


def brought(client, text, way, **changes):
    one = send(client, text)
    assert one.state == "looked", one.trouble
    chosen = {
        f"scale-{own.place}": way
        for own in own_questions(looked_of(one))
        if own.question.id not in ("Person", "Team", "Date")
    }
    answer = client.post(
        f"/listen/past/{one.pk}/questions/", {"set": "new", "title": "Old", "delicate": "no", **chosen}
    )
    assert answer.status_code == 302, answer.content.decode()
    url = f"/listen/past/{one.pk}/columns/"
    client.post(url, form_of(client.get(url)) | changes)
    one.refresh_from_db()
    return one


def taken(client, one):
    assert one.state == "checked", one.trouble
    step(client, one, "take")
    assert one.state == "held", one.trouble


@pytest.mark.parametrize("first", ["yes_no", "single"])
@pytest.mark.parametrize("second", ["yes_no", "single"])
def test_yes_and_no_under_other_names_are_refused(company, first, second):
    client = company.client("eva")
    taken(client, brought(client, file_with(company, ["Safe?", "Heard?"]), first))
    again = brought(client, file_with(company, ["Is it safe?", "Are you heard?"]), second)
    assert again.state == "looked"
    assert "here already" in again.trouble


def test_other_yes_and_no_of_the_same_people_are_taken(company):
    client = company.client("eva")
    taken(client, brought(client, file_with(company, ["Safe?", "Heard?"]), "yes_no"))
    other = file_with(
        company, ["Fair?", "Clear?"], steps=lambda number, month, place: SIDES[(number + place) // 4 % 2]
    )
    taken(client, brought(client, other, "yes_no"))
    assert Pulse.objects.count() == 2


@pytest.mark.parametrize("way", ["yes_no", "agree7"])
@pytest.mark.parametrize("before", ["month", "quarter"])
def test_months_and_quarters_of_the_same_rows_in_another_order_are_refused(company, way, before):
    """Of each person another row is the last one, so no round of one file is like a round of the other."""
    months = ("2025-01", "2025-02", "2025-03")
    seven = (
        (lambda number, month, place: 1 + (number * (3 + place) + month * 2) % 7)
        if way == "agree7"
        else answer
    )
    client = company.client("eva")
    first = file_with(company, ["Safe?", "Heard?"], months=months, steps=seven)
    taken(client, brought(client, first, way, every=before))
    mixed = file_with(
        company, ["Is it safe?", "Are you heard?"], months=months, steps=seven,
        order=lambda row: (dt.date.fromisoformat(row[2]).month * (1 + len(row[0]) + ord(row[0][-1])) % 3, row[0]),
    )  # fmt: skip
    again = brought(client, mixed, way, every="quarter" if before == "month" else "month")
    assert again.state == "looked"
    assert "here already" in again.trouble


def test_yes_and_no_without_names_put_together_otherwise_are_refused(company):
    months = ("2025-01", "2025-02", "2025-03")
    client = company.client("eva")
    text = file_with(company, ["Safe?", "Heard?"], months=months)
    taken(client, brought(client, text, "yes_no", respondent="", every="month"))
    again = file_with(company, ["Is it safe?", "Are you heard?"], months=months, order=lambda row: row[0])
    again = brought(client, again, "yes_no", respondent="", every="quarter")
    assert again.state == "looked"
    assert "here already" in again.trouble
