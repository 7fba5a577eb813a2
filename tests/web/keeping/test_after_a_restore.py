"""After a restore: nobody who was erased is back, sessions are over, and rounds that may have been shown end empty."""

import datetime as dt
import json
import shutil
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from rounds_at_work import answer_all, launch
from sealed_at_work import launch_sealed

from bothways.errors import FileError, InputError
from bothways_web.keeping.backup import erased as lists
from bothways_web.keeping.backup.erased import ErasedList
from bothways_web.keeping.backup.restoring import list_for
from bothways_web.keeping.backup.settling import Wishes, settle
from bothways_web.keeping.models import ErasedKey, Erasure
from bothways_web.keeping.personal.erasing import erase
from bothways_web.keeping.personal.subject import find_subject
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.models import ChatRoom, Contact, Response, Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Change, Person, Post, User

MADE = {"made": "2026-11-01T00:00:00+00:00"}
NOBODY = ErasedList(frozenset(), None)


def known(*keys):
    return ErasedList(frozenset(keys), timezone.now())


def test_whoever_was_erased_since_is_erased_again_even_at_work(company):
    ben = company.people["day"][1]
    assert Post.objects.filter(person=ben, end=None).exists()  # in the backup ben still works here
    contact = Contact.objects.create(side="customers", key="4711", email="c@customer.example")
    alone = User.objects.get(email="gil@company.example")
    keys = {ben.erasure_key, contact.erasure_key, alone.erasure_key, uuid.uuid4()}
    done = settle(MADE, known(*keys), Wishes())
    assert done.erased_again == 3
    assert not Person.objects.filter(pk=ben.pk).exists()
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert not User.objects.filter(email__in=["ben@company.example", "gil@company.example"]).exists()
    assert keys <= set(ErasedKey.objects.values_list("key", flat=True))
    assert settle(MADE, NOBODY, Wishes()).erased_again == 0


def test_an_erasure_goes_onto_the_list_and_the_list_names_nobody(company, settings, tmp_path_factory):
    settings.ERASED_LIST = tmp_path_factory.mktemp("disk") / "erased.json"
    ben = company.people["day"][1]
    key, account = ben.erasure_key, ben.user.erasure_key
    Post.objects.filter(person=ben).update(end=dt.date(2024, 2, 1))
    erase(find_subject("day2"), why=Erasure.Why.ASKED, by=company.users["dua"])
    lists.keep_elsewhere()  # the test's transaction never ends
    assert lists.read_list(settings.ERASED_LIST).keys == {key, account}
    text = settings.ERASED_LIST.read_text().lower()
    assert not [word for word in ("ben", "day2", str(ben.pk)) if word in text]
    assert settings.ERASED_LIST.stat().st_mode & 0o777 == 0o600
    assert lists.missing_elsewhere() == 0
    ErasedKey.objects.create()
    assert lists.missing_elsewhere() == 1


def test_keys_are_of_their_own_and_no_answer_holds_one(company):
    asked = launch(company)
    answer_all(asked, units=["day"])
    keys = {str(key) for key in Person.objects.values_list("erasure_key", flat=True)}
    assert len(keys) == Person.objects.count()
    assert not keys & {str(key) for key in Person.objects.values_list("pk", flat=True)}
    rows = Response.objects.select_related("invitation")
    held = json.dumps([[str(r.pk), r.answers, str(r.invitation.respondent)] for r in rows])
    assert not [key for key in keys if key in held]


def test_a_list_only_grows_and_what_is_none_is_refused(tmp_path):
    path, first, second = tmp_path / "erased.json", uuid.uuid4(), uuid.uuid4()
    lists.write_list(path, known(first))
    lists.write_list(path, known(second))
    assert lists.read_list(path).keys == {first, second}
    for text in (
        "",
        "{}",
        '{"form": 2, "keys": [], "up_to": null}',
        '{"form": 1, "keys": ["x"], "up_to": "2026-01-01"}',
    ):
        path.write_text(text)
        with pytest.raises(FileError, match="no list of erasures"):
            lists.write_list(path, known(second))
        assert path.read_text() == text


@pytest.mark.django_db
def test_without_a_list_a_restore_is_refused_until_it_is_said_to_be_lost(tmp_path, settings):
    settings.ERASED_LIST = None
    backup, key = tmp_path / "site.zip", uuid.uuid4()
    with pytest.raises(InputError, match="--without-erased"):
        list_for(backup, None, without=False)
    assert list_for(backup, None, without=True).keys == frozenset()
    lists.write_list(tmp_path / "erased.json", known(key))
    assert list_for(backup, None, without=False).keys == {key}
    settings.ERASED_LIST = tmp_path / "elsewhere.json"
    other = uuid.uuid4()
    lists.write_list(settings.ERASED_LIST, known(other))
    assert list_for(backup, None, without=False).keys == {key, other}
    with pytest.raises(FileError):
        list_for(backup, tmp_path / "none.json", without=True)


def test_a_round_whose_time_is_over_shows_nothing_unless_nothing_was_shown(company):
    asked, now = launch(company), timezone.now()
    answer_all(asked)
    over = {"opens_at": now - dt.timedelta(days=8), "closes_at": now - dt.timedelta(hours=1)}
    Round.objects.filter(pk=asked.pk).update(**over)
    there = Response.objects.count()
    assert settle(MADE, NOBODY, Wishes(nothing_shown=True)).ended == ()
    assert Response.objects.count() == there > 20
    assert settle(MADE, NOBODY, Wishes()).ended == (str(asked),)
    assert Response.objects.count() == 0
    asked.refresh_from_db()
    close_round(asked)
    assert release_round(asked.pk)
    assert released_rounds("employees") == ()


def test_a_round_that_goes_on_keeps_its_answers(company):
    asked = launch(company)
    answer_all(asked, units=["day"])
    assert settle(MADE, NOBODY, Wishes()).ended == ()
    assert Response.objects.count() == 8


def test_a_sealed_round_without_its_box_ends_and_shows_nothing(company):
    asked = launch_sealed(company)
    shutil.rmtree(Path(django_settings.HOME) / "sealed")
    assert settle(MADE, NOBODY, Wishes(nothing_shown=True)).ended == (str(asked),)
    asked.refresh_from_db()
    assert asked.closes_at <= timezone.now() + dt.timedelta(seconds=2)
    close_round(asked, now=timezone.now() + dt.timedelta(seconds=3))
    assert release_round(asked.pk)
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED
    assert released_rounds("employees") == ()


def test_sessions_are_over_and_a_drill_tells_nobody(company):
    client = company.client("dua")
    assert client.get("/accounts/").status_code == 200
    ChatRoom.objects.create(name="Front desk", address="https://chat.example/hook/x")
    settle(MADE, NOBODY, Wishes())
    assert client.get("/accounts/").status_code == 302
    assert not ChatRoom.objects.exclude(stopped_on=None).exists()
    settle(MADE, NOBODY, Wishes(drill=True))
    assert not ChatRoom.objects.filter(stopped_on=None).exists()
    assert Change.objects.filter(verb="restored a backup").count() == 2
