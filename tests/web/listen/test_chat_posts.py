"""Posts to chat rooms: once a room and round, by the clock alone, with retries that hold nobody up."""

import datetime as dt
import ssl
import time

import chat_at_work as at
import pytest
from django.core import mail
from django.utils import timezone
from rounds_at_work import launch

from bothways.errors import InputError
from bothways_web.listen import allowance, clock
from bothways_web.listen.channels import posts, rooms, wire
from bothways_web.listen.channels.links import Door, door_token
from bothways_web.listen.channels.posts import send_posts
from bothways_web.listen.models import ChatPost, ChatRoom, Pulse, Round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Change, Organisation
from bothways_web.people.zones import zone_of

OPEN = {"mode": "open", "form": "short"}


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return at.certificate(tmp_path_factory.mktemp("chat"))


@pytest.fixture
def chat(pem, monkeypatch, settings, company):
    settings.CHAT_HOSTS = ("localhost",)
    monkeypatch.setattr(wire, "trust", lambda: ssl.create_default_context(cafile=str(pem)))
    allowance.forget()
    Organisation.objects.update(quiet_from=dt.time(0), quiet_to=dt.time(0), working_days=list(range(7)))
    with at.running_chat(pem) as chat:
        yield chat


def add(chat, company, name="News", path="secret-word") -> ChatRoom:
    address = chat.address.replace("secret-word", path)
    return rooms.add_room(name, address, by=company.users["eva"])


@pytest.fixture
def asked(company, chat) -> Round:
    """A confidential round with one room."""
    opened = launch(company)
    rooms.choose_rooms(opened.pulse, [add(chat, company).pk], by=company.users["eva"])
    return opened


def test_a_room_is_told_once_that_a_survey_is_open_and_never_a_link_of_one_person(chat, asked):
    assert send_posts() == 1
    assert send_posts() == 0
    [(path, _headers, body)] = chat.kept
    assert path == "/hooks/secret-word"
    assert "The company: a short survey is open until" in body["text"]
    assert "a link of their own in the mail" in body["text"]
    assert "http" not in body["text"]
    assert asked.pulse.title not in body["text"]
    assert ChatPost.objects.get().state == "sent"


def test_a_room_gets_the_open_link_of_an_open_survey(chat, company):
    opened = launch(company, **OPEN)
    rooms.choose_rooms(opened.pulse, [add(chat, company).pk], by=company.users["eva"])
    send_posts()
    assert f"/open/{door_token(opened.pulse, Door.OPEN)}/" in chat.kept[0][2]["text"]


def test_the_clock_sends_posts_after_mails_and_no_page_does(chat, asked, company):
    company.client("eva").get(f"/listen/{asked.pulse.pk}/channels/")
    assert not chat.kept
    clock.tick()
    assert len(mail.outbox) == 32
    assert len(chat.kept) == 1


def test_nobody_is_told_in_quiet_hours_or_on_days_off(chat, asked):
    now = timezone.now()
    local = now.astimezone(zone_of("Europe/Berlin"))
    Organisation.objects.update(working_days=[(local.weekday() + 1) % 7])
    assert send_posts() == 0
    assert ChatPost.objects.get().due_at > now
    Organisation.objects.update(working_days=list(range(7)))
    ChatPost.objects.update(due_at=now)
    assert send_posts() == 1


def test_a_post_that_is_late_into_the_quiet_hours_waits_for_the_morning(chat, asked):
    now = timezone.now()
    posts._plan(now)
    local = now.astimezone(zone_of("Europe/Berlin"))
    Organisation.objects.update(
        quiet_from=(local - dt.timedelta(hours=1)).time(), quiet_to=(local + dt.timedelta(hours=1)).time()
    )
    assert send_posts(now) == 0
    assert not chat.kept
    assert ChatPost.objects.get().due_at >= now + dt.timedelta(minutes=59)


def test_what_a_room_does_not_take_is_tried_again_later_and_says_why(chat, asked, company):
    chat.answer = at.fails
    now = timezone.now()
    assert send_posts(now) == 0
    post = ChatPost.objects.get()
    assert (post.state, post.attempts, post.problem) == ("waiting", 1, "It answers 500.")
    assert post.due_at == now + dt.timedelta(minutes=2)
    assert send_posts(now) == 0
    assert len(chat.kept) == 1
    page = company.client("eva").get(f"/listen/{asked.pulse.pk}/channels/").content.decode()
    assert "It answers 500." in page
    chat.answer = None
    assert send_posts(post.due_at) == 1
    assert ChatPost.objects.get().problem == ""


def test_after_twelve_tries_it_is_given_up_until_somebody_sends_it_again(chat, asked, company):
    chat.answer = at.fails
    now = timezone.now()
    for _try in range(20):
        send_posts(now)
        now = max(now, ChatPost.objects.get().due_at)
    post = ChatPost.objects.get()
    assert (post.state, post.attempts, len(chat.kept)) == ("given_up", 12, 12)
    chat.answer = None
    url = f"/listen/{asked.pulse.pk}/channels/"
    company.client("eva").post(url, {"step": "again", "post": post.pk})
    assert len(chat.kept) == 12  # not in the request
    assert send_posts() == 1


def test_a_round_that_is_closed_is_not_spoken_of(chat, asked, company):
    posts._plan(timezone.now())
    close_round(asked)
    assert send_posts() == 0
    post = ChatPost.objects.get()
    assert post.state == "given_up"
    with pytest.raises(InputError, match="not open any more"):
        posts.send_again(post, by=company.users["eva"])
    assert not chat.kept


