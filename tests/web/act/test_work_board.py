"""The board of a unit: who reads it, what stands on it, and how pieces move."""

import csv
import io

import pytest
import work_at_hand as w

from bothways_web.act.models import WorkEvent, WorkItem
from bothways_web.people.models import Change

READERS = ("ana", "ben", "eva", "fay")
NAMES = ("ana", "ben", "cem", "dua", "eva", "fay", "gil", "hao", "ida")


@pytest.mark.parametrize("name", NAMES)
def test_a_board_is_read_by_its_unit_and_by_those_who_read_all(company, name):
    item = w.piece(company)
    there = name in READERS
    client = company.client(name)
    for address in (
        w.BOARD, "/act/work/units/day/balance/", "/act/work/units/day/work.csv", f"/act/work/pieces/{item.pk}/",
    ):  # fmt: skip
        assert client.get(address).status_code == (200 if there else 404), address
    assert client.get("/act/work/units/nowhere/").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_only_those_who_lead_the_unit_write_work_down(company, name):
    there = name == "ana"
    client = company.client(name)
    for address in (f"{w.BOARD}new/", f"{w.BOARD}draw/"):
        assert client.get(address).status_code == (200 if there else 404), address
        assert (client.post(address, {"title": "x", "effort": "1"}).status_code != 404) is there
    assert WorkItem.objects.exists() is there


def test_nothing_on_a_board_says_what_it_is_and_the_first_step(company):
    assert "Begin with one small piece" in w.words(company.client("ana").get(w.BOARD))
    assert "you can say already how much room you have" in w.words(company.client("ben").get(w.BOARD))


def test_a_card_says_hours_skills_day_source_and_who(company):
    w.piece(company, skills=["Spanish"], owner=company.people["day"][1], problem=w.problem(company))
    page = w.words(company.client("ben").get(w.BOARD))
    for text in ("Shorten the form", "2 h", "spanish", "from a problem that was reported", "Day 2"):
        assert text in page
    assert "/problems/triage/" not in page
    assert "/problems/triage/" in w.words(company.client("ana").get(w.BOARD))


def test_what_is_due_first_stands_first_and_what_has_no_day_last(company):
    for title, days in (("Later", 9), ("Some day", None), ("Late", -2), ("Soon", 1)):
        w.piece(company, title, due_on=None if days is None else w.today() + w.dt.timedelta(days=days))
    page = w.words(company.client("ben").get(w.BOARD))
    places = [page.index(f"<bdi>{title}</bdi>") for title in ("Late", "Soon", "Later", "Some day")]
    assert places == sorted(places)
    assert page.count("tag-warn") == 1


def test_a_board_of_units_above_shows_the_work_of_those_below_with_their_names(company):
    w.piece(company)
    page = w.words(company.client("eva").get("/act/work/units/north/"))
    assert "Shorten the form" in page
    assert "Day shift" in page
    assert "Shorten the form" not in w.words(company.client("eva").get("/act/work/units/south/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"One", "Two"}), ({"q": "ONE"}, {"One"}), ({"skill": "German"}, {"Two"}), ({"from": "problem"}, {"One"}),
        ({"state": "pool"}, {"One", "Two"}), ({"state": "done"}, set()), ({"state": "no such"}, set()),
        ({"from": "pk__in"}, {"One", "Two"}), ({"q": "nothing like it"}, set()),
        ({"state": "pool", "page": "9"}, {"One", "Two"}),
    ],
)  # fmt: skip
def test_a_board_is_searched_and_filtered(company, query, found):
    w.piece(company, "One", problem=w.problem(company))
    w.piece(company, "Two", skills=["german"])
    page = w.words(company.client("ben").get(w.BOARD, query))
    assert {title for title in ("One", "Two") if f"<bdi>{title}</bdi>" in page} == found


def test_many_pieces_are_shown_in_part_and_found_in_pages(company):
    for number in range(30):
        w.piece(company, f"Piece {number:02}")
    page = w.words(company.client("ben").get(w.BOARD))
    assert "15 more" in page
    pages = [w.words(company.client("ben").get(w.BOARD, {"state": "pool", "page": n})) for n in (1, 2)]
    assert sum(f"<bdi>Piece {number:02}</bdi>" in "".join(pages) for number in range(30)) == 30


def test_whoever_works_in_the_unit_volunteers_and_hands_back_without_a_reason(company):
    item = w.piece(company)
    assert "You have taken it" in w.words(w.move(company, "ben", item, "take"))
    assert (item.state, str(item.owner)) == ("taken", "Day 2")
    assert "It waits again" in w.words(w.move(company, "ben", item, "back", at=w.MINE))
    assert (item.state, item.owner) == ("pool", None)
    kinds = list(WorkEvent.objects.values_list("kind", flat=True))
    assert kinds == ["made", "taken", "handed_back"]
    verbs = ["wrote down work", "took work", "handed work back"]
    assert list(Change.objects.order_by("pk").values_list("verb", flat=True)) == verbs


def test_two_who_take_the_same_piece_at_once_one_gets_it_and_the_other_is_told(company):
    item, seen = w.piece(company), 0
    w.move(company, "ben", item, "take", seen=seen)
    page = w.move(company, "ana", item, "take", seen=seen)
    assert "Somebody else has taken it meanwhile" in w.words(page)
    assert str(item.owner) == "Day 2"
    w.move(company, "ben", item, "take", seen=seen)  # the form sent twice
    assert WorkEvent.objects.filter(kind="taken").count() == 1


