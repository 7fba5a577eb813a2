"""Pieces of work: writing down, changing, splitting, done and not done, open again; and what is refused."""

import re
from decimal import Decimal

import pytest
import work_at_hand as w

from bothways_web.act.models import WorkItem
from bothways_web.people.models import Change

NEW = f"{w.BOARD}new/"
_HIDDEN = re.compile(r'name="(after|seen)" value="(\d+)"')


def fill(client, address, **given):
    """Open a form and send it with what it hides."""
    hidden = dict(_HIDDEN.findall(w.words(client.get(address))))
    return client.post(address, hidden | given, follow=True)


def test_a_piece_is_written_down_once_a_form(company):
    client = company.client("ana")
    data = {
        "title": "Call customers back",
        "effort": "1,5",
        "skills": "Talking, spanish,TALKING",
        "after": "0",
    }
    for _twice in range(2):
        page = client.post(NEW, data, follow=True)
    item = WorkItem.objects.get()
    assert (item.effort, item.skills, item.state, item.made_by) == (
        Decimal("1.5"), ["spanish", "talking"], "pool", company.users["ana"],
    )  # fmt: skip
    assert "Call customers back" in w.words(page)
    fill(client, NEW, **{key: data[key] for key in ("title", "effort", "skills")})
    assert WorkItem.objects.count() == 2  # the same again, from a new form


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": ""}, "Write what is to be done."),
        ({"title": " \x00 "}, "Write what is to be done."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"effort": ""}, "Estimate the hours."),
        ({"effort": "0"}, "Write hours from 0.5 to 200"),
        ({"effort": "-2"}, "Write hours from 0.5 to 200"),
        ({"effort": "1e9"}, "Write hours from 0.5 to 200"),
        ({"effort": "NaN"}, "Write hours from 0.5 to 200"),
        ({"effort": "Infinity"}, "Write hours from 0.5 to 200"),
        ({"effort": "1.25"}, "Write hours from 0.5 to 200"),
        ({"effort": "1.000,5"}, "Write hours from 0.5 to 200"),
        ({"effort": "two"}, "Write hours from 0.5 to 200"),
        ({"skills": ", ".join(f"skill {n}" for n in range(300))}, "These are 300 skills. Name at most 12."),
        ({"skills": "x" * 41}, "in at most 40 characters"),
        ({"due_on": "2020-01-01"}, "This day is over"),
        ({"due_on": "soon"}, "Enter a valid date"),
        ({"text": "x" * 2001}, "Shorten it by 1 character."),
    ],
)
def test_what_cannot_be_stored_is_shown_again_with_what_was_typed(company, given, told):
    data = {"title": "Kept as typed", "effort": "2", "after": "0"} | given
    answer = company.client("ana").post(NEW, data)
    page = w.words(answer)
    assert answer.status_code == 422
    assert told in page
    assert "<title>Error:" in page
    assert "Kept as typed" in page or "title" in given
    assert not WorkItem.objects.exists()


def test_what_looks_like_markup_is_text_everywhere(company):
    evil = "<img src=x onerror=alert(1)>"
    item = w.piece(company, evil, skills=[evil], text=evil, owner=company.people["day"][1])
    for address in (w.BOARD, w.MINE, f"/act/work/pieces/{item.pk}/", f"/act/work/pieces/{item.pk}/done/"):
        assert "<img src=x" not in w.words(company.client("ben").get(address)), address


def test_work_comes_from_a_problem_that_the_writer_looks_after(company):
    told, elsewhere = w.problem(company, "ben"), w.problem(company, "cem", unit="desk")
    ana, fay = company.client("ana"), company.client("fay")
    assert "from a problem that was reported" in w.words(ana.get(f"{NEW}?problem={told.pk}"))
    fill(ana, f"{NEW}?problem={told.pk}", title="Shorten it", effort="1")
    assert WorkItem.objects.get().problem == told
    for address in (
        f"{NEW}?problem={elsewhere.pk}",
        f"{NEW}?problem=99",
        f"{NEW}?problem={9**30}",
        f"{NEW}?problem=x",
        f"{NEW}?plan=1",
    ):
        assert ana.get(address).status_code == 404
    assert fay.get(NEW).status_code == 404
    fill(fay, f"{NEW}?problem={elsewhere.pk}", title="Of the desk, for the day", effort="1")
    assert WorkItem.objects.get(title__startswith="Of").problem == elsewhere
    assert company.client("ida").get(f"{NEW}?problem={told.pk}").status_code == 404
    assert company.client("ben").get(f"{NEW}?problem={told.pk}").status_code == 404


def test_a_changed_piece_that_somebody_else_changed_before_keeps_what_was_typed(company):
    item = w.piece(company, problem=w.problem(company))
    address = f"/act/work/pieces/{item.pk}/change/"
    fill(company.client("fay"), address, title="By Fay", effort="3")
    answer = company.client("ana").post(address, {"seen": 0, "title": "By Ana", "effort": "4"})
    page = w.words(answer)
    assert answer.status_code == 422
    assert "Somebody else has changed this piece of work meanwhile" in page
    assert 'value="By Ana"' in page
    item.refresh_from_db()
    assert (item.title, item.effort) == ("By Fay", 3)
    assert 'value="By Fay"' in w.words(company.client("ana").get(address))


