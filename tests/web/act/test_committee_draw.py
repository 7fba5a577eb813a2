"""The committee's draw: set up, announced, made once, and nothing in it to be bent."""

import datetime as dt
import hashlib
import json

import committee_at_work as at
import pytest
from django.utils import timezone

from bothways.allocation import Quota, read_pool, repeat_draw
from bothways.errors import InputError
from bothways_web.act.committee import draws, jobs, lists, showing
from bothways_web.act.committee.groups import attributes_of, traits_of_workforce
from bothways_web.act.committee.willing import pool_groups, say_willing
from bothways_web.act.models import CommitteeDraw, Seat, Willingness
from bothways_web.people.models import Change, Post

DRAW = f"{at.BASE}draw/"


def test_quotas_are_the_shares_of_everybody_who_works_here(company):
    at.ready(company)
    draw = at.planned(company, seats=8)
    by_group = {(one.attribute, one.value): (one.low, one.high) for one in lists.quotas_in(draw)}
    assert by_group == {
        ("place", "day"): (2, 2), ("place", "night"): (2, 2), ("place", "desk"): (2, 2), ("place", "field"): (2, 2),
        ("role", "nurse"): (4, 4), ("role", "porter"): (4, 4),
    }  # fmt: skip


def test_groups_under_five_count_together(company):
    at.ready(company)
    few = company.people["day"][:3]
    Post.objects.filter(person__in=few).update(role="pilot")
    [role] = attributes_of(traits_of_workforce(), ["role"])
    assert "pilot" not in role.alone
    Post.objects.filter(person__in=company.people["day"][:5]).update(role="pilot")
    [role] = attributes_of(traits_of_workforce(), ["role"])
    assert "pilot" in role.alone


def test_where_sites_are_not_recorded_the_branch_stands_for_the_place(company):
    at.ready(company)
    Post.objects.filter(unit=company.units["day"]).update(site="")
    assert {one["place"] for one in traits_of_workforce().values()} == {"north", "south"}


def test_a_draw_needs_a_charter(company):
    at.with_accounts(company)
    at.willing(company)
    with pytest.raises(InputError, match="charter"):
        at.planned(company)


def test_only_one_draw_is_under_way_at_a_time(company):
    at.ready(company)
    at.planned(company)
    with pytest.raises(InputError, match="under way"):
        at.planned(company)


def test_every_quota_is_met_by_who_was_drawn(company):
    at.ready(company)
    for _ in range(3):
        draw = at.drawn(company, seats=6)
        codes = set(draw.people.filter(refill=0).values_list("code", flat=True))
        panel = lists.pool_of(draw, [row for row in draw.pool if row[0] in codes])
        for one in lists.quotas_in(draw):
            assert one.low <= panel.count(one.attribute, one.value) <= one.high
        assert draw.people.filter(refill=0).count() == 6
        CommitteeDraw.objects.filter(pk=draw.pk).update(over=True)


