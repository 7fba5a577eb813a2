"""The mail that says what is new: one a week, at no telling time, in waking hours; or as it happens; or never."""

import datetime as dt
import smtplib
import zoneinfo

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from bothways_web.people.change_words import WORDS
from bothways_web.people.models import Change, DayOff, Digest, Organisation, OwnHours, Person, User
from bothways_web.people.notifications import digest as verbs
from bothways_web.people.notifications import topics
from bothways_web.people.notifications.quiet import is_quiet
from bothways_web.people.notifications.readers import AWAY, Rests, reader_of
from bothways_web.people.notifications.stopping import stop_token
from bothways_web.people.notifications.topics import Topic

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=7)
#: A Tuesday at ten in Berlin, and the Monday before.
TUESDAY = dt.datetime(2026, 12, 1, 10, tzinfo=BERLIN).astimezone(dt.UTC)
MONDAY = TUESDAY - 22 * HOUR
AGAIN = Topic("test again", "Something waits.", comes_again=True)
ONCE = Topic("test once", "There is an answer.")


@pytest.fixture(autouse=True)
def own_topics(monkeypatch):
    """Topics of these tests alone, and a list of what is new for whom that a test may fill."""
    new: set[tuple[str, dt.date]] = set()

    def is_new(user, since, until):
        return any(name == user.name and since <= day < until for name, day in new)

    asked = Topic("test asked", "There is something new to read.", is_new=is_new)
    monkeypatch.setattr(topics, "TOPICS", {})
    monkeypatch.setattr(verbs, "TOPICS", {one.name: one for one in (AGAIN, ONCE, asked)})
    return new