def test_a_piece_is_split_in_two_and_its_hours_stay_the_same(company):
    item = w.piece(company, effort=Decimal(3), skills=["spanish"], problem=w.problem(company))
    address = f"/act/work/pieces/{item.pk}/split/"
    page = fill(company.client("ana"), address, title="Second half", effort="3")
    assert "Too little would be left of the first piece" in w.words(page)
    fill(company.client("ana"), address, title="Second half", effort="1")
    item.refresh_from_db()
    second = WorkItem.objects.exclude(pk=item.pk).get()
    assert (item.effort, second.effort, second.state) == (2, 1, "pool")
    assert (second.skills, second.problem, second.unit) == (item.skills, item.problem, item.unit)
    twice = company.client("ana").post(address, {"seen": 0, "title": "Second half", "effort": "1"})
    stale = company.client("ana").post(address, {"seen": 0, "title": "Other half", "effort": "1"})
    assert (twice.status_code, stale.status_code) == (302, 422)
    assert WorkItem.objects.count() == 2


def test_done_says_how_long_it_took_and_can_be_opened_again(company):
    item = w.piece(company, owner=company.people["day"][1])
    ben, address = company.client("ben"), f"/act/work/pieces/{item.pk}/done/"
    assert ben.post(w.MINE, {"item": item.pk, "move": "done", "seen": 0})["Location"] == address
    page = fill(ben, address, took="many")
    assert "Write hours from 0.1 to 200" in w.words(page)
    page = fill(ben, address, took="2,5")
    assert "took 2.5 h" in w.words(page)
    item.refresh_from_db()
    assert (item.state, item.took, item.owner.code) == ("done", Decimal("2.5"), "day2")
    assert "It is open again" in w.words(
        w.move(company, "ben", item, "reopen", at=f"/act/work/pieces/{item.pk}/")
    )
    assert (item.state, item.took, item.owner.code) == ("taken", None, "day2")


def test_not_done_needs_a_reason_which_everybody_reads_and_can_be_opened_again(company):
    item = w.piece(company, text="With the printer.")
    address = f"/act/work/pieces/{item.pk}/drop/"
    assert "Write why." in w.words(fill(company.client("ana"), address, reason=" "))
    fill(company.client("ana"), address, reason="The printer is gone.")
    item.refresh_from_db()
    assert item.state == "dropped"
    page = w.words(company.client("ben").get(f"/act/work/pieces/{item.pk}/"))
    assert "With the printer." in page
    assert "The printer is gone." in page
    assert "The printer is gone." not in repr(list(Change.objects.values_list()))
    w.move(company, "ana", item, "reopen")
    assert (item.state, item.owner) == ("pool", None)


def test_a_history_says_who_has_it_and_did_it_and_not_who_had_it_or_declined(company):
    item = w.piece(company)
    w.move(company, "ben", item, "take")
    w.move(company, "ben", item, "back")
    w.move(company, "ana", item, "take")
    page = w.words(company.client("eva").get(f"/act/work/pieces/{item.pk}/"))
    lines = re.findall(r"<li>([^<]*)(?:<bdi>([^<]*)</bdi>)?</li>", page.partition("What happened")[2])
    assert [(line.partition(": ")[2], name) for line, name in lines] == [
        ("written down", ""), ("taken", ""), ("handed back", ""), ("taken, ", "Day 1"),
    ]  # fmt: skip
    w.move(company, "ana", item, "back")
    page = w.words(company.client("eva").get(f"/act/work/pieces/{item.pk}/"))
    assert "Day 1" not in page.partition("What happened")[2]


def test_done_and_dropped_work_is_neither_split_nor_dropped(company):
    item = w.piece(company, owner=company.people["day"][0])
    fill(company.client("ana"), f"/act/work/pieces/{item.pk}/done/")
    item.refresh_from_db()
    seen = {"seen": item.version}
    page = company.client("ana").post(f"/act/work/pieces/{item.pk}/drop/", {"reason": "No."} | seen)
    assert "the piece is “done”" in w.words(page)
    page = company.client("ana").post(
        f"/act/work/pieces/{item.pk}/split/", {"title": "x", "effort": "1"} | seen
    )
    assert "not open any more" in w.words(page)
    assert WorkItem.objects.get().state == "done"


def test_a_text_that_grew_by_reasons_can_still_be_changed(company):
    item = w.piece(company, text="x" * 1990)
    fill(company.client("ana"), f"/act/work/pieces/{item.pk}/drop/", reason="No time this year.")
    item.refresh_from_db()
    assert len(item.text) > 2000
    fill(
        company.client("ana"),
        f"/act/work/pieces/{item.pk}/change/",
        title="Other",
        effort="1",
        text=item.text,
    )
    item.refresh_from_db()
    assert item.title == "Other"


def test_a_piece_out_of_reach_reads_like_one_that_there_is_not(company):
    item = w.piece(company, unit="desk")
    ben, pages = company.client("ben"), []
    for number in (item.pk, item.pk + 1):
        for part in ("", "change/", "split/", "done/", "drop/"):
            answer = ben.get(f"/act/work/pieces/{number}/{part}")
            assert answer.status_code == 404
            pages.append(re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", w.words(answer)))
    assert len(set(pages)) == 1
