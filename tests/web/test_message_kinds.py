"""Every kind of message with a frozen clock, over time zones: none leaves in quiet hours, each leaves after them.

A kind without a case here fails; so does a way out of the app beside the door.
"""

import ast
import datetime as dt
import re
import zoneinfo
from pathlib import Path

import messages_at_night as at_night
import pytest
from django.core import mail
from django.utils import timezone

import bothways_web
from bothways_web.listen.channels import wire
from bothways_web.people.models import DayOff, Digest, OwnHours
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.kinds import KINDS, Audience, Kind
from bothways_web.people.notifications.readers import at_address, reader_of

APP = Path(bothways_web.__file__).parent
SECOND = dt.timedelta(seconds=1)
TUESDAY = dt.date(2026, 12, 1)
ZONES = [
    "Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe",
]  # fmt: skip
WAITING = [one for one in KINDS if one.waits]
AT_ONCE = [one for one in KINDS if not one.waits]


def names(given: list[Kind]) -> dict[str, object]:
    return {"argvalues": given, "ids": [one.name for one in given]}


@pytest.fixture
def freeze(monkeypatch):
    """Let it be a moment by the clock on the wall of a zone, for every part of the app."""

    def be(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
        moment = dt.datetime.combine(day, time, zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return be


@pytest.fixture
def told(monkeypatch):
    """What chat rooms took."""
    posts: list[object] = []
    monkeypatch.setattr(wire, "post", lambda *given: posts.append(given))
    monkeypatch.setattr("bothways_web.listen.channels.rooms.post", lambda *given: posts.append(given))
    return posts


def left_so_far(case: at_night.Case, told: list[object]) -> int:
    """How many messages of the case have left."""
    if not case.to:
        return len(told)
    return sum(one.to == [case.to] for one in mail.outbox)


def test_every_kind_has_a_case_and_every_case_a_kind():
    assert set(at_night.CASES) == set(KINDS)
    assert len({one.name for one in KINDS}) == len(KINDS)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", **names(WAITING))
def test_it_waits_for_the_morning_of_its_reader(company, freeze, told, kind, zone):
    at_night.reader_is(zone)
    case, night = at_night.CASES[kind], freeze(TUESDAY, dt.time(1), zone)
    case.prepare(company, night)
    case.leave(night)
    assert left_so_far(case, told) == 0
    last = freeze(TUESDAY, dt.time(7, 59, 59), zone)
    case.leave(last)
    assert left_so_far(case, told) == 0
    case.leave(freeze(TUESDAY, dt.time(8), zone))
    assert left_so_far(case, told) == 1
    case.leave(freeze(TUESDAY, dt.time(8, 0, 1), zone))
    assert left_so_far(case, told) == 1


@pytest.mark.parametrize("kind", **names(WAITING))
def test_it_waits_over_a_public_holiday(company, freeze, told, kind):
    DayOff.objects.create(day=TUESDAY, name="A holiday")
    zone, case = "Europe/Berlin", at_night.CASES[kind]
    case.prepare(company, freeze(TUESDAY, dt.time(1), zone))
    for time in (dt.time(1), dt.time(8), dt.time(12), dt.time(17, 59), dt.time(23)):
        case.leave(freeze(TUESDAY, time, zone))
        assert left_so_far(case, told) == 0
    case.leave(freeze(TUESDAY + dt.timedelta(days=1), dt.time(8), zone))
    assert left_so_far(case, told) == (not case.only_that_day)


@pytest.mark.parametrize("kind", **names([one for one in WAITING if one.audience == Audience.PEOPLE]))
def test_it_waits_for_the_own_hours_of_its_reader_too(company, freeze, told, kind):
    OwnHours.objects.create(user=company.users["gil"], quiet_from=dt.time(6), quiet_to=dt.time(14, 30))
    zone, case = "Asia/Kathmandu", at_night.CASES[kind]
    at_night.reader_is(zone)
    case.prepare(company, freeze(TUESDAY, dt.time(1), zone))
    for time in (dt.time(1), dt.time(8), dt.time(14, 29, 59)):
        case.leave(freeze(TUESDAY, time, zone))
        assert left_so_far(case, told) == 0
    case.leave(freeze(TUESDAY, dt.time(14, 30), zone))
    assert left_so_far(case, told) == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati"])
@pytest.mark.parametrize("kind", **names(AT_ONCE))
def test_what_is_for_safety_or_was_just_asked_for_comes_at_once_and_says_why(
    company, freeze, told, kind, zone
):
    at_night.reader_is(zone)
    case = at_night.CASES[kind]
    case.prepare(company, freeze(TUESDAY, dt.time(3), zone))
    assert left_so_far(case, told) == 1
    assert str(kind.words).startswith("It comes at once")


def test_only_these_kinds_come_at_once():
    assert {one.name for one in AT_ONCE} == {
        "account invitation", "account changed", "sign in", "emergency", "test mail", "chat test",
    }  # fmt: skip


def test_the_door_holds_what_waits_and_knows_no_other_kind(company, freeze):
    night = freeze(TUESDAY, dt.time(1), "Europe/Berlin")
    letter, gil = door.Letter("A subject", "A body"), reader_of(company.users["gil"])
    with pytest.raises(door.Held) as held:
        door.send(kinds.DIGEST, letter, gil, now=night)
    assert held.value.until == freeze(TUESDAY, dt.time(8), "Europe/Berlin")
    strange = Kind("strange", "Strange", "", Audience.PEOPLE, waits=False)
    with pytest.raises(ValueError, match="no kind"):
        door.send(strange, letter, at_address("gil@company.example"), now=night)
    assert not mail.outbox
    assert not Digest.objects.exists()


#: What only these modules may do: everything that leaves the app leaves here.
DOOR = "people/notifications/door.py"
WAYS_OUT = {
    r"\bEmailMessage\b|\bEmailMultiAlternatives\b": {DOOR},
    r"\bsend_mail\(|\bsend_mass_mail\b|\bmail_admins\b|\bmail_managers\b|\bsend_messages\(": {
        "people/accounts.py"
    },
    r"\bget_connection\(": {DOOR},
    r"\bsmtplib\b": {DOOR},
    r"\bemail_user\b": set(),
    r"\.send\(": {
        DOOR,
        "people/notifications/queue.py",
        "people/account_mails.py",
        "people/accounts.py",
    },  # a signal of Django
    r"\.send_made\(": {"people/accounts.py"},
    r"\burllib\.request\b|\burlopen\b|\bimport requests\b|\bhttpx\b|\baiohttp\b|\bwebsockets?\b": set(),
    r"\bhttp\.client\b": {"listen/channels/wire.py", "web/supervisor.py"},
    r"\bsocket\.create_connection\b": {"listen/channels/wire.py"},
    r"\bget_requests_session\b": {"people/sign_on/asking.py"},
    r"\bwire import .*\bpost\b|\bwire\.post\b": {"listen/channels/rooms.py"},
    r"\bhand_over\b": {"listen/channels/wire.py", "connect/sending.py"},  # to programs, which do not sleep
    r"\bpost_admitted\b": {"listen/channels/rooms.py", "listen/channels/posts.py"},
}


def code_of(path: Path) -> str:
    """A module without its comments and docstrings."""
    return ast.unparse(_without_docstrings(ast.parse(path.read_text(encoding="utf-8"))))


def _without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


@pytest.fixture(scope="module")
def modules() -> dict[str, str]:
    return {
        path.relative_to(APP).as_posix(): code_of(path)
        for path in APP.rglob("*.py")
        if path.parent.name != "migrations"
    }


@pytest.mark.parametrize("way", WAYS_OUT)
def test_nothing_leaves_beside_the_door(modules, way):
    found = {name for name, code in modules.items() if re.search(way, code)}
    assert found - WAYS_OUT[way] == set()
    assert WAYS_OUT[way] - found == set()  # else the list would let more through than there is


def test_whoever_posts_admitted_words_has_asked_the_door(modules):
    assert "door.admit(" in modules["listen/channels/posts.py"]
    assert modules["listen/channels/posts.py"].count("post_admitted") == 2  # imported, and used once


def test_every_kind_is_named_where_something_is_sent(modules):
    used = " ".join(code for name, code in modules.items() if name != "people/notifications/kinds.py")
    constants = {name for name, value in vars(kinds).items() if isinstance(value, Kind)}
    assert {name for name in constants if f"kinds.{name}" not in used} == set()
    assert len(constants) == len(KINDS)
