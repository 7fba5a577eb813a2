"""Tokens: who may make which, what they open, and when they stop."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.api import guard
from bothways_web.api.models import Token
from bothways_web.api.scopes import Scope, scopes_of
from bothways_web.api.tokens import find_token, make_token, revoke_token
from bothways_web.people.models import Change, Grant, Role
from bothways_web.people.viewers import viewer_of

PLACES = {
    "surveys": Scope.SURVEYS,
    "rounds": Scope.ROUNDS,
    "results": Scope.RESULTS,
    "findings": Scope.FINDINGS,
    "sweep": Scope.SWEEP,
    "outcomes": Scope.OUTCOMES,
    "people": Scope.RECORDS,
    "imports/records": Scope.RECORDS_IN,
    "question-sets": Scope.SURVEYS_WRITE,
    "themes": Scope.THEMES,
    "reviews": Scope.REVIEWS,
    "work": Scope.ACT,
    "cases": Scope.CASES,
    "committee": Scope.COMMITTEE,
    "studies": Scope.STUDIES,
    "webhooks": Scope.WEBHOOKS,
    "exports": Scope.EXPORTS,
}
ACTING = {Scope.ACT, Scope.ACT_WRITE, Scope.COMMITTEE}
HELD = {
    "ana": set(), "ben": set(), "gil": set(), "ida": set(),
    "dua": {Scope.RESPONSES, Scope.SCIM, Scope.RECORDS_IN, Scope.COMMITTEE, Scope.WEBHOOKS},
    "eva": {
        Scope.SURVEYS, Scope.ROUNDS, Scope.RESPONSES, Scope.RESULTS, Scope.FINDINGS, Scope.ASKS, Scope.CONTACTS,
        Scope.OUTCOMES, Scope.RECORDS, Scope.RECORDS_IN, Scope.SURVEYS_WRITE, *ACTING, Scope.THEMES, Scope.STUDIES,
        Scope.EXPORTS,
    },
    "fay": {
        Scope.RESULTS, Scope.FINDINGS, Scope.ASKS, Scope.CONTACTS, Scope.OUTCOMES, Scope.SURVEYS, Scope.ROUNDS,
        Scope.SURVEYS_WRITE, *ACTING, Scope.THEMES, Scope.REVIEWS, Scope.CASES, Scope.STUDIES, Scope.EXPORTS,
    },
    "hao": {Scope.FINDINGS, Scope.SWEEP, Scope.THEMES, Scope.STUDIES, Scope.COMMITTEE, Scope.EXPORTS},
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_a_token_does_no_more_than_its_owners_roles_open(company, name):
    assert set(scopes_of(viewer_of(company.users[name]))) == HELD[name]
    with pytest.raises(InputError):
        make_token(company.users[name], "too much", [*HELD[name], *set(Scope) - HELD[name], "no scope"])


@pytest.mark.parametrize("name", [name for name, held in HELD.items() if held])
def test_each_scope_opens_its_places_and_no_other(company, program, name):
    for scope in HELD[name]:
        mine = program(name, scope)
        for place, needed in PLACES.items():
            answer = mine.get(place)
            assert answer.status_code == (200 if needed == scope else 403), (scope, place)
            if needed != scope:
                assert answer.json()["code"] == "scope"


def test_a_role_that_is_taken_away_takes_its_tokens_along(company, program):
    mine = program("hao")
    assert mine.get("findings").status_code == 200
    Grant.objects.filter(user=company.users["hao"], role=Role.ANALYST).delete()
    assert mine.get("findings").status_code == 403


@pytest.mark.parametrize("end", ["revoked", "expired", "switched off"])
def test_a_token_that_ended_opens_nothing(company, end):
    owner = company.users["hao"]
    token, secret = make_token(owner, "a program", [Scope.FINDINGS])
    assert find_token(secret)
    if end == "revoked":
        assert revoke_token(token, by=owner)
        assert not revoke_token(token, by=owner)
    elif end == "expired":
        Token.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    else:
        owner.is_active = False
        owner.save()
    answer = Client().get("/api/v1/findings", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic ZWV2YQ==", "Bearer bothways_", "Bearer \x00"]
)
def test_whatever_is_no_token_is_a_problem_and_no_error(company, header):
    answer = Client().get("/api/v1/findings", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no_token"


def test_a_session_opens_nothing_here_and_none_is_made(company, program):
    browser = company.client("eva")
    before = Session.objects.count()
    assert browser.get("/api/v1/findings").status_code == 401
    answer = program("eva").get("findings")
    assert answer.status_code == 200
    assert not answer.cookies
    assert Session.objects.count() == before


def test_the_secret_is_stored_nowhere(company):
    _token, secret = make_token(company.users["eva"], "a program", [Scope.FINDINGS])
    stored = [str(vars(one)) for kind in (Token, Change) for one in kind.objects.all()]
    assert not [text for text in stored if secret in text or secret[-20:] in text]


def test_who_asks_too_often_waits(program, monkeypatch):
    monkeypatch.setattr(guard, "A_MINUTE", 3)
    monkeypatch.setattr(guard.time, "time", lambda: 6000.0)
    mine, other = program("hao"), program("fay")
    assert [mine.get("findings").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert 0 < int(mine.get("findings")["Retry-After"]) <= 60
    assert other.get("findings").status_code == 200
    monkeypatch.setattr(guard.time, "time", lambda: 6060.0)
    assert mine.get("findings").status_code == 200


def test_the_page_shows_a_secret_once_and_revokes(company):
    browser = company.client("hao")
    assert "There are no tokens yet" in browser.get("/tokens/").content.decode()
    made = browser.post("/tokens/new/", {"name": "Warehouse", "scopes": ["findings:read"], "days": "30"})
    page = made.content.decode()
    secret = page.split('value="bothways_')[1].split('"')[0]
    assert made["Cache-Control"] == "no-store"
    token = find_token(f"bothways_{secret}")
    assert token
    assert token.expires_on == timezone.localdate() + dt.timedelta(days=30)
    listed = browser.get("/tokens/").content.decode()
    assert "Warehouse" in listed
    assert secret not in listed
    assert company.client("fay").post(f"/tokens/{token.pk}/revoke/").status_code == 404
    assert browser.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert find_token(f"bothways_{secret}") is None
    assert {"made token", "revoked token"} <= set(Change.objects.values_list("verb", flat=True))


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["results:read"]}, {"days": "0"}, {"days": "9999"}, {"name": ""}]
)
def test_a_wrong_form_is_told_and_makes_nothing(company, wrong):
    given = {"name": "Warehouse", "scopes": ["findings:read"], "days": "30"} | wrong
    answer = company.client("hao").post("/tokens/new/", given)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Token.objects.exists()


def test_an_administrator_sees_and_revokes_everybodys_tokens(company):
    token, _secret = make_token(company.users["hao"], "Warehouse", [Scope.FINDINGS])
    browser = company.client("dua")
    assert "Warehouse" in browser.get("/tokens/").content.decode()
    assert browser.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_on
