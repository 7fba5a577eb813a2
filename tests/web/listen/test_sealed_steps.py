"""Each step of a sealed round can be done again: killed anywhere, begun twice, ended half-way."""

import datetime as dt
import threading

import pyarrow.parquet as pq
import pytest
import sealed_at_work as at
from django.db import connection
from django.utils import timezone

from bothways_web.listen import archive, clock, release
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Delivery, Invitation, Pulse, Round, Sealing
from bothways_web.listen.pulses import set_state
from bothways_web.listen.sealed import closing, files, opening
from bothways_web.listen.sealed.answers import sealed_table


class Killed(BaseException):
    """What no step catches."""


def killed(*_args, **_more):
    raise Killed


def pems(asked: Round) -> dict[str, bytes]:
    folder = files.folder() / asked.sealing.name
    return {path.name: path.read_bytes() for path in folder.glob("*.pem")}


def test_nobody_is_written_to_before_the_keys_are_there(company, own_home):
    asked = at.launch_only(company)
    assert asked.state == Round.State.PREPARING
    assert not Delivery.objects.exists()
    page = company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert "0 of 4 keys are made" in page
    opening.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.OPEN
    assert Delivery.objects.filter(kind="invitation").count() == 32
    assert (own_home / "sealed").stat().st_mode & 0o077 == 0
    found = [path for path in (own_home / "sealed").rglob("*") if path.is_file()]
    assert {path.suffix for path in found} == {".pem", ".db"}
    assert not [path for path in found if path.stat().st_mode & 0o077]


def test_a_job_that_dies_while_keys_are_made_goes_on_with_those_there_are(company, monkeypatch):
    asked = at.launch_only(company)
    kept = files.keep_key
    with monkeypatch.context() as patched:
        patched.setattr(files, "keep_key", lambda *a: kept(*a) if files.keys_made(a[0]) < 2 else killed())
        with pytest.raises(Killed):
            opening.prepare_round(asked.pk)
    asked.refresh_from_db()
    assert asked.state == Round.State.PREPARING
    first = pems(asked)
    assert len(first) == 2
    assert "2 of 4 keys are made" in company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert opening.prepare_round(asked.pk)
    assert first.items() <= pems(asked).items()


def test_a_job_that_died_is_begun_again_by_the_clock_and_a_living_one_is_not(company):
    asked, now = at.launch_only(company), timezone.now()
    assert opening.claim(asked, now)
    assert not opening.claim(asked, now + dt.timedelta(minutes=2))
    assert opening.claim(asked, now + dt.timedelta(minutes=4))


@pytest.mark.parametrize("step", ["open_stores", "write_mails"])
def test_killed_while_opening_nothing_is_half_open_and_the_keys_stay(company, monkeypatch, step):
    asked = at.launch_only(company)
    with monkeypatch.context() as patched:
        name = "_open" if step == "open_stores" else "write_mails"
        patched.setattr(opening, name, killed)
        with pytest.raises(Killed):
            opening.prepare_round(asked.pk)
    asked.refresh_from_db()
    assert asked.state == Round.State.PREPARING
    assert not Delivery.objects.exists()
    assert not Sealing.objects.get().published
    before = pems(asked)
    Round.objects.update(release_begun_at=timezone.now() - dt.timedelta(minutes=4))
    clock.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.OPEN
    assert pems(asked) == before
    at.vote(asked, at.invited(asked, "day")[:1])


def test_a_pulse_that_ends_while_its_keys_are_made_leaves_nothing(
    company, own_home, django_capture_on_commit_callbacks
):
    asked = at.launch_only(company)
    opening.make_keys(asked.sealing)
    with django_capture_on_commit_callbacks(execute=True):
        set_state(asked.pulse, Pulse.State.ENDED, by=company.users["eva"])
    assert not Round.objects.exists()
    assert not Invitation.objects.exists()
    assert not list((own_home / "sealed").glob("*/*.pem"))
    assert not opening.prepare_round(asked.pk)
    assert at.launch_sealed(company).state == Round.State.OPEN, "the questions can be asked at once"


def test_a_round_that_is_given_up_while_its_job_works_is_not_opened(company, own_home, monkeypatch):
    asked = at.launch_only(company)
    opens = opening._open_stores

    def gives_up(sealing):
        made = opens(sealing)
        Round.objects.filter(pk=sealing.pk).delete()
        return made

    monkeypatch.setattr(opening, "_open_stores", gives_up)
    assert not opening.prepare_round(asked.pk)
    assert not Delivery.objects.exists()
    assert not list((own_home / "sealed").glob("*/*.pem"))


def test_a_paused_pulse_lets_its_round_go_on(company):
    asked = at.launch_only(company)
    set_state(asked.pulse, Pulse.State.PAUSED, by=company.users["eva"])
    opening.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.OPEN


def test_a_disk_that_is_full_is_said_on_the_page_and_tried_again(company, monkeypatch):
    asked = at.launch_only(company)
    with monkeypatch.context() as patched:

        def full(*_given):
            raise OSError(28, "No space left on device", "/somewhere")

        patched.setattr(files, "keep_key", full)
        assert not opening.prepare_round(asked.pk)
    page = company.client("eva").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert "No space left on device" in page
    assert "/somewhere" not in page
    assert opening.prepare_round(asked.pk)
    asked.refresh_from_db()
    assert asked.trouble == ""


