"""Attacks on the draw of a committee: who is willing, who said no, and bending the lot."""

import datetime as dt
import json
from hashlib import sha256

import committee_at_work as at
import pytest
from django.utils import timezone

from bothways.allocation import Quota
from bothways.errors import InputError
from bothways_web.act.committee import clock, draws, jobs, lists, seats, showing
from bothways_web.act.committee.willing import pool_band, pool_groups, say_willing
from bothways_web.act.models import CommitteeDraw, Seat, Willingness
from bothways_web.people.models import Post
from bothways_web.people.units import today

DRAW = f"{at.BASE}draw/"
NAMES = ("ana", "ben", "cem", "eva", "fay", "gil", "hao", "ida")


def without_forms(client, url):
    """What a page says, without tokens that are others each time."""
    lines = client.get(url).content.decode().splitlines()
    return [one for one in lines if "csrf" not in one and "nonce" not in one]


def test_nobody_reads_the_groups_of_who_said_no_off_a_table_of_who_was_drawn(company):
    at.ready(company)
    draw = at.drawn(company, seats=6)
    pages = {name: without_forms(company.client(name), at.BASE) for name in NAMES}
    file = company.client("ben").get(f"{at.BASE}drawn.json").content
    drawn = {row[0] for row in draw.pool} & set(draw.people.values_list("code", flat=True))
    others = [row for row in draw.pool if row[0] not in drawn]
    for one, row in zip(draw.people.all(), others, strict=False):  # as if others had been drawn
        Seat.objects.filter(pk=one.pk).update(code=row[0])
    told = {name: without_forms(company.client(name), at.BASE) for name in NAMES}
    own = {row[0] for row in draw.pool}
    assert {
        name: [line for line in told[name] if not any(code in line for code in own)] for name in NAMES
    } == {name: [line for line in pages[name] if not any(code in line for code in own)] for name in NAMES}
    assert set(json.loads(file)) & {"list", "record", "groups"} == set()


def test_the_list_is_given_to_nobody_where_somebody_would_stand_alone_in_it(company):
    """An attack: eva knows the records. A row that fits one person tells that this one was willing, or said no."""
    at.ready(company)
    ben = company.users["ben"].person
    for willing in (True, False):  # the answer must not tell whether ben was willing either
        say_willing(ben, willing)
        Willingness.objects.filter(until__isnull=False).delete()
        draw = at.drawn(company, attributes=("place", "role"))  # four of each
        assert not draw.rows_are_shared
        assert company.client("eva").post(f"{DRAW}{draw.pk}/list.json").status_code == 404
        assert "Take the list along" not in company.client("eva").get(DRAW).content.decode()
        CommitteeDraw.objects.update(over=True)
    draw = at.drawn(company, attributes=("role",))
    listed = json.loads(company.client("eva").post(f"{DRAW}{draw.pk}/list.json").content)["list"]
    workforce = [post.role for post in Post.objects.all()]
    assert all(workforce.count(row["role"]) >= 5 for row in listed)


@pytest.mark.parametrize("url", [DRAW, f"{DRAW}new/"])
def test_nothing_that_leads_see_moves_as_somebody_says_yes_or_takes_it_back(company, url):
    """An attack: eva looks, ben presses the button, eva looks again."""
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"][:4], company.people["night"][0])
    if url == DRAW:
        at.planned(company, seats=5)
    eva = company.client("eva")
    before = without_forms(eva, url), pool_band(), pool_groups()
    assert before[1] == "5–9"
    say_willing(company.people["night"][0], False)
    assert (without_forms(eva, url), pool_band(), pool_groups()) == before
    say_willing(company.people["desk"][0], True)
    assert (without_forms(eva, url), pool_band(), pool_groups()) == before
    Willingness.objects.update(until=today() - dt.timedelta(days=1))
    clock.look_after_committee()
    assert not Willingness.objects.exists()


def test_who_changes_their_mind_twice_on_a_day_is_willing_as_before(company):
    at.with_accounts(company)
    ben = company.users["ben"].person
    at.willing(company, ben)
    since = Willingness.objects.get().since
    say_willing(ben, False)
    say_willing(ben, True)
    assert (Willingness.objects.get().since, Willingness.objects.get().until) == (since, None)
    say_willing(ben, False)
    Willingness.objects.all().delete()
    say_willing(ben, True)
    say_willing(ben, False)  # never counted: nothing to keep until tomorrow
    assert not Willingness.objects.exists()


def test_a_yes_after_one_that_was_taken_back_counts_from_the_next_day_on(company):
    """An attack: eva looks on the day on which ben says yes again, before the clock forgets his first yes."""
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"][:4], company.people["night"][0])
    ben = company.people["night"][0]
    yesterday = today() - dt.timedelta(days=1)
    Willingness.objects.filter(person=ben).update(since=yesterday - dt.timedelta(days=1), until=yesterday)
    before = pool_band(), pool_groups()
    assert before == ("", [])
    say_willing(ben, True)
    assert (pool_band(), pool_groups()) == before
    mine = Willingness.objects.get(person=ben)
    assert (mine.since, mine.until) == (today(), None)
    Willingness.objects.filter(person=ben).update(since=yesterday)  # the day after
    assert pool_band() == "5–9"


def test_one_who_is_willing_reads_like_none(company):
    at.chartered(company)
    at.with_accounts(company)
    at.planned(company)
    eva = company.client("eva")
    none = without_forms(eva, DRAW)
    at.willing(company, company.people["day"][0])
    assert without_forms(eva, DRAW) == none


