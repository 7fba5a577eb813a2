"""Several requests of a directory at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from feeding import EXTRA, USER, Directory

from bothways_web.api.scim.models import FeedPerson
from bothways_web.api.scopes import Scope
from bothways_web.people.models import Person


def at_once(acts):
    """Do everything at the same moment, each in a thread of its own; return what was answered."""
    barrier = threading.Barrier(len(acts))

    def act(one):
        barrier.wait()
        try:
            return one().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(act, acts))


@pytest.mark.django_db(transaction=True)
def test_one_joiner_sent_six_times_at_once_is_one_person(company, program):
    secret = program("dua", Scope.SCIM).secret
    body = {
        "schemas": [USER, EXTRA],
        "userName": "new",
        EXTRA: {"employeeNumber": "901", "department": "day"},
    }
    sent = [lambda: Directory(secret).send("POST", "Users", body)] * 6
    assert at_once(sent) == {201: 1, 409: 5}
    assert Person.objects.get(code="901").posts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_what_they_have_read_one_is_told_to_read_again(company, program):
    directory = Directory(program("dua", Scope.SCIM).secret)
    key = directory.join("one", department="day")
    tag = directory.send("GET", f"Users/{key}")["ETag"]

    def put(title):
        body = {"schemas": [USER], "userName": "one", "title": title}
        return lambda: directory.send("PUT", f"Users/{key}", body, **{"If-Match": tag})

    assert at_once([put("a"), put("b"), put("c")]) == {200: 1, 412: 2}
    assert FeedPerson.objects.get().version == 2