@pytest.fixture
def at(monkeypatch):
    def be(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    be(MONDAY)
    return be


@pytest.fixture
def gil(company, at):
    user = company.users["gil"]
    User.objects.exclude(pk=user.pk).update(is_active=False)
    verbs.look_after_digests(at(MONDAY))
    return user


def kept() -> Digest:
    return Digest.objects.get()


def run_until(at, end, *, start=MONDAY, step=dt.timedelta(minutes=30)):
    """Let the clock go on; return the moments at which mails left."""
    left, now = [], start
    while now <= end:
        left += [now] * verbs.look_after_digests(at(now))
        now += step
    return left


def test_it_comes_on_tuesday_within_four_hours_after_ten_and_once(gil, at):
    assert kept().looks_at == TUESDAY
    verbs.let_wait(gil, ONCE)
    verbs.let_wait(gil, AGAIN)
    [left] = run_until(at, TUESDAY + 6 * DAY)
    assert TUESDAY <= left <= TUESDAY + 4 * HOUR + dt.timedelta(minutes=30)
    [letter] = mail.outbox
    assert letter.to == ["gil@company.example"]
    assert "Something waits.\nThere is an answer.\n" in letter.body
    assert (kept().topics, kept().due_at, kept().looks_at) == ([], None, TUESDAY + WEEK)


def test_nothing_comes_where_nothing_is_new(gil, at):
    assert run_until(at, TUESDAY + 2 * WEEK + 4 * HOUR, step=3 * HOUR) == []
    assert kept().looks_at == TUESDAY + 3 * WEEK


def test_what_rooms_are_asked_for_is_told_once_and_never_missed(gil, at, own_topics):
    own_topics.add(("Gil", TUESDAY.date()))  # of the day on which it is looked: told a week later
    assert run_until(at, TUESDAY + 6 * DAY, step=HOUR) == []
    [left] = run_until(at, TUESDAY + 4 * WEEK, start=TUESDAY + 6 * DAY, step=HOUR)
    assert left.date() == (TUESDAY + WEEK).date()


def test_times_are_spread_over_four_hours_and_never_quiet(gil, at):
    reader = reader_of(gil)
    drawn = {verbs.some_time_from(verbs.kinds.DIGEST, TUESDAY, reader) for _draw in range(200)}
    assert len(drawn) > 100
    assert min(drawn) < TUESDAY + HOUR
    assert TUESDAY + 3 * HOUR < max(drawn) < TUESDAY + 4 * HOUR
    late = TUESDAY + 7 * HOUR  # an hour before the quiet begins
    assert not any(
        is_quiet(verbs.some_time_from(verbs.kinds.DIGEST, late, reader), reader.zone, *reader.rests)
        for _draw in range(100)
    )


def test_who_works_at_night_gets_it_in_own_hours_spread_as_well(gil, at):
    OwnHours.objects.create(user=gil, quiet_from=dt.time(8), quiet_to=dt.time(15))
    drawn = {verbs.some_time_from(verbs.kinds.DIGEST, TUESDAY, reader_of(gil)) for _draw in range(50)}
    assert len(drawn) > 20
    assert all(15 <= one.astimezone(BERLIN).hour < 18 and one.date() == TUESDAY.date() for one in drawn)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/St_Johns"])
def test_tuesday_is_that_of_the_reader(company, at, zone):
    ben = company.users["ben"]
    Person.objects.filter(user=ben).update(time_zone=zone)
    ben.refresh_from_db()
    looks = verbs.next_look("weekly", reader_of(ben), MONDAY - 3 * DAY).astimezone(zoneinfo.ZoneInfo(zone))
    assert (looks.date(), looks.time()) == (dt.date(2026, 12, 1), dt.time(10))


@pytest.mark.parametrize("rhythm", ["weekly", "as_it_happens"])
def test_a_look_comes_after_now_also_where_the_clocks_change(company, rhythm):
    reader = reader_of(company.users["gil"])
    for day in (dt.date(2026, 3, 28), dt.date(2026, 10, 24)):
        now = dt.datetime.combine(day, dt.time(10), BERLIN)
        for _time in range(9):
            looks = verbs.next_look(rhythm, reader, now)
            assert looks > now
            assert looks.astimezone(BERLIN).time() == dt.time(10)
            now = looks


def test_a_mail_that_days_off_held_into_the_next_week_is_that_weeks_mail(gil, at):
    DayOff.objects.bulk_create(DayOff(day=TUESDAY.date() + number * DAY) for number in range(5))
    verbs.let_wait(gil, ONCE)
    left = run_until(at, TUESDAY + 5 * DAY)
    assert left == []
    monday = TUESDAY + 6 * DAY + 9 * HOUR  # after the quiet has begun
    [left] = run_until(at, monday, start=TUESDAY + 5 * DAY)
    assert left.astimezone(BERLIN).date() == dt.date(2026, 12, 7)
    verbs.let_wait(gil, ONCE)
    assert run_until(at, TUESDAY + 9 * DAY, start=monday) == []  # Tuesday is of the same week
    [left] = run_until(at, TUESDAY + 16 * DAY, start=TUESDAY + 9 * DAY)
    assert left.date() == (TUESDAY + 2 * WEEK).date()


def test_as_it_happens_is_at_most_once_a_day_in_waking_hours(gil, at):
    verbs.choose_rhythm(gil, "as_it_happens", now=MONDAY)
    noon = TUESDAY + 2 * HOUR
    verbs.let_wait(gil, ONCE, at(noon))
    [first] = run_until(at, noon + 5 * HOUR, start=noon)
    assert noon <= first <= noon + 5 * HOUR
    verbs.let_wait(gil, ONCE, at(first + dt.timedelta(minutes=1)))
    later = run_until(at, noon + 3 * DAY, start=first + dt.timedelta(minutes=1))
    assert [one.astimezone(BERLIN).date() for one in later] == [dt.date(2026, 12, 2)]
    assert not any(is_quiet(one, BERLIN, *reader_of(gil).rests) for one in [first, *later])


def test_as_it_happens_tells_what_comes_again_once_a_week_alone(gil, at):
    verbs.choose_rhythm(gil, "as_it_happens", now=MONDAY)
    left, now = [], TUESDAY
    while now < TUESDAY + 12 * DAY:
        verbs.let_wait(gil, AGAIN, at(now))
        left += [now] * verbs.look_after_digests(now)
        now += HOUR
    assert [one.date() for one in left] == [TUESDAY.date(), (TUESDAY + WEEK).date()]


def test_as_it_happens_looks_every_day_for_what_rooms_are_asked_for(gil, at, own_topics):
    verbs.choose_rhythm(gil, "as_it_happens", now=MONDAY)
    own_topics.add(("Gil", TUESDAY.date()))
    [left] = run_until(at, TUESDAY + 3 * DAY, step=HOUR)
    assert left.date() == (TUESDAY + DAY).date()


def test_never_drops_what_waits_and_takes_nothing_new(gil, at):
    verbs.let_wait(gil, ONCE)
    assert verbs.choose_rhythm(gil, "never")
    assert not verbs.choose_rhythm(gil, "never")
    assert not verbs.let_wait(gil, ONCE)
    assert (kept().topics, kept().due_at, kept().looks_at) == ([], None, None)
    assert run_until(at, TUESDAY + WEEK, step=HOUR) == []
    assert [one.verb for one in Change.objects.all()] == ["chose own mails"]
    assert {"chose own mails", "chose own quiet hours", "added days off", "deleted day off"} <= set(WORDS)


def test_weekly_again_lets_what_was_about_to_leave_wait_for_tuesday(gil, at):
    verbs.choose_rhythm(gil, "as_it_happens", now=MONDAY)
    verbs.let_wait(gil, ONCE, at(TUESDAY + DAY))
    assert kept().due_at is not None
    verbs.choose_rhythm(gil, "weekly", now=TUESDAY + DAY)
    assert (kept().due_at, kept().topics) == (None, ["test once"])
    assert kept().looks_at == TUESDAY + WEEK


def test_who_is_away_gets_nothing_and_hears_of_it_when_back(gil, at, monkeypatch):
    away = [lambda user, day: day < dt.date(2026, 12, 5)]
    monkeypatch.setattr("bothways_web.people.notifications.readers.AWAY", away)
    assert AWAY is not away
    assert verbs.let_wait(gil, ONCE)
    assert not verbs.let_wait(gil, AGAIN)
    [left] = run_until(at, TUESDAY + 8 * DAY, step=HOUR)
    assert left.date() == (TUESDAY + WEEK).date()
    assert "There is an answer." in mail.outbox[0].body


def test_somebody_whose_account_is_off_gets_nothing(gil, at):
    verbs.let_wait(gil, ONCE)
    Digest.objects.update(due_at=TUESDAY)
    User.objects.update(is_active=False)
    gil.refresh_from_db()
    assert not verbs.let_wait(gil, ONCE)
    assert verbs.look_after_digests(at(TUESDAY)) == 0
    assert not mail.outbox


def test_the_subject_is_the_same_for_all_and_no_number_stands_in_it(gil, company):
    Organisation.objects.update(language="de")
    one, other = (
        verbs.letter(gil, ["test once"]),
        verbs.letter(company.users["ben"], ["test again", "test asked"]),
    )
    assert one.subject == other.subject
    assert one.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one.headers["List-Unsubscribe"].strip("<>") in one.body
    assert one.headers["Auto-Submitted"] == "auto-generated"
    told = one.body.split("http")[0]
    assert not any(letter.isdigit() for letter in told)
    for word in ("Gil", "gil@"):
        assert word not in one.subject + told


def test_a_mail_that_the_server_does_not_take_is_tried_again(gil, at, monkeypatch):
    verbs.let_wait(gil, ONCE)
    Digest.objects.update(due_at=TUESDAY, looks_at=TUESDAY + WEEK)

    def refuse(_self):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        assert verbs.look_after_digests(at(TUESDAY)) == 0
    assert kept().due_at > TUESDAY
    assert kept().topics == ["test once"]
    assert verbs.look_after_digests(at(TUESDAY + dt.timedelta(minutes=5))) == 1


def test_an_address_that_the_server_does_not_know_is_given_up(gil, at, monkeypatch):
    verbs.let_wait(gil, ONCE)
    Digest.objects.update(due_at=TUESDAY, looks_at=TUESDAY + WEEK)

    def refuse(_self):
        raise smtplib.SMTPRecipientsRefused({"gil@company.example": (550, b"unknown")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert verbs.look_after_digests(at(TUESDAY)) == 0
    assert (kept().due_at, kept().topics, kept().last_sent_on) == (None, [], None)


def test_two_clocks_send_one_mail_and_what_comes_meanwhile_is_kept(gil, at):
    verbs.let_wait(gil, ONCE)
    Digest.objects.update(due_at=TUESDAY, looks_at=TUESDAY + WEEK)
    seen = verbs.DigestQueue().waiting().get()
    verbs.let_wait(gil, AGAIN)
    assert verbs.DigestQueue().send_one(seen, at(TUESDAY), rests=Rests())
    assert kept().topics == ["test again"]
    assert not verbs.DigestQueue().send_one(seen, TUESDAY, rests=Rests())
    assert len(mail.outbox) == 1


def test_two_clocks_look_once(gil, at, own_topics):
    own_topics.add(("Gil", (TUESDAY - DAY).date()))
    at(TUESDAY)
    assert verbs.look(gil, reader_of(gil), TUESDAY)
    due = kept().due_at
    assert verbs.look(gil, reader_of(gil), TUESDAY)
    assert (kept().due_at, kept().topics) == (due, ["test asked"])


def test_one_click_ends_them_without_signing_in_and_looking_does_not(gil):
    verbs.let_wait(gil, ONCE)
    for path in (f"/me/mails/stop/{stop_token(gil)}/", f"/act/reminders/{stop_token(gil)}/"):
        Digest.objects.update(rhythm="weekly")
        assert "No more mails that say what is new?" in Client().get(path).content.decode()
        assert kept().rhythm == "weekly"
        page = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert page.status_code == 200
        assert not page.cookies
        assert (kept().rhythm, kept().topics) == ("never", [])


@pytest.mark.parametrize("bad", ["x", "1", "1.abc", "..1"])
def test_a_link_that_somebody_made_up_is_not_there(company, bad):
    assert Client().post(f"/me/mails/stop/{bad}/").status_code == 404
    mangled = stop_token(company.users["fay"])[:-2] + "xx"
    assert Client().get(f"/me/mails/stop/{mangled}/").status_code == 404


def test_the_clock_of_the_app_looks_after_them():
    from bothways_web.listen.hooks import ON_TICK

    assert verbs.look_after_digests in ON_TICK