def test_the_hash_is_published_before_there_is_a_seed_and_names_the_list(company):
    at.ready(company)
    draw = at.announced(company)
    assert draw.seed == ""
    assert len(draw.commitment) == 64
    text = json.dumps(draw.record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == draw.commitment
    assert lists.pool_of(draw, draw.pool).fingerprint() == draw.record["pool"]


def test_the_database_refuses_a_seed_without_a_hash(company):
    from django.db import IntegrityError, transaction

    at.ready(company)
    draw = at.planned(company)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeDraw.objects.filter(pk=draw.pk).update(seed="mine")


def test_it_is_not_drawn_before_its_moment_and_only_once(company):
    at.ready(company)
    draw = at.announced(company)
    eva = company.users["eva"]
    with pytest.raises(InputError, match="moment"):
        draws.make_draw(draw, seen=draw.version, by=eva)
    assert CommitteeDraw.objects.get().seed == ""
    CommitteeDraw.objects.update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    seen = CommitteeDraw.objects.get().version
    first = draws.make_draw(draw, seen=seen, by=eva)
    with pytest.raises(InputError):
        draws.make_draw(draw, seen=seen, by=eva)
    with pytest.raises(InputError):
        draws.make_draw(draw, seen=CommitteeDraw.objects.get().version, by=eva)
    assert CommitteeDraw.objects.get().seed == first.seed


def test_a_list_that_was_changed_after_the_announcement_is_not_drawn_from(company):
    at.ready(company)
    draw = at.announced(company)
    rows = [*draw.pool]
    rows[0] = [rows[0][0], rows[0][1], *reversed(rows[0][2:])]
    CommitteeDraw.objects.filter(pk=draw.pk).update(
        pool=rows, draw_at=timezone.now() - dt.timedelta(minutes=1)
    )
    with pytest.raises(InputError, match="hash"):
        draws.make_draw(draw, seen=draw.version, by=company.users["eva"])


def test_another_lottery_than_the_announced_one_is_not_drawn_from(company):
    at.ready(company)
    draw = at.announced(company)
    record = draw.record | {"tickets": list(reversed(draw.record["tickets"]))}
    if record["tickets"] == draw.record["tickets"]:
        record["panels"] = list(reversed(draw.record["panels"]))
    CommitteeDraw.objects.filter(pk=draw.pk).update(
        record=record, draw_at=timezone.now() - dt.timedelta(minutes=1)
    )
    with pytest.raises(InputError, match="not the one that was announced"):
        draws.make_draw(draw, seen=draw.version, by=company.users["eva"])


def test_quotas_cannot_be_changed_once_announced(company):
    at.ready(company)
    draw = at.announced(company)
    with pytest.raises(InputError):
        draws.change_quotas(draw, lists.quotas_in(draw), seen=draw.version, by=company.users["eva"])


def test_quotas_no_panel_can_meet_are_named_and_the_nearest_is_taken(company):
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"], *company.people["desk"])
    at.planned(company, seats=4)
    eva = company.client("eva")
    text = eva.get(DRAW).content.decode()
    assert "No committee can meet these numbers" in text
    assert "at least 1 of “Night shift”" in text
    assert "Announce the draw" not in text
    draw = CommitteeDraw.objects.get()
    eva.post(f"{DRAW}{draw.pk}/announce/", {"version": draw.version})
    assert CommitteeDraw.objects.get().state == "planned"
    assert eva.post(f"{DRAW}{draw.pk}/nearest/", {"version": draw.version}).status_code == 302
    text = eva.get(DRAW).content.decode()
    assert "These numbers can be met" in text
    moved = CommitteeDraw.objects.get()
    assert Quota("place", "night", 0, 1) in lists.quotas_in(moved)
    eva.post(f"{DRAW}{draw.pk}/announce/", {"version": moved.version})
    assert CommitteeDraw.objects.get().state == "announced"


def test_nobody_willing_says_what_to_do(company):
    at.chartered(company)
    at.with_accounts(company)
    draw = at.planned(company)
    page = company.client("eva").get(DRAW).content.decode()
    assert "Too few are willing" in page  # the same words as for one or two
    assert "Tell them what the committee is for" in page
    with pytest.raises(InputError, match="Fewer people are willing"):
        jobs.announce(draw, seen=draw.version, by=company.users["eva"])


def test_fewer_willing_than_seats_says_so(company):
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"][:3])
    at.planned(company)
    assert "Too few are willing" in company.client("eva").get(DRAW).content.decode()


def test_numbers_that_are_turned_round_are_refused_and_nothing_is_saved(company):
    at.ready(company)
    draw = at.planned(company)
    given = {f"quota-{n}-{end}": 1 for n in range(len(draw.quotas)) for end in ("low", "high")}
    page = company.client("eva").post(DRAW, given | {"quota-0-low": 3, "version": draw.version})
    assert page.status_code == 422
    assert "The most is less than the fewest" in page.content.decode()
    assert CommitteeDraw.objects.get().quotas == draw.quotas
    assert company.client("eva").post(DRAW, given | {"version": draw.version}).status_code == 302
    assert {(low, high) for _a, _v, low, high in CommitteeDraw.objects.get().quotas} == {(1, 1)}


def test_two_leads_at_once_do_not_overwrite_each_other(company):
    at.ready(company)
    draw = at.planned(company)
    eva, fay = company.users["eva"], company.users["fay"]
    draws.change_quotas(draw, lists.quotas_in(draw), seen=0, by=eva)
    with pytest.raises(draws.Stale):
        draws.change_quotas(draw, lists.quotas_in(draw), seen=0, by=fay)


def test_a_draw_that_is_called_off_leaves_no_list(company):
    at.ready(company)
    draw = at.announced(company)
    page = company.client("fay").post(f"{DRAW}{draw.pk}/off/", {"version": draw.version})
    assert page.status_code == 302
    gone = CommitteeDraw.objects.get()
    assert (gone.state, gone.pool) == ("cancelled", [])
    assert Willingness.objects.count() == 32
    at.planned(company)  # the next one can begin


def test_who_is_willing_stands_nowhere_before_the_draw_and_of_those_not_drawn_not_after(company):
    """An attack: every page and file of every role, the change log, and what the draw stores for pages."""
    at.chartered(company)
    at.with_accounts(company)
    night = company.people["night"]
    at.willing(company, *night, *company.people["day"])
    draw = at.announced(company, seats=4, attributes=("role",))
    codes = {row[0] for row in draw.pool}
    urls = [at.BASE, DRAW, f"{at.BASE}willing/", f"{at.BASE}drawn.json", "/changes/", "/"]
    names = ("ana", "ben", "cem", "dua", "eva", "fay", "gil", "hao", "ida")

    def found(but: set[str]) -> list[str]:
        seen = []
        for name in names:
            own = (
                showing.own_code(draw, company.users[name].person.pk.hex)
                if hasattr(company.users[name], "person")
                else ""
            )
            for url in urls:
                text = company.client(name).get(url).content.decode()
                seen += [
                    f"{name} {url} {one.name}" for one in night if one.name in text and one.name not in but
                ]
                seen += [f"{name} {url} {code}" for code in codes - {own} if code in text and code not in but]
        return seen

    assert not found(set())
    assert not Change.objects.filter(about__contains="Night").exists()
    CommitteeDraw.objects.update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    draws.make_draw(draw, seen=draw.version, by=company.users["eva"])
    known = {one.code for one in Seat.objects.all()}
    draw.refresh_from_db()
    assert not found(known)  # names of those who have not said yes are not shown either


def test_the_pool_is_shown_in_bands_of_yesterday_and_never_a_group_under_five(company):
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"], *company.people["night"][:2], *company.people["desk"][1:7])
    groups = dict(pool_groups())
    assert {one.label: one.band for one in groups["Place"]} == {
        "Day shift": "5–9",
        "All others together": "5–9",
    }
    before = pool_groups()
    say_willing(company.people["desk"][0], True)
    assert pool_groups() == before
    at.willing(company, *company.people["desk"][:1])
    Willingness.objects.exclude(person__in=company.people["day"]).delete()
    assert "Place" not in dict(pool_groups())  # one group alone says nothing
    Willingness.objects.exclude(person__in=company.people["day"][:4]).delete()
    assert pool_groups() == []


def test_the_list_repeats_the_draw_without_the_app(company):
    import pandas as pd

    at.ready(company)
    draw = at.drawn(company, attributes=("role",))
    page = company.client("eva").post(f"{DRAW}{draw.pk}/list.json")
    told = json.loads(page.content)
    pool = read_pool(pd.DataFrame(told["list"]), ["role"])
    assert list(repeat_draw(told["record"], pool, told["seed"]).panel) == told["codes"]
    text = page.content.decode()
    assert not [one.name for team in company.people.values() for one in team if f'"{one.name}"' in text]


def test_the_list_is_given_to_leads_alone_after_the_draw_alone_and_the_log_says_so(company):
    at.ready(company)
    draw = at.announced(company, attributes=("role",))
    assert company.client("eva").post(f"{DRAW}{draw.pk}/list.json").status_code == 404
    CommitteeDraw.objects.update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    draws.make_draw(draw, seen=draw.version, by=company.users["eva"])
    for name in ("ana", "ben", "dua", "gil", "hao", "ida"):
        assert company.client(name).post(f"{DRAW}{draw.pk}/list.json").status_code == 404
    assert company.client("fay").post(f"{DRAW}{draw.pk}/list.json").status_code == 200
    assert Change.objects.filter(verb="took along list of the draw", by=company.users["fay"]).count() == 1


def test_what_is_published_of_the_draw_holds_no_group_of_a_person_and_no_name(company):
    at.ready(company)
    draw = at.drawn(company)
    told = json.loads(company.client("ben").get(f"{at.BASE}drawn.json").content)
    assert told["published_before"] == draw.commitment
    assert told["seed"] == draw.seed
    assert len(told["codes"]) == 4
    assert not {"list", "record", "pool"} & set(told)


def test_everybody_finds_their_own_code_and_nobody_elses(company):
    at.ready(company)
    draw = at.announced(company)
    ben = company.users["ben"].person
    mine = showing.own_code(draw, ben.pk.hex)
    text = company.client("ben").get(f"{at.BASE}willing/").content.decode()
    assert mine in text
    assert not [row[0] for row in draw.pool if row[0] != mine and row[0] in text]


def test_chances_are_told_as_lowest_and_highest_alone(company):
    at.ready(company)
    draw = at.drawn(company, seats=4)
    assert showing.chances_shown(draw) == (10, 10)  # four seats for 32 people: 12.5, told coarsely
    assert "The lowest chance in the pool was about 10 in 100, the highest about 10 in 100" in (
        company.client("ben").get(at.BASE).content.decode()
    )
