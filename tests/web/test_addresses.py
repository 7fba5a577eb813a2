"""Every address for every role: what is answered, that refused forms change nothing, and that 404 tells nothing."""

import re

import address_table as table
import addressed_company as made
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from kept_worlds import kept

_ECHO = re.compile(rb'name="next" value="[^"]*"')


@pytest.fixture
def world(company, settings, tmp_path):
    settings.HOME = tmp_path
    return kept(made.build, company)


class Undone(Exception):
    """Ends a try whose changes are taken back."""


def told(response, url):
    """What somebody was answered, in the words of the table."""
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?next="):
        return table.SIGN_IN
    return response.status_code


def not_there(response):
    return _ECHO.sub(b"", made.body(response))


def test_every_address_stands_in_the_table():
    names = {name for name, _view in table.all_addresses()}
    assert names == {one.name for one in table.TABLE}


def test_every_view_has_a_gate_but_those_of_the_package_that_signs_people_in():
    views = table.all_addresses()
    assert not [name for name, view in views if not table.from_package(view) and not hasattr(view, "gate")]
    from_package = {name for name, view in views if table.from_package(view)}
    assert from_package == {one.name for one in table.SIGNING_IN}


def test_every_role_is_answered_what_the_table_says_and_looking_changes_nothing(world):
    wrong = []
    before = made.everything_stored()
    for one in table.TABLE:
        url = one.url(world)
        for role in made.ROLES:
            answer = told(world.client(role).get(url), url)
            if answer != one.get[role]:
                wrong.append(f"{one.name} {one.label}: {role} is answered {answer}, not {one.get[role]}")
        after = made.everything_stored()
        if after != before:
            wrong.append(f"{one.name}: looking changes {[k for k in after if after[k] != before.get(k)]}")
            before = after
    assert not wrong, "\n".join(wrong)


def test_a_form_changes_something_for_those_who_may_and_nothing_for_anybody_else(world, monkeypatch):
    wrong = []
    monkeypatch.setattr(transaction, "on_commit", lambda run, **_more: None)
    for one in table.ROOMS:
        url, sent = one.url(world), one.sends
        data = sent.data if sent else lambda world: {}
        by = sent.by if sent else ()
        before = made.everything_stored()
        for role in made.ROLES:
            if one.get[role] in (table.SIGN_IN, table.NOT_THERE) or (sent and role not in by):
                answer = told(world.client(role).post(url, data(world)), url)
                if answer not in (table.SIGN_IN, 404, 405, 302, 200, 422):
                    wrong.append(f"{one.name}: a form of {role} is answered {answer}")
                if one.get[role] in (table.SIGN_IN, 404) and answer not in (one.get[role], 405):
                    wrong.append(f"{one.name} {one.label}: a refused form of {role} is answered {answer}")
        if made.everything_stored() != before:
            wrong.append(f"{one.name}: a refused form changes something")
        for role in by:
            try:
                with transaction.atomic():
                    answer = world.client(role).post(url, data(world))
                    changed = made.everything_stored()
                    raise Undone
            except Undone:
                pass
            if answer.status_code not in (200, 302) or changed == before:
                wrong.append(
                    f"{one.name} {one.label}: the form of {role} changes nothing: {answer.status_code}"
                )
    assert not wrong, "\n".join(wrong)


#: Pages about one thing of a kind: an address of one that there is, and one of the same length that there is not.
TWINS = {
    "/teams/{}/": ("t01", "t99"),
    "/listen/{}/": ("pulse", "none"),
    "/listen/rounds/{}/": ("round", "none"),
    "/listen/rounds/{}/close/": ("round", "none"),
    "/listen/{}/change/": ("pulse", "none"),
    "/listen/{}/launch/": ("pulse", "none"),
    "/listen/{}/channels/": ("pulse", "none"),
    "/people/{}/": ("person", "nobody"),
    "/accounts/{}/": ("account", "none"),
    "/findings/runs/{}/": ("run", "none"),
    "/findings/{}/1/": ("run", "none"),
    "/journeys/{}/": ("journey", "none"),
    "/journeys/{}/change/": ("journey", "none"),
    "/metrics/customers/{}/columns/": ("upload", "nobody"),
    "/people/import/units/{}/columns/": ("upload", "nobody"),
    "/people/imports/{}/": ("import", "none"),
}


def twins(world):
    keys = {
        "pulse": world.pulse.pk, "round": world.open_round.pk, "person": world.person.pk, "run": world.run.pk,
        "account": world.company.users["cem"].pk, "upload": world.metric_upload.pk, "import": world.record_import.pk,
        "journey": world.link["journey"].pk, "nobody": "00000000-0000-4000-8000-000000000000",
    }  # fmt: skip
    for pattern, (there, missing) in TWINS.items():
        one = str(keys.get(there, there))
        # No row has the number nought, however many rows earlier tests have numbered.
        other = "0" * len(one) if missing == "none" else str(keys.get(missing, missing))
        yield pattern.format(one), pattern.format(other)


def test_a_page_out_of_reach_is_answered_byte_for_byte_like_one_that_there_is_not(world):
    wrong, compared = [], 0
    for there, missing in twins(world):
        for role in made.ROLES:
            client = world.client(role)
            one, other = client.get(there), client.get(missing)
            if one.status_code != 404:
                continue
            compared += 1
            if other.status_code != 404 or not_there(one) != not_there(other):
                wrong.append(f"{role} can tell {there} from {missing}")
            if dict(one.headers) != dict(other.headers):
                wrong.append(
                    f"{role} can tell {there} from {missing} by headers: {one.headers} {other.headers}"
                )
    assert compared > 60
    assert not wrong, "\n".join(wrong)


def test_a_page_out_of_reach_takes_as_many_queries_as_one_that_there_is_not(world):
    wrong = []

    def queries(role, url):
        client = world.client(role)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    for there, missing in twins(world):
        for role in ("ben", "ana", "cem", "fay", "hao", "dua"):
            if world.client(role).get(there).status_code == 404:
                queries(role, missing)  # what is kept in memory is there for both
                counts = queries(role, there), queries(role, missing)
                if counts[0] != counts[1]:
                    wrong.append(f"{role}: {there} takes {counts[0]} queries, {missing} {counts[1]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "asked", ["sort=value", "order=-value", "ordering=score", "o=1", "sort_by=score&desc=1"]
)
def test_no_address_sorts_teams_by_what_they_say(world, asked):
    for url in ("/teams/", "/teams/help-first/", "/findings/", "/teams/t01/", "/listen/"):
        client = world.client("eva")
        assert not_there(client.get(url)) == not_there(client.get(f"{url}?{asked}"))


def test_teams_stand_in_the_order_of_their_names(world):
    page = world.client("eva").get("/teams/").content.decode()
    names = re.findall(r'href="/teams/(?!help-first)([^"?]+)/"', page)
    assert len(names) > 20
    assert names == sorted(
        names, key=lambda code: made.linked.Unit.objects.get(code=code).spans.get().name.casefold()
    )