STEPS = [
    (files, "destroy_keys"),
    (closing, "_decide"),
    (archive, "_write"),
    (release, "_offer"),
    (release, "_finish"),
]


@pytest.mark.parametrize(("where", "step"), STEPS, ids=[step for _where, step in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_step_of_the_close_the_next_try_ends_the_same(company, monkeypatch, where, step, after):
    asked = at.launch_sealed(company, audience="north")
    at.vote(asked, at.invited(asked, "day")[:6] + at.invited(asked, "night")[:7])
    assert at.close_round(asked)
    does = getattr(where, step)
    with monkeypatch.context() as patched:
        patched.setattr(where, step, lambda *a, **m: (does(*a, **m) if after else None, killed()))
        with pytest.raises(Killed):
            release.release_round(asked.pk)
    assert release.release_round(asked.pk)
    asked.refresh_from_db()
    found = released_round("employees", asked.ledger_name)
    assert {one.group for one in found.released} == {"all", "unit=day", "unit=night"}
    assert pems(asked) == {}
    batches = files.box().batches(asked.sealing.name)
    assert sorted(len(batch.answers) for batch in batches) == [6, 7]


@pytest.mark.parametrize("moved", [0, 1])
def test_killed_between_two_batches_no_ballot_is_lost_or_doubled(company, monkeypatch, moved):
    import bothways.privacy.ballots as ballots

    asked = at.launch_sealed(company, audience="north")
    at.vote(asked, at.invited(asked, "day")[:6] + at.invited(asked, "night")[:7])
    assert at.close_round(asked)
    does, calls = ballots.release_batch, []
    with monkeypatch.context() as patched:

        def dies(*args, **more):
            calls.append(args)
            return does(*args, **more) if len(calls) <= moved else killed()

        patched.setattr(ballots, "release_batch", dies)
        with pytest.raises(Killed):
            release.release_round(asked.pk)
    assert release.release_round(asked.pk)
    rows = archive.written([asked])
    [(_, path)] = list(rows)
    assert sorted(pq.read_table(path)["unit"].to_pylist()) == ["day"] * 6 + ["night"] * 7


@pytest.mark.django_db(transaction=True)
def test_closed_and_released_by_several_at_once_it_is_released_once(company):
    asked = at.launch_sealed(company, audience="day")
    at.vote(asked, at.invited(asked)[:6])
    closed, done, barrier = [], [], threading.Barrier(4)

    def act():
        try:
            barrier.wait()
            closed.append(at.close_round(Round.objects.get(pk=asked.pk)))
            barrier.wait()
            done.append(release.release_round(asked.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(closed) == [False, False, False, True]
    assert release.release_round(asked.pk)
    asked.refresh_from_db()
    [batch] = files.box().batches(asked.sealing.name)
    assert len(batch.answers) == 6
    found = released_round("employees", asked.ledger_name)
    assert {one.group for one in found.released} == {"all"}


@pytest.mark.django_db(transaction=True)
def test_prepared_by_several_at_once_there_is_one_set_of_keys_and_one_mail_each(company):
    asked = at.launch_only(company, audience="north")
    barrier, opened = threading.Barrier(3), []

    def act():
        try:
            barrier.wait()
            opened.append(opening.prepare_round(asked.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(opened) == [False, False, True]
    assert Delivery.objects.filter(kind="invitation").count() == 16
    at.vote(Round.objects.get(pk=asked.pk), at.invited(asked))


def test_the_file_of_answers_is_the_same_whoever_makes_it(company):
    asked = at.launch_sealed(company, audience="north")
    at.vote(asked, at.invited(asked, "day")[:6] + at.invited(asked, "night")[:7])
    at.close(asked)
    first, again = sealed_table(asked), sealed_table(asked)
    assert first.equals(again)
    assert first.equals(pq.read_table(archive.file_of(asked)))


def test_at_the_close_keys_and_people_go_and_the_box_keeps_no_ballot(company):
    asked = at.launch_sealed(company, audience="day")
    device = at.Device(at.invited(asked)[0]).fetch()
    ballot = device.ballot(at.given(asked, 2))
    assert at.cast(device.told["box"], ballot).json() == {"receipt": "stored"}
    at.vote(asked, at.invited(asked)[1:])
    path = next(iter((files.folder() / asked.sealing.name).glob("*.pem")))
    inode = path.open("rb")  # what an open handle still reads after the file is gone
    secret = path.read_bytes()
    at.close(asked)
    assert not path.exists()
    assert not path.parent.exists()
    assert inode.read() != secret
    raw = (files.folder() / "register.db").read_bytes()
    assert not [one for one in at.invited(asked) if str(one.pk).encode() in raw]
    assert device.voter.signature not in (files.folder() / "box.db").read_bytes()
    assert at.cast(device.told["box"], ballot).json() == {"receipt": "already stored"}
    assert device.ask().status_code == 410
