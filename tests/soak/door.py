"""A door into the database of a running app: reads [verb, what is given] a line, tells what became of it."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import threading
import time
import uuid
from typing import Any

import django

django.setup()

from django.db import Error, close_old_connections, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bothways.measures import load_instrument  # noqa: E402
from bothways_web.listen.answering.asking import Draft, pack  # noqa: E402
from bothways_web.listen.ledgers import released_rounds  # noqa: E402
from bothways_web.listen.models import Delivery, Invitation, Response, Round  # noqa: E402
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse  # noqa: E402
from bothways_web.listen.question_sets import items_of  # noqa: E402
from bothways_web.listen.release import PATIENCE  # noqa: E402
from bothways_web.listen.tokens import token_of  # noqa: E402
from bothways_web.people.models import (  # noqa: E402
    Change,
    Grant,
    Organisation,
    Person,
    Post,
    Role,
    Unit,
    UnitSpan,
    User,
)  # fmt: skip

TEAM = 12
WORDS = "Zeit für Gäste \N{GRINNING FACE} \u05e9\u05dc\u05d5\u05dd"


@transaction.atomic
def found(people: int) -> int:
    """Make a company of teams of twelve, whose mails may arrive at any hour and who can be asked ever again."""
    today = timezone.now().date()
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "The company", "set_up_on": today, "quiet_from": dt.time(0), "quiet_to": dt.time(0),
            "working_days": list(range(7)), "rest_days": 0, "most_asks": 1000,
        },
    )  # fmt: skip
    top = Unit.objects.create(code="company")
    UnitSpan.objects.create(unit=top, name="The company")
    for number in range(people // TEAM):
        unit = Unit.objects.create(code=f"team{number}")
        UnitSpan.objects.create(unit=unit, parent=top, name=f"Team {number}")
        for seat in range(TEAM):
            code = f"p{number}-{seat}"
            person = Person.objects.create(code=code, name=code, email=f"{code}@company.example")
            Post.objects.create(person=person, unit=unit, start=dt.date(2024, 1, 1))
    lead = User.objects.create_user("lead@company.example", "a long enough password", name="Lead")
    Grant.objects.create(user=lead, role=Role.PEOPLE_LEAD)
    return Person.objects.count()


def launch(drafts: int = 0, seed: int = 0, title: str = "Team safety") -> dict[str, Any]:
    """Open a round; gives its number and, for everybody invited, the token and drafts that are ready to be sent."""
    plan = Plan(title, Unit.objects.get(code="company"), comment=True, reminder=False)
    lead = User.objects.get(email="lead@company.example")
    asked = launch_pulse(create_pulse(load_instrument("team_psychological_safety"), plan, by=lead), by=lead)
    rng, items = random.Random(seed), [item.id for item in items_of(asked)]
    people = []
    for number, one in enumerate(Invitation.objects.filter(round=asked).order_by("pk")):
        ready = []
        for attempt in range(drafts):
            answers = {item: rng.randint(1, 5) for item in items}
            label = f"{number}.{attempt} {WORDS}"
            ready.append({"label": label, "answers": answers, "draft": pack(Draft(answers, label), one.pk)})
        people.append({"token": token_of(one.pk), "respondent": str(one.respondent), "drafts": ready})
    return {"round": asked.pk, "items": items, "people": people}


def launch_sealed(asks: str) -> int:
    """Open a sealed round of a question set; the clock makes its keys."""
    plan = Plan(asks, Unit.objects.get(code="company"), mode="sealed", cadence="once", reminder=False)
    lead = User.objects.get(email="lead@company.example")
    asked = launch_pulse(create_pulse(load_instrument(asks), plan, by=lead), by=lead)
    return int(asked.pk)


def links(round: int) -> dict[str, Any]:
    """Give the tokens of everybody's link, and the questions."""
    asked = Round.objects.get(pk=round)
    tokens = [token_of(pk) for pk in Invitation.objects.filter(round=asked).values_list("pk", flat=True)]
    return {"tokens": tokens, "items": [item.id for item in items_of(asked)]}


def end(round: int) -> None:
    """Let the time of a round be up: the clock will close it."""
    Round.objects.filter(pk=round).update(closes_at=timezone.now())


