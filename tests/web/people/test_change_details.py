"""The change log in words: names, days and times instead of codes."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from bothways_web.people.change_details import tell_changes
from bothways_web.people.changes import record
from bothways_web.people.models import Change, Organisation


def told(by, verb="did something", about="it", **details):
    record(by, verb, about, **details)
    [row] = tell_changes(Change.objects.all()[:1])
    return list(row.details)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"question_set": "team_psychological_safety", "audience": "day"},
         ["question set: Team psychological safety", "who is asked: Day shift"]),
        ({"role": "people_lead", "unit": ""}, ["role: people lead"]),
        ({"role": "manager", "unit": "night"}, ["role: manager", "unit: Night shift"]),
        ({"unit": "gone", "end": "2026-03-31"}, ["unit: gone", "last day: March 31, 2026"]),
        ({"fields": ["name", "time_zone"]}, ["changed: name, time zone"]),
        ({"import_id": 7, "rows": 12, "added": 3, "left": 0}, ["rows: 12", "new: 3"]),
        ({"side": "customers", "metrics": ["a", "b"], "replaced": []}, ["whose numbers: customers", "metrics: a, b"]),
        ({"first": "2025-01", "last": "2025-12"}, ["first period: January 2025", "last period: December 2025"]),
        ({"taken": False}, ["taken by the mail server: no"]),
        ({"question_set": "a set of the past"}, ["question set: a set of the past"]),
        ({"something_else": "2"}, ["something else: 2"]),
    ],
)  # fmt: skip
def test_details_are_words(company, details, words):
    assert told(company.users["dua"], **details) == words


def test_a_close_is_told_in_the_time_of_the_organisation(company):
    Organisation.objects.update(time_zone="Europe/Madrid")
    closes = "2026-12-12T18:19+00:00"
    assert told(None, closes=closes) == ["closes: Dec. 12, 2026, 7:19 p.m."]
    with override("de"):
        assert told(None, closes=closes)[0].endswith("12. Dezember 2026 19:19")


def test_a_change_says_what_was_and_what_is(company):
    words = told(
        company.users["eva"], "changed pulse", audience=["day", "night"], cadence=["once", "monthly"],
        comment=["True", "False"], title=["once", ""],
    )  # fmt: skip
    assert words == [
        "who is asked: Night shift, before: Day shift", "how often: every month, before: once",
        "ask for a comment at the end: no, before: yes", "title: nothing, before: once",
    ]  # fmt: skip
    words = told(
        company.users["dua"], "changed organisation", working_days=["[0, 1]", "[0, 6]"],
        quiet_from=["18:00:00", "19:30:00"],
        time_zone=["UTC", "America/Argentina/Buenos_Aires"], language=["en", "de"],
    )  # fmt: skip
    assert words == [
        "working days: Monday, Sunday, before: Monday, Tuesday", "quiet from: 7:30 p.m., before: 6 p.m.",
        "time zone: Buenos Aires, Argentina (The Americas), before: UTC", "language: German, before: English",
    ]  # fmt: skip


def test_the_page_shows_no_code_and_asks_for_all_units_at_once(company, django_assert_max_num_queries):
    for number in range(30):
        record(
            company.users["eva"], "made pulse", f"Pulse {number} 2026-03", audience="day", question_set="enps"
        )
    client = company.client("dua")
    with django_assert_max_num_queries(20):
        page = client.get("/changes/").content.decode()
    assert "<bdi>Pulse 3 March 2026</bdi>" in page
    assert "who is asked: Day shift" in page
    shown = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"question_set|audience:|2026-03", shown)
