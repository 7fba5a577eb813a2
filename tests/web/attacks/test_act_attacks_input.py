"""Attacks with what no form offers: numbers and days that are too large, and forms by hand to other units."""

import cases_at_work as c
import huddled as h
import pytest
import work_at_hand as w

from bothways_web.act.models import Case, Huddle, HuddleRhythm, Plan, Said, WorkItem
from bothways_web.people.models import Change, Digest

NUMBERS = ("9" * 19, "9" * 40, "1" * 5000, "0", "-1", "%00", "²")
ADDRESSES = (
    "/act/cases/{n}/", "/act/cases/?page={n}", "/act/cases/held/{n}/release/", "/act/cases/rules/{n}/",
    "/act/cases/templates/{n}/", "/act/plans/{n}/", "/act/plans/new/day/?finding={n}-{n}",
    "/act/plans/new/day/?huddle={n}&own=", "/act/plans/new/day/?case={n}&problem={n}&own=", "/act/work/pieces/{n}/",
    "/act/work/units/day/new/?case={n}", "/act/huddles/{n}/", "/act/huddles/1/actions/{n}/",
    "/act/huddles/card/{n}/", "/act/huddles/calendar/{n}.ics", "/act/reminders/{n}/", "/act/problems/{n}/ties/",
    "/said/{n}/", "/said/new/?case={n}", "/said/new/?plan={n}", "/said/new/?problem={n}", "/said/customers/?page={n}",
)  # fmt: skip
#: What a form by hand may say; views take what they know of it.
SENT = {"seen": 0, "version": 0, "title": "x", "effort": "1", "step": "take", "move": "take", "text": "x"}


@pytest.mark.parametrize("name", ["ana", "fay", "nobody"])
def test_no_number_in_an_address_breaks_a_page(company, name):
    client = company.client(name)
    for address in ADDRESSES:
        for number in NUMBERS:
            assert client.get(address.format(n=number)).status_code < 500, (address, number[:20])


def test_a_rhythm_that_begins_at_the_end_of_time_does_not_break_the_pages_of_all(company):
    """One manager's slip on the year would close the list of huddles to everybody who reads all teams."""
    ana, address = company.client("ana"), "/act/huddles/unit/day/rhythm/"
    given = {"every": "week", "weekday": "1", "at": "10:00", "minutes": "15", "seen": "none"}
    for day in ("9999-12-31", "9999-12-01", "2999-01-01"):
        assert ana.post(address, given | {"starts_on": day}).status_code == 422
    assert not HuddleRhythm.objects.exists()
    for name, page in (("eva", "/act/huddles/"), ("ana", "/act/huddles/unit/day/"), ("ben", "/")):
        assert company.client(name).get(page).status_code == 200


def test_days_at_the_end_of_time_break_neither_work_nor_cases_nor_home(company):
    case, item, last = c.one_case(company), w.piece(company), "9999-12-31"
    ana, huddle = company.client("ana"), h.opened(company)
    c.step(ana, case, "next", next_step="x", next_on=last)
    h.step(company, "ana", huddle, "add", title="x", effort="1", due_on=last)
    ana.post("/act/cases/desk/", {"at_once": "1", "away_until": last})
    ana.post(f"/act/work/pieces/{item.pk}/change/", {"title": "x", "effort": "1", "due_on": last, "seen": 0})
    ana.post("/act/work/mine/room/", {"hours": "1", "skills": "", "away_until": last})
    ana.post("/act/plans/new/day/", {"title": "x", "starts_on": last, "review_on": last})
    assert WorkItem.objects.filter(due_on=last).count() == 2
    assert not Plan.objects.exists()
    for page in (
        "/",
        "/act/cases/",
        f"/act/cases/{case.pk}/",
        w.BOARD,
        w.MINE,
        h.page(huddle),
        "/act/plans/",
    ):
        assert ana.get(page).status_code == 200, page


