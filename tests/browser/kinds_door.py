"""A door into the home of a running app: makes a survey with every kind of question, and looks at what was stored."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bothways_web.listen.answering.asking import draft_of  # noqa: E402
from bothways_web.listen.answering.responses import store_response  # noqa: E402
from bothways_web.listen.archive import file_of  # noqa: E402
from bothways_web.listen.models import Invitation, Response, Round  # noqa: E402
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse  # noqa: E402
from bothways_web.listen.question_sets import items_of, offers  # noqa: E402
from bothways_web.listen.tokens import invitation_of, token_of  # noqa: E402
from bothways_web.listen.writing import draft as drafts  # noqa: E402
from bothways_web.listen.writing.own_sets import begin_set, lock_set  # noqa: E402
from bothways_web.people.models import (  # noqa: E402
    Grant,
    Organisation,
    Person,
    Post,
    Role,
    Unit,
    UnitSpan,
    User,
)  # fmt: skip


def _options(*words: str) -> list[dict[str, Any]]:
    return [{"id": f"o{number}", "label": {"en": one}} for number, one in enumerate(words, start=1)]


def _rows(*words: str) -> list[dict[str, Any]]:
    return [{"id": f"r{number}", "text": {"en": one}} for number, one in enumerate(words, start=1)]


#: A question of each kind; they get the names q2 to q11.
BODIES: tuple[dict[str, Any], ...] = (
    {"kind": "scale", "text": "I have what I need.", "scale": "agree5", "turned": False},
    {"kind": "scale", "text": "How rested are you?", "scale": "zero_ten", "turned": False},
    {"kind": "scale", "text": "Did you have a break today?", "scale": "yes_no", "turned": False},
    {"kind": "single", "text": "Where do you eat?", "last": 3,
     "options": _options("Canteen", "Desk", "None of these")},
    {"kind": "multiple", "text": "What do you miss there?", "last": 3, "most": 2,
     "options": _options("Light", "Quiet", "Time")},
    {"kind": "matrix", "text": "How often is this so?", "last": 2, "scale": "often5", "turned": False,
     "rows": _rows("I can sit down", "The food that I want is still there and warm")},
    {"kind": "ranking", "text": "What comes first?", "last": 4,
     "options": _options("Price", "Taste", "Speed of the people who serve it", "Company")},
    {"kind": "number", "text": "How many breaks do you have?", "low": 0, "high": 9},
    {"kind": "date", "text": "When did you begin?", "first": "2020-01-01", "last": "2026-12-31"},
    {"kind": "text", "text": "Why {answer:q5}?", "most": 60},
)  # fmt: skip
#: Questions of a survey that few answer: other words, as no two sets ask the same.
OTHER_BODIES: tuple[dict[str, Any], ...] = (
    {"kind": "single", "text": "Which door do you use?", "last": 2, "options": _options("Front", "Back")},
    {"kind": "number", "text": "How many stairs do you take?", "low": 0, "high": 99},
)


@transaction.atomic
def found(people: int) -> dict[str, Any]:
    """Make a company whose mails may arrive at any hour, and launch two surveys."""
    today = timezone.now().date()
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "The company", "set_up_on": today, "quiet_from": dt.time(0), "quiet_to": dt.time(0),
            "working_days": list(range(7)), "rest_days": 0,
        },
    )  # fmt: skip
    top = Unit.objects.create(code="company")
    UnitSpan.objects.create(unit=top, name="The company")
    for number in range(people):
        person = Person.objects.create(code=f"p{number}", email=f"p{number}@company.example")
        Post.objects.create(person=person, unit=top, start=dt.date(2024, 1, 1))
    lead = User.objects.create_user("lead@company.example", "a long enough password", name="Lead")
    Grant.objects.create(user=lead, role=Role.PEOPLE_LEAD)
    breaks = drafts.ask_only(_document("Breaks", BODIES), "q6", "q5", ["o2"])
    doors = _document("Doors", OTHER_BODIES)
    return {title: _launch(title, top, lead, one) for title, one in (("Many", breaks), ("Few", doors))}


def _document(title: str, bodies: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    document = drafts.empty_draft(title, "en")
    for body in bodies:
        document = drafts.place_question(document, "s1", None, body | {"text": {"en": body["text"]}})
    return document


def _launch(title: str, audience: Unit, lead: User, document: dict[str, Any]) -> dict[str, Any]:
    """Ask everybody a set of questions; gives the round and the tokens of all links."""
    own = lock_set(begin_set(document, by=lead).pk, by=lead)
    made = next(one.instrument for one in offers() if one.instrument.id == own.instrument_id)
    plan = Plan(title, audience, comment=True, reminder=False)
    asked = launch_pulse(create_pulse(made, plan, by=lead), by=lead)
    keys = Invitation.objects.filter(round=asked).order_by("pk").values_list("pk", flat=True)
    return {"round": asked.pk, "tokens": [token_of(key) for key in keys]}


def others(round: int, tokens: list[str]) -> int:
    """Let people answer, every other one at a desk; gives how many responses there are."""
    asked = Round.objects.get(pk=round)
    names = {_short(item.id): item.id for item in items_of(asked)}
    for number, token in enumerate(tokens):
        desk = number % 2 == 0
        breaks = {
            "q2": 1 + number % 5, "q3": number % 11, "q4": 1 + number % 2, "q5": ("o2", "o1", "o2", "o3")[number % 4],
            "q7_r1": 2, "q7_r2": 4, "q8": ["o3", "o1", "o2", "o4"], "q9": number % 4, "q10": "2024-02-29", "q11": None,
            **({"q6": ["o1", "o3"]} if desk else {}),
        }  # fmt: skip
        given = breaks if len(names) > len(OTHER_BODIES) else {"q2": "o1", "q3": 12}
        invitation = Invitation.objects.get(pk=invitation_of(token))
        store_response(invitation, draft_of(asked, {names[name]: value for name, value in given.items()}))
    return Response.objects.filter(round=asked).count()


def stored(token: str) -> list[dict[str, Any]]:
    """Give the responses by a link, with the names of questions as the set has them."""
    rows = Response.objects.filter(invitation=invitation_of(token))
    return [
        {
            "answers": {_short(name): value for name, value in row.answers.items()},
            "comment": row.comment,
            "may_quote": row.may_quote,
        }
        for row in rows
    ]


def filed(round: int, token: str) -> list[dict[str, Any]]:
    """Give the rows of a link in the file of a closed round."""
    import pyarrow.parquet as pq

    person = str(Invitation.objects.get(pk=invitation_of(token)).respondent)
    rows = pq.read_table(file_of(Round.objects.get(pk=round))).to_pylist()
    return [
        {_short(name): value for name, value in row.items()} for row in rows if row["respondent"] == person
    ]


def _short(name: str) -> str:
    """Return the name of a question without that of its set."""
    return name[name.rindex("_q") + 1 :] if "_q" in name else name


VERBS = {one.__name__: one for one in (found, others, stored, filed)}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](**json.loads(sys.argv[2])), default=str))