def look(round: int) -> dict[str, Any]:
    """Tell how far a round is, and what is in the database and in the ledger."""
    asked = Round.objects.get(pk=round)
    shown = [one for one in released_rounds("employees") if one.name == asked.ledger_name]
    logged = Change.objects.filter(about=str(asked))
    return {
        "state": asked.state,
        "trouble": asked.trouble,
        "begun": asked.release_begun_at is not None,
        "rows": Response.objects.filter(round=asked).count(),
        "in_ledger": len(shown),
        "band": next((one.n_band for one in shown[0].released if one.group == "all"), "") if shown else "",
        "closed": logged.filter(verb="closed round").count(),
        "released": logged.filter(verb="released round").count(),
    }


def stored_now(round: int) -> dict[str, Any]:
    """Tell what is stored of a round that is open: answers and comment, by the person's key."""
    rows = Response.objects.filter(round=round).select_related("invitation")
    return {str(one.invitation.respondent): {"answers": one.answers, "comment": one.comment} for one in rows}


def let_patience_pass(round: int) -> int:
    """Let the time pass after which a release without a result is begun again."""
    closing = Round.objects.filter(pk=round, state=Round.State.CLOSING).exclude(release_begun_at=None)
    return closing.update(release_begun_at=timezone.now() - 2 * PATIENCE)


def mails(round: int) -> dict[str, Any]:
    """Tell how many mails of a round are in which state, and what the last problem is."""
    rows = list(Delivery.objects.filter(invitation__round=round).values_list("state", "problem", "attempts"))
    return {
        "states": {state: sum(row[0] == state for row in rows) for state in Delivery.State.values},
        "problems": sorted({row[1] for row in rows if row[1]}),
        "tries": max((row[2] for row in rows), default=0),
    }


def let_waits_pass(round: int) -> int:
    """Let the time pass after which a mail that could not be sent is tried again."""
    waiting = Delivery.objects.filter(invitation__round=round, state=Delivery.State.WAITING)
    return waiting.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())


def round_page(round: int) -> str:
    """Show the page of a round as the people lead sees it."""
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.force_login(
        User.objects.get(email="lead@company.example"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return browser.get(f"/listen/rounds/{round}/").content.decode()


def store_raw(round: int, people: list[str], connections: int, together: int = 1) -> float:
    """Insert responses as the app does, so many a transaction, without the app; returns how many a second."""
    held = "SELECT 1 FROM listen_round WHERE id = %s AND state = %s"
    columns = "invitation_id, round_id, answers, comment, may_quote"
    insert = f"INSERT INTO listen_response ({columns}) VALUES (%s, %s, %s, %s, %s)"
    asked = Round.objects.get(pk=round)
    answers = json.dumps({item.id: 3 for item in items_of(asked)})
    keys = dict(Invitation.objects.filter(round=asked).values_list("respondent", "pk"))
    field = Invitation._meta.pk
    ready = [field.get_db_prep_value(keys[uuid.UUID(one)], connection) for one in people]
    if connection.vendor == "postgresql":
        held += " FOR SHARE"

    def work(mine: list[Any]) -> None:
        connection.ensure_connection()
        barrier.wait()
        for place in range(0, len(mine), together):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(held, [round, "open"])
                rows = [[key, round, answers, WORDS, False] for key in mine[place : place + together]]
                cursor.executemany(insert, rows)
        connection.close()

    barrier = threading.Barrier(connections + 1)
    threads = [threading.Thread(target=work, args=(ready[one::connections],)) for one in range(connections)]
    for thread in threads:
        thread.start()
    barrier.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return len(ready) / (time.perf_counter() - begun)


def stored(round: int) -> list[dict[str, Any]]:
    """Give the responses of a round that are in the database."""
    rows = Response.objects.filter(round=round).select_related("invitation")
    return [{"respondent": str(one.invitation.respondent), "answers": one.answers} for one in rows]


VERBS = {
    one.__name__: one
    for one in (
        found, launch, launch_sealed, links, end, look, let_patience_pass, mails, let_waits_pass, round_page, store_raw,
        stored, stored_now,
    )
}  # fmt: skip


def main() -> None:
    """Answer verbs, a line each."""
    for line in sys.stdin:
        verb, given = json.loads(line)
        close_old_connections()
        try:
            answer = {"told": VERBS[verb](**given)}
        except Error as problem:
            connection.close()
            answer = {"away": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
