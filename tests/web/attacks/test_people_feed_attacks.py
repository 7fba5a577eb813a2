"""Attacks by whoever holds the people feed: moves that should tell an answer, and requests that should break."""

from __future__ import annotations

import datetime as dt
import json
from unittest.mock import patch

import attack_rounds as at
import pytest
from feeding import EXTRA, PATCH, USER, Directory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rounds_at_work import launch
from scim2_models import ScimFilter

from bothways_web.api.scim import door, searching
from bothways_web.api.scim.models import FeedPerson, FeedTrouble
from bothways_web.api.scim.showing import show_people, user_model
from bothways_web.api.scopes import Scope
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Invitation
from bothways_web.people.models import Organisation, Person, Post

TRIES = settings(
    max_examples=120, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
COUNTS = {"day": 5, "night": 8, "desk": 8, "field": 8}


@pytest.fixture
def directory(program):
    return Directory(program("dua", Scope.SCIM).secret)


def fed(directory, code, unit):
    return directory.join(code, employeeNumber=code, department=unit)


def shaken(directory, company):
    """Let one move, one leave, one join, and one come back, as a directory would say it."""
    mover, leaver = fed(directory, "night1", "night"), fed(directory, "desk2", "desk")
    directory.set(mover, f"{EXTRA}:department", "day")
    directory.set(leaver, "active", False)
    fed(directory, "stranger", "day")
    back = fed(directory, "field3", "field")
    directory.set(back, "active", False)
    directory.set(back, "active", True)


def test_a_mover_a_joiner_and_a_leaver_during_a_round_change_nothing_that_is_released(
    company, directory, settings, tmp_path
):
    """Twice the same round, once with the directory busy in the middle: what the ledger releases is the same."""
    found = []
    for busy in (False, True):
        with at.world_of_its_own(settings, tmp_path / f"world{busy}"):
            asked = launch(company)
            before = list(Invitation.objects.filter(round=asked).order_by("pk").values_list("person", "unit"))
            if busy:
                shaken(directory, company)
                assert Post.objects.filter(person__code="night1").count() == 2
            after = list(Invitation.objects.filter(round=asked).order_by("pk").values_list("person", "unit"))
            assert sorted(after, key=str) == sorted(before, key=str)
            at.answer(asked, COUNTS, at.mixed)
            at.close(asked)
            rows = [repr(row) for row in released_round("employees", asked.ledger_name).released]
            shown = at.shown_groups(at.team_pages(company, "eva", asked))
            found.append((rows, shown, len(before)))
    assert found[0][0]
    assert found[0][1]
    assert found[0] == found[1]


def test_held_rounds_stay_as_they_are_whatever_the_directory_says_later(company, directory):
    asked = at.release(company, COUNTS, at.mixed)
    before = at.shown_groups(at.team_pages(company, "eva", asked))
    shaken(directory, company)
    for person in company.people["day"]:
        key = FeedPerson.objects.filter(person=person).first()
        directory.send("DELETE", f"Users/{key.pk if key else fed(directory, person.code, 'day')}")
    assert at.shown_groups(at.team_pages(company, "eva", asked)) == before
    assert not at.audited(asked).found


@pytest.mark.parametrize("change", ["joins", "moves in", "leaves"])
def test_attack_6_one_person_moved_by_the_directory_between_rounds_tells_nothing_they_said(
    company, directory, settings, tmp_path, change
):
    """The next round differs by one person whom the directory has moved: what this one said shows on no page."""
    Organisation.objects.update(rest_days=0)
    seen = []
    for said in (1, 5):
        with at.world_of_its_own(settings, tmp_path / f"world{said}"):
            one = {"joins": "day9", "moves in": "night8", "leaves": "day8"}[change]

            def value(team, person, place, one=one, said=said, codes=None):
                return said if codes[team][person] == one else at.mixed(team, person, place)

            def answered(asked, teams, value=value):
                codes = {t: [i.person.code for i in at.invited(asked, t)] for t in at.TEAMS}
                at.answer(asked, teams, lambda t, p, place: value(t, p, place, codes=codes))
                return at.close(asked)

            first = answered(launch(company), dict.fromkeys(at.TEAMS, 8), at_first(one, change, said))
            assert first.state == "released"
            if change == "leaves":
                directory.set(fed(directory, one, "day"), "active", False)
                Post.objects.filter(person__code=one).update(end=dt.date(2026, 1, 1))
            else:
                key = fed(directory, one, "night" if change == "moves in" else "day")
                directory.set(key, f"{EXTRA}:department", "day")
            second = answered(launch(company), dict.fromkeys(at.TEAMS, 9))
            seen.append(at.pages(company, "eva", second))
    assert seen[0] == seen[1]


def at_first(one, change, said):
    """Return what is said in the first round: the same in both worlds, but by whoever leaves afterwards."""

    def value(team, person, place, codes):
        if change == "leaves" and codes[team][person] == one:
            return 3
        return at.mixed(team, person, place)

    return value


def test_the_directory_is_told_the_same_whatever_was_asked_or_answered(company, directory):
    Organisation.objects.update(rest_days=0)
    for code in ("day1", "day2", "desk1"):
        fed(directory, code, code[:-1])
    places = ("Users", "Groups", "Schemas", "ResourceTypes", f"Users/{FeedPerson.objects.first().pk}")
    before = [directory.client.get(f"/scim/v2/{place}").content for place in places]
    at.release(company, COUNTS, at.mixed)
    launch(company, instrument="engagement_short")
    assert [directory.client.get(f"/scim/v2/{place}").content for place in places] == before


def test_other_tokens_no_token_and_sessions_open_nothing(company, program, browser_of):
    strangers = [
        (Directory("bothways_nothing"), 401), (Directory(""), 401), (Directory("\0"), 401),
        (Directory(program("eva").secret), 403), (Directory(program("dua", Scope.RESPONSES).secret), 403),
    ]  # fmt: skip
    for stranger, status in strangers:
        for method, path in (("GET", "Users"), ("POST", "Users"), ("GET", "Groups"), ("DELETE", "Users/x")):
            answer = stranger.send(method, path, {} if method == "POST" else None)
            assert answer.status_code == status, (method, path)
            assert answer["Content-Type"] == "application/scim+json"
            assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert browser_of("dua").get("/scim/v2/Users").status_code == 401
    other = program("dua", Scope.SCIM)
    assert other.get("surveys").status_code == 403
    assert Directory("").send("GET", "ServiceProviderConfig").status_code == 200
    assert not Person.objects.filter(fed__isnull=False).exists()


def test_an_administrator_who_is_none_any_more_takes_the_feed_along(company, directory):
    assert directory.send("GET", "Users").status_code == 200
    company.users["dua"].grants.all().delete()
    assert directory.send("GET", "Users").status_code == 403


def test_a_minute_has_an_end(company, directory, monkeypatch):
    monkeypatch.setattr(door, "A_MINUTE", 3)
    answers = [directory.send("GET", "Users") for _time in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_huge_pages_are_cut_and_pages_beyond_the_end_are_empty(company, directory):
    for number in range(3):
        directory.join(f"one{number}")
    with patch.object(searching, "MOST_COMPARED", 2):
        answer = directory.client.get("/scim/v2/Users", {"count": 10**18, "startIndex": 10**18})
        assert (answer.status_code, answer.json()["totalResults"]) == (200, 3)
        assert "Resources" not in answer.json() or not answer.json()["Resources"]
        assert len(directory.client.get("/scim/v2/Users", {"count": 10**9}).json()["Resources"]) == 3
        refused = directory.client.get("/scim/v2/Users", {"filter": 'title co "x"'})
        assert (refused.status_code, refused.json()["scimType"]) == (400, "tooMany")
        assert len(directory.find('userName eq "ONE1" and title eq "x"')) == 0
        assert len(directory.find('userName eq "ONE1"')) == 1


BOMBS = [
    "(" * 900 + 'userName eq "a"' + ")" * 900,
    "not (" * 300 + 'userName eq "a"' + ")" * 300,
    " and ".join(['userName eq "a"'] * 5000),
    'userName eq "' + "a" * 100_000 + '"',
    "emails[" * 500,
    'userName eq "\0"',
    'userName eq "a',
    "",
]


@pytest.mark.parametrize("place", ["query", "search", "path"])
@pytest.mark.parametrize("bomb", range(len(BOMBS)))
def test_nested_and_endless_filters_are_refused(company, directory, place, bomb):
    key = directory.join("one")
    if place == "query":
        answer = directory.client.get("/scim/v2/Users", {"filter": BOMBS[bomb]})
    elif place == "search":
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": BOMBS[bomb]}
        answer = directory.send("POST", "Users/.search", body)
    else:
        answer = directory.patch(f"Users/{key}", {"op": "replace", "path": BOMBS[bomb], "value": "x"})
    harmless = bomb == 0 or "\0" in BOMBS[bomb] or not BOMBS[bomb]  # blanks, and brackets that mean nothing
    assert answer.status_code in ((200, 204, 400) if harmless else (400,))
    assert FeedPerson.objects.get().said["userName"] == "one"


BODIES = [
    b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"", b"null", b"[]", b'"x"', b"{}", b"0" * (1024 * 1024 + 1),
    json.dumps({"schemas": [USER], "userName": "a\0b"}).encode(),
    json.dumps({"schemas": [USER], "userName": "a" * 300}).encode(),
    json.dumps({"schemas": [USER], "userName": "a", "emails": [{"value": "a@b.example"}] * 500}).encode(),
    json.dumps({"schemas": [PATCH], "Operations": [{"op": "add", "path": "id", "value": "x"}]}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("body", range(len(BODIES)))
def test_spoilt_bodies_are_refused_and_nothing_is_written(company, directory, body):
    people = Person.objects.count()
    for method, path in (
        ("POST", "Users"),
        ("POST", "Groups"),
        ("PATCH", "Users/x"),
        ("POST", "Users/.search"),
    ):
        answer = directory.send(method, path, BODIES[body])
        allowed = (200, 400, 413) if path.endswith("search") else (400, 404, 413)
        assert answer.status_code in allowed, (method, path, answer.content)
    assert (Person.objects.count(), FeedPerson.objects.count()) == (people, 0)
    assert FeedTrouble.objects.count() <= 50


def test_two_users_cannot_be_one_person_and_a_bad_member_changes_no_group(company, directory):
    fed(directory, "day1", "day")
    again = {"schemas": [USER, EXTRA], "userName": "other", EXTRA: {"employeeNumber": "day1"}}
    answer = directory.send("POST", "Users", again)
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    same = directory.send("POST", "Users", {"schemas": [USER], "userName": "DAY1"})
    assert (same.status_code, same.json()["scimType"]) == (409, "uniqueness")
    group = directory.group("some", str(FeedPerson.objects.get().pk))
    told = {"op": "add", "path": "members", "value": [{"value": group}]}
    assert directory.patch(f"Groups/{group}", told).status_code == 400
    assert len(directory.send("GET", f"Groups/{group}").json()["members"]) == 1


NAMES = st.sampled_from(["a", "A", "ä", "Ä", "b c", "1", "", "a\\u0308"])
PATHS = st.sampled_from(
    ["userName", "externalId", "displayName", "title", "id", f"{EXTRA}:employeeNumber", "name.givenName"]
)
OPS = st.sampled_from(["eq", "ne", "co", "sw", "ew"])


def filters():
    """Return filters of any shape over a few attributes and values."""
    leaf = st.builds(lambda path, op, text: f'{path} {op} "{text}"', PATHS, OPS, NAMES) | st.builds(
        lambda path: f"{path} pr", PATHS
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(lambda a, op, b: f"({a}) {op} ({b})", inner, st.sampled_from(["and", "or"]), inner)
            | st.builds(lambda a: f"not ({a})", inner)
        ),
        max_leaves=6,
    )


def test_what_the_database_narrows_is_what_comparing_everybody_finds(company, directory):
    for number, name in enumerate(["a", "Ä", "b c", "1"]):
        directory.join(
            name,
            externalId=["a", "A", "ä", "1"][number],
            employeeNumber=["A", "ä", "1", "b c"][number],
            displayName=name,
        )
    everybody = show_people(FeedPerson.objects.all())

    @TRIES
    @given(filters())
    def compare(text):
        wanted = ScimFilter[user_model()](text)
        expected = {one.id for one in everybody if wanted.match(one)}
        assert {one["id"] for one in directory.find(text)} == expected, text

    compare()


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["False", "day", "True"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "type", "primary", "givenName", "department", "active"]), inner
        )
    ),
    max_leaves=5,
)
PLACES = (
    PATHS
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "active",
            "emails",
            'emails[type eq "work"].value',
            "emails[value pr]",
            EXTRA,
            f"{EXTRA}:manager",
            "groups",
            "meta",
        ]
    )
)


def test_no_patch_breaks_the_server_or_leaves_somebody_half_changed(company, directory):
    key = directory.join("one", emails=[{"value": "a@b.example", "type": "work"}], department="day")

    @TRIES
    @given(st.lists(st.tuples(st.sampled_from(["add", "Replace", "remove", "x"]), PLACES, ANY), max_size=3))
    def change(told):
        before = directory.send("GET", f"Users/{key}").json()
        operations = [{"op": op, "path": path, "value": value} for op, path, value in told]
        answer = directory.patch(f"Users/{key}", *operations)
        assert answer.status_code in (204, 400, 409), (operations, answer.content)
        after = directory.send("GET", f"Users/{key}")
        assert after.status_code == 200
        if answer.status_code != 204:
            assert after.json() == before

    change()