def test_whoever_dies_while_sending_leaves_the_post_to_the_next_one(chat, asked):
    now = timezone.now()
    posts._plan(now)
    post = ChatPost.objects.get()
    assert posts._claim(post, now)
    assert not posts._claim(post, now)  # somebody else read it before
    assert send_posts(now) == 0
    assert send_posts(now + dt.timedelta(minutes=11)) == 1


def test_a_slow_room_holds_no_other_and_no_mail(chat, company, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS", 0.6)
    opened = launch(company)
    made = [add(chat, company, f"Room {number}", f"room-{number}") for number in range(12)]
    rooms.choose_rooms(opened.pulse, [room.pk for room in made], by=company.users["eva"])
    chat.answer = lambda handler: (at.sleeps if handler.path.endswith("room-0") else at.ok)(handler)
    begun = time.monotonic()
    assert send_posts() == 11
    assert time.monotonic() - begun < 6
    assert [post.room.name for post in ChatPost.objects.exclude(state="sent")] == ["Room 0"]


def test_however_many_rooms_are_slow_a_turn_of_the_clock_ends(chat, company, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS", 0.3)
    monkeypatch.setattr(posts, "SECONDS_A_TICK", 2.5)
    opened = launch(company)
    made = [add(chat, company, f"Room {number}", f"room-{number}") for number in range(60)]
    rooms.choose_rooms(opened.pulse, [room.pk for room in made], by=company.users["eva"])
    chat.answer = at.sleeps
    begun = time.monotonic()
    assert send_posts() == 0
    assert time.monotonic() - begun < 5
    assert ChatPost.objects.filter(attempts=0).exists()  # their turn comes


def test_rooms_are_told_of_surveys_alone_that_open_for_everybody_at_once(chat, company):
    standing = launch(company, instrument="engagement_short", occasion="leaving", days=7)
    room = add(chat, company)
    with pytest.raises(InputError, match="everybody at once"):
        rooms.choose_rooms(standing.pulse, [room.pk], by=company.users["eva"])
    standing.pulse.chat_rooms.add(room)
    assert send_posts() == 0


def test_a_room_that_is_not_chosen_any_more_or_stopped_gets_no_post(chat, asked, company):
    posts._plan(timezone.now())
    rooms.choose_rooms(asked.pulse, [], by=company.users["eva"])
    assert send_posts() == 0
    room = ChatRoom.objects.get()
    rooms.choose_rooms(asked.pulse, [room.pk], by=company.users["eva"])
    posts._plan(timezone.now())
    rooms.stop_room(room, by=company.users["eva"])
    assert send_posts() == 0
    assert not chat.kept
    room.refresh_from_db()
    assert (room.address, room.stopped_on is None) == ("", False)


def test_the_address_of_a_room_is_shown_never_again_and_in_no_log(chat, asked, company, caplog):
    chat.answer = at.fails
    send_posts()
    for page in (
        "/listen/rooms/",
        f"/listen/{asked.pulse.pk}/channels/",
        "/changes/",
        f"/listen/{asked.pulse.pk}/",
    ):
        shown = company.client("eva").get(page).content.decode()
        assert "secret-word" not in shown
    assert "Address ends in word" in company.client("eva").get("/listen/rooms/").content.decode()
    assert "secret-word" not in caplog.text
    assert "secret-word" not in repr(list(Change.objects.values_list()))


def test_a_room_is_added_tried_and_stopped_on_its_page(chat, company):
    lead = company.client("eva")
    page = lead.post("/listen/rooms/", {"step": "add", "name": "News", "address": chat.address}, follow=True)
    assert "The room is added" in page.content.decode()
    room = ChatRoom.objects.get()
    page = lead.post("/listen/rooms/", {"step": "test", "room": room.pk}, follow=True).content.decode()
    assert "The room took the test" in page
    assert "this is a test" in chat.kept[0][2]["text"]
    chat.answer = at.fails
    page = lead.post("/listen/rooms/", {"step": "test", "room": room.pk}, follow=True).content.decode()
    assert "It answers 500." in page
    lead.post("/listen/rooms/", {"step": "stop", "room": room.pk})
    assert "No room yet" in lead.get("/listen/rooms/").content.decode()
    again = {"step": "add", "name": "News", "address": chat.address}
    assert "The room is added" in lead.post("/listen/rooms/", again, follow=True).content.decode()


@pytest.mark.parametrize(
    "address", ["http://9.9.9.9/x", "https://127.0.0.1/x", "https://169.254.169.254/latest/"]
)
def test_a_room_that_leads_elsewhere_is_refused_with_a_remedy_and_not_kept(company, settings, address):
    settings.CHAT_HOSTS = ()
    page = company.client("eva").post("/listen/rooms/", {"step": "add", "name": "News", "address": address})
    assert "There is a problem" in page.content.decode()
    assert not ChatRoom.objects.exists()


def test_tests_are_limited(chat, company):
    room = add(chat, company)
    for _time in range(rooms.MOST_TESTS):
        rooms.post_test(room, by=company.users["eva"])
    with pytest.raises(InputError, match="enough"):
        rooms.post_test(room, by=company.users["eva"])
    assert len(chat.kept) == rooms.MOST_TESTS


def test_somebody_chooses_rooms_for_the_own_surveys_alone(chat, company):
    room = add(chat, company)
    mine = Pulse.objects.get(pk=launch(company, audience="day").pulse.pk)
    other = launch(company, audience="desk").pulse
    ana = company.client("ana")
    ana.post(f"/listen/{mine.pk}/channels/", {"step": "rooms", "room": [room.pk, 999]})
    assert ana.post(f"/listen/{other.pk}/channels/", {"step": "rooms", "room": room.pk}).status_code == 404
    assert list(mine.chat_rooms.all()) == [room]
    assert not other.chat_rooms.exists()
    assert ana.get("/listen/rooms/").status_code == 404