def test_who_took_the_yes_back_today_is_on_no_list(company):
    at.ready(company)
    ben, new = company.users["ben"].person, company.people["night"][3]
    Willingness.objects.filter(person=new).update(since=today())
    say_willing(ben, False)
    draw = at.announced(company)
    assert len(draw.pool) == 30
    assert not {ben.pk.hex, new.pk.hex} & {row[1] for row in draw.pool}


def test_everybody_reads_the_hash_before_there_is_a_seed(company):
    at.ready(company)
    draw = at.announced(company)
    for name in NAMES:
        assert draw.commitment in company.client(name).get(at.BASE).content.decode(), name
    assert company.client("nobody").get(at.BASE).status_code in (302, 404)


def test_who_likes_the_committee_less_cannot_draw_until_they_like_it(company):
    at.ready(company)
    draw = at.drawn(company)
    page = company.client("fay").post(f"{DRAW}new/", {
        "seats": 4, "attributes": ["role"], "day": (today() + dt.timedelta(days=9)).isoformat(), "time": "12:00",
    })  # fmt: skip
    assert page.status_code == 422
    assert "its term goes on" in page.content.decode()
    CommitteeDraw.objects.update(drawn_at=timezone.now() - dt.timedelta(days=290))
    assert at.planned(company).pk != draw.pk  # the next one, in time before the term ends


def test_no_group_is_shut_out_by_numbers_or_given_all_seats(company):
    at.ready(company)
    draw = at.planned(company, seats=8)
    fair = lists.quotas_in(draw)

    def bent(value, low, high):
        return [Quota(one.attribute, value, low, high) if one.value == value else one for one in fair]

    for wrong in (bent("night", 0, 0), bent("night", 5, 8), bent("nurse", 0, 1), bent("porter", 2, 1)):
        with pytest.raises(InputError):
            draws.change_quotas(draw, wrong, seen=draw.version, by=company.users["eva"])
    draws.change_quotas(draw, bent("night", 1, 3), seen=draw.version, by=company.users["eva"])
    assert Quota("place", "night", 1, 3) in lists.quotas_in(CommitteeDraw.objects.get())


def test_what_is_called_off_leaves_no_lottery_that_tells_of_the_pool(company):
    at.ready(company)
    draw = at.announced(company)
    draws.call_off(draw, seen=draw.version, by=company.users["eva"])
    gone = CommitteeDraw.objects.get()
    assert (gone.pool, gone.record) == ([], {})


def test_a_chance_does_not_tell_how_many_are_willing(company):
    """An attack: seats by chance are the pool. From 27 to 32 who are willing, what is shown must not move."""
    at.chartered(company)
    at.with_accounts(company)
    everybody = [one for team in company.people.values() for one in team]
    told = set()
    for many in range(27, 33):
        Willingness.objects.all().delete()
        at.willing(company, *everybody[:many])
        told.add(showing.chances_shown(at.announced(company, seats=4, attributes=())))
        CommitteeDraw.objects.update(state="cancelled")
    assert len(told) == 1


def hashed(*parts):
    return int(sha256("\n".join(parts).encode()).hexdigest(), 16)


def by_hand(rows, names, record, seed, kept=()):
    """The seven steps of the published procedure, with SHA-256 alone."""
    profiles = {}
    for row in rows:
        profiles.setdefault(tuple(row[name] for name in names), []).append(row["person"])
    ticket, passed = hashed(seed, "ticket") % 1_000_000, 0
    ends = []
    for tickets in record["tickets"]:
        passed += tickets
        ends.append(passed)
    panel = next(one for one, end in zip(record["panels"], ends, strict=True) if ticket < end)
    drawn = []
    for (_values, people), count in zip(sorted(profiles.items()), panel, strict=True):
        staying = [one for one in people if one in kept]
        lots = sorted((one for one in people if one not in kept), key=lambda one: hashed(seed, "person", one))
        drawn += (staying + lots)[:count]
    return ticket, sorted(drawn)


def test_the_published_procedure_by_hand_gives_the_same_committee_and_replacements(company):
    at.ready(company)
    draw = at.drawn(company, seats=6, attributes=("role",))
    seats.accept(draw.people.first(), by=draw.people.first().person.user)
    for _ in range(2):
        seats.decline(draw.people.filter(state="asked").first())
    told = json.loads(company.client("eva").post(f"{DRAW}{draw.pk}/list.json").content)
    assert (
        sha256(
            json.dumps(told["record"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        ).hexdigest()
        == draw.commitment
    )
    names = told["record"]["attributes"]
    assert by_hand(told["list"], names, told["record"], told["seed"]) == (told["ticket"], told["codes"])
    assert len(told["replacements"]) == 2
    for step in told["replacements"]:
        left = [row for row in told["list"] if row["person"] not in step["gone"]]
        seed, kept = f"{told['seed']} / replacement {step['number']}", step["record"]["kept"]
        ticket, panel = by_hand(left, names, step["record"], seed, kept)
        assert ticket == step["ticket"]
        assert sorted(set(panel) - set(kept)) == step["drawn"]


def test_steps_out_of_order_change_nothing(company):
    at.ready(company)
    draw = at.planned(company)
    eva = company.client("eva")
    for step in ("now", "list.json"):
        eva.post(f"{DRAW}{draw.pk}/{step}/" if step == "now" else f"{DRAW}{draw.pk}/{step}", {"version": 0})
    assert CommitteeDraw.objects.get().seed == ""
    jobs.announce(draw, seen=0, by=company.users["eva"])
    there = CommitteeDraw.objects.get()
    for address in ("announce", "nearest", "now"):
        eva.post(f"{DRAW}{draw.pk}/{address}/", {"version": there.version})
    eva.post(DRAW, {"quota-0-low": 0, "quota-0-high": 4, "version": there.version})
    now = CommitteeDraw.objects.get()
    assert (now.version, now.commitment, now.seed) == (there.version, there.commitment, "")
