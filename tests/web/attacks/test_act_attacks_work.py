"""Attacks on shared work: who reported, by offers that are looked at again and again; what the change log keeps."""

import re

import huddled as h
import pytest
import work_at_hand as w

from bothways_web.act.models import WorkItem
from bothways_web.people.models import Change
from bothways_web.people.units import today

SHARE = "/act/work/units/day/share/"
_VOLATILE = re.compile(r'name="(?:csrfmiddlewaretoken|mark)" value="[^"]*"')
SECRET = "the forklift in hall nine"


def whom(company, item, problem, reader="ana"):
    """Whom a piece would be offered to, as somebody sees who looks at the proposal."""
    WorkItem.objects.filter(pk=item.pk).update(problem=problem)
    return _VOLATILE.sub("", w.words(company.client(reader).get(SHARE)))


def hidden_from_ana(company, way):
    """A report with Ben's name that Ana may not open, and the problem of her unit that it belongs to."""
    unit = {"unit": None} if way.endswith("nowhere") else {"unit": company.units["desk"]}
    own, told = w.problem(company, None), w.problem(company, "ben", **{"unit": "desk"})
    for name, value in unit.items():
        setattr(told, name, value)
    if way.startswith("merged"):
        told.same_as, told.state = own, "duplicate"
    elif way.startswith("split"):
        own.split_from, own.code_mark = told, None
    told.save()
    own.save()
    return own, told


@pytest.mark.parametrize("way", ["merged elsewhere", "merged nowhere", "split elsewhere", "split nowhere"])
def test_a_proposal_does_not_tell_who_reported_what_its_reader_may_not_open(company, way):
    """Ana writes the same piece with and without the problem, looks at both proposals, and sends none."""
    w.room(company, "ben", 50)
    w.colleague(company, 3, 10)
    own, told = hidden_from_ana(company, way)
    ana = company.client("ana")
    assert ana.get(f"/problems/triage/{own.pk}/").status_code == 200
    assert ana.get(f"/problems/triage/{told.pk}/").status_code == 404
    item = w.piece(company)
    assert "Day 2" in whom(company, item, None)
    assert whom(company, item, own) == whom(company, item, w.problem(company, None, code_mark="n" * 64))


def test_a_lead_finds_out_nothing_either_that_a_manager_would_be_sent(company):
    """An offer that Eva sends stands on Ana's board: it must not tell more than Ana's own proposal."""
    w.room(company, "ben", 50)
    w.colleague(company, 3, 10)
    own, _told = hidden_from_ana(company, "merged elsewhere")
    item = w.piece(company, problem=own)
    for reader in ("eva", "ana"):
        assert "Day 2" in whom(company, item, own, reader)


def test_whoever_is_named_to_the_reader_still_comes_last(company):
    w.room(company, "ben", 50)
    w.colleague(company, 3, 10)
    item = w.piece(company)
    assert "Day 2" in whom(company, item, None)
    assert "Day 2" not in whom(company, item, w.problem(company, "ben"))


def test_the_change_log_holds_no_word_of_work(company):
    """Administrators read the log and may not open a board; an action may begin with the words of a card."""
    item = w.piece(company, SECRET)
    w.room(company, "ben", 50)
    for step in ("take", "back", "take"):
        w.move(company, "ben", item, step)
    ana = company.client("ana")
    for part, data in (
        ("change/", {"title": SECRET + "!", "effort": "4"}), ("split/", {"title": SECRET + "?", "effort": "1"}),
        ("drop/", {"reason": SECRET}),
    ):  # fmt: skip
        item.refresh_from_db()
        assert (
            ana.post(f"/act/work/pieces/{item.pk}/{part}", data | {"seen": item.version}).status_code == 302
        )
    huddle = h.opened(company)
    h.step(company, "ana", huddle, "add", title=SECRET + ".", effort="1")
    assert WorkItem.objects.filter(title__contains=SECRET).count() == 3
    told = " ".join(f"{one.about} {one.details}" for one in Change.objects.all())
    assert "forklift" not in told
    assert Change.objects.filter(verb="split work").exists()
    assert SECRET not in w.words(company.client("dua").get("/changes/"))
    assert today()