def test_a_move_of_who_saw_an_older_piece_changes_nothing(company):
    item = w.piece(company)
    w.move(company, "ben", item, "take")
    page = w.move(company, "ana", item, "put_back", seen=0)
    assert "Somebody else has changed this piece of work meanwhile" in w.words(page)
    assert item.state == "taken"
    for odd in ("", "-1", "1e9", "٣"):
        assert company.client("ana").post(
            w.BOARD, {"item": item.pk, "move": "put_back", "seen": odd}
        ).status_code == 302  # fmt: skip
    item.refresh_from_db()
    assert item.state == "taken"


def test_work_of_another_unit_is_not_there_by_any_address(company):
    item = w.piece(company, unit="desk")
    ben = company.client("ben")
    data = {"item": item.pk, "move": "take", "seen": 0}
    for address in (w.BOARD, w.MINE, "/act/work/units/desk/", f"/act/work/pieces/{item.pk}/"):
        assert ben.post(address, data).status_code == 404, address
    for part in ("", "change/", "split/", "done/", "drop/"):
        assert ben.get(f"/act/work/pieces/{item.pk}/{part}").status_code == 404
        assert ben.post(f"/act/work/pieces/{item.pk}/{part}", data | {"reason": "x"}).status_code == 404
    item.refresh_from_db()
    assert (item.state, item.version) == ("pool", 0)


def test_who_reads_a_board_and_works_elsewhere_moves_nothing(company):
    item = w.piece(company)
    for name in ("eva", "fay"):
        for step in ("take", "back", "put_back", "done", "drop", "reopen"):
            assert w.move(company, name, item, step).status_code == 404
    assert 'name="move"' not in w.words(company.client("eva").get(w.BOARD))
    assert item.version == 0


def test_a_colleague_moves_nothing_that_somebody_else_holds(company):
    item = w.piece(company, owner=company.people["day"][2])
    for step in ("back", "reopen", "put_back", "drop", "take"):
        w.move(company, "ben", item, step)
    company.client("ben").post(f"/act/work/pieces/{item.pk}/done/", {"seen": item.version})
    item.refresh_from_db()
    assert (item.state, str(item.owner)) == ("taken", "Day 3")


def test_whoever_leads_puts_work_back_and_it_is_nobodys_refusal(company):
    item = w.piece(company, owner=company.people["day"][1])
    w.move(company, "ana", item, "put_back")
    assert item.state == "pool"
    w.move(company, "ana", item, "put_back", seen=0)  # the form sent twice
    assert WorkEvent.objects.get(kind="handed_back").person is None


def test_a_move_that_there_is_not_is_refused(company):
    item = w.piece(company)
    for step in ("fly", "pool", "made"):
        assert w.move(company, "ana", item, step).status_code == 404
    assert "Choose where to move it" in w.words(w.move(company, "ana", item, ""))


def test_the_file_names_nobody_and_runs_nothing(company):
    w.piece(company, "=1+1", owner=company.people["day"][1])
    w.piece(company, "<script>alert(1)</script>")
    raw = company.client("ben").get(f"{w.BOARD}work.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw)))
    assert not rows[0]["title"].startswith("=")
    assert "Day 2" not in raw
    assert "day2" not in raw
    assert set(rows[0]) & {"owner", "name", "person", "took"} == set()
    assert "<script>alert" not in w.words(company.client("ben").get(w.BOARD))


def test_units_are_listed_by_name_with_what_is_open(company):
    w.piece(company)
    page = w.words(company.client("eva").get("/act/work/"))
    assert page.index("Day shift") < page.index("Field service") < page.index("Help desk")
    assert "waiting: 1 · proposed: 0 · taken: 0" in page
    mine = w.words(company.client("ben").get("/act/work/"))
    assert "Day shift" in mine
    assert "Help desk" not in mine
    assert "No unit is called like that" in w.words(company.client("eva").get("/act/work/", {"q": "zzz"}))


def test_share_out_is_offered_where_something_waits_that_one_may_share(company):
    ana, fay, share = company.client("ana"), company.client("fay"), "/act/work/units/day/share/"
    assert share not in ana.get(w.BOARD).content.decode()
    w.piece(company)
    assert share in ana.get(w.BOARD).content.decode()
    assert share not in fay.get(w.BOARD).content.decode()  # it comes from no problem and no case
    item = w.piece(company, "Mend the form", problem=w.problem(company))
    assert share in fay.get(w.BOARD).content.decode()
    WorkItem.objects.filter(pk=item.pk).update(state="proposed", owner=w.room(company, "ben"))
    assert share not in fay.get(w.BOARD).content.decode()


def test_a_state_reads_well_with_a_name_and_without(company):
    item = w.piece(company)
    assert item.get_state_display() == "waits for somebody"
    WorkItem.objects.update(state="proposed", owner=w.room(company, "ben"))
    page = w.words(company.client("ana").get(f"/act/work/pieces/{item.pk}/"))
    assert "proposed to somebody" not in page
    assert "Proposed to" in page