@pytest.mark.parametrize("effort", ["NaN", "Infinity", "1e400", "-1", "0", "9" * 400])
def test_hours_that_are_no_hours_are_refused(company, effort):
    h.step(company, "ana", h.opened(company), "add", title="x", effort=effort)
    company.client("ana").post("/act/work/units/day/new/", {"title": "x", "effort": effort})
    assert not WorkItem.objects.exists()


def everything(*models):
    return [list(model.objects.order_by("pk").values()) for model in models]


def by_hand(company, name):
    """Yield address and fields of forms about a case, a piece, an open huddle and a plan of the help desk."""
    h.lead(company, "lou", "desk")
    case, item = c.one_case(company, unit="desk"), w.piece(company, "Theirs", unit="desk")
    huddle = h.opened(company, "desk", by="lou")
    action = w.piece(company, "Agreed", unit="desk", huddle=huddle)
    plan = Plan.objects.create(
        unit=company.units["desk"], title="Theirs", starts_on="2026-12-01", review_on="2026-12-30", state="started",
        made_on="2026-11-29",
    )  # fmt: skip
    for step in ("take", "write", "next", "give", "back", "reopen", "take_back"):
        yield f"/act/cases/{case.pk}/", {"step": step}
    for part in ("reply/", "close/", "behind/"):
        yield f"/act/cases/{case.pk}/{part}", {"outcome": "solved"}
    for part in ("", "change/", "split/", "done/", "drop/"):
        yield f"/act/work/pieces/{item.pk}/{part}", {"reason": "x"}
    for step in ("add", "notes", "reviewed", "lay_open", "close", "not_held"):
        yield h.page(huddle), {"step": step, "reviewed": "yes", "enough": "yes"}
    yield f"{h.page(huddle)}actions/{action.pk}/", {"step": "remove"}
    for step in ("start", "lock", "check_in", "task", "degree", "undo"):
        yield f"/act/plans/{plan.pk}/", {"step": step, "how": "slow", "task": "x"}
    for part in ("change/", "expectation/", "end/", "delete/"):
        yield f"/act/plans/{plan.pk}/{part}", {"how": "stopped"}
    for address in ("huddles/unit/desk/open/", "huddles/unit/desk/rhythm/", "plans/new/desk/"):
        yield f"/act/{address}", {}
    # Eva looks after all problems, so she shares out work that comes from them.
    for part in ("new/", "draw/") if name == "eva" else ("new/", "share/", "draw/"):
        yield f"/act/work/units/desk/{part}", {}


@pytest.mark.parametrize("name", ["ana", "ben", "eva", "dua", "hao", "ida"])
def test_forms_by_hand_change_nothing_of_another_unit(company, name):
    forms, client = list(by_hand(company, name)), company.client(name)
    models = (Case, WorkItem, Huddle, Plan, HuddleRhythm, Change, Digest)
    before = everything(*models)
    for address, given in forms:
        assert client.post(address, SENT | given).status_code == 404, (address, given)
    assert everything(*models) == before


@pytest.mark.parametrize("name", ["ana", "ben", "dua", "hao", "ida"])
def test_entries_of_another_unit_are_not_touched_by_hand(company, name):
    said = Said.objects.create(
        voice="both", you_said="a", outcome="done", we_did="b", unit=company.units["desk"]
    )
    for part in ("change/", "publish/", "withdraw/", "delete/"):
        assert company.client(name).post(f"/said/{said.pk}/{part}", {"version": 0}).status_code == 404
    assert Said.objects.get().published_on is None


def test_an_action_is_reached_by_the_huddle_that_it_belongs_to_alone(company):
    """Ana leads Day shift, and sends the number of an action of the help desk with the number of her own huddle."""
    h.lead(company, "lou", "desk")
    mine, theirs = h.opened(company), h.opened(company, "desk", by="lou")
    item = w.piece(company, "Agreed", unit="desk", huddle=theirs)
    for step in ("remove", "change"):
        sent = {"step": step, "title": "x", "effort": "1", "seen": item.version}
        assert company.client("ana").post(f"{h.page(mine)}actions/{item.pk}/", sent).status_code == 404
    item.refresh_from_db()
    assert item.title == "Agreed"
