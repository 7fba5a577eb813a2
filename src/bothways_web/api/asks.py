"""Asking customers and candidates after something happened, and leaving them alone, for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Path, Router, Schema, Status
from ninja.errors import ValidationError

from bothways.errors import InputError
from bothways_web.api.callers import KEYED
from bothways_web.api.guard import Bearer
from bothways_web.api.kept import once
from bothways_web.api.pages import Number
from bothways_web.api.problems import Problem, told
from bothways_web.api.scopes import Scope
from bothways_web.listen.models import Contact, Invitation, Pulse
from bothways_web.listen.outside.contacts import sides_of
from bothways_web.listen.outside.happenings import (
    Answered,
    Happening,
    check_happenings,
    note_happenings,
    refuse_unfit,
)
from bothways_web.listen.outside.left_alone import leave_alone
from bothways_web.listen.outside.words import LONGEST, LONGEST_LANGUAGE
from bothways_web.listen.pulses import may_run_pulse
from bothways_web.listen.tokens import link_of
from bothways_web.people.viewers import viewer_of

router = Router(tags=["asking"])
MOST_AT_ONCE = 500
#: Most that is told of what is wrong.
_MOST_TOLD = 20


class Somebody(Schema):
    """A customer or a candidate, as your system knows them."""

    model_config = {"extra": "forbid"}

    key: str = Field(min_length=1, max_length=LONGEST["key"], description="Number or code; no name.")
    email: str = Field("", max_length=LONGEST["email"], description="Blank: you hand the link on yourself.")
    language: str = Field("", max_length=LONGEST_LANGUAGE, description="Such as de; blank: that of the site.")


class WhatHappened(Schema):
    """A contact of a customer, or an interview of a candidate."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "example": {
                "person": {"key": "C-1001", "email": "c1001@customer.example"},
                "unit": "team-1",
                "happened_on": "2026-11-27",
                "touchpoint": "your call",
            }
        },
    }

    person: Somebody
    unit: str = Field(max_length=LONGEST["unit"], description="Code of the unit that it was with.")
    happened_on: dt.date = Field(description="A day, not in the future.")
    touchpoint: str = Field(
        "", max_length=LONGEST["touchpoint"],
        description="What it was, in the language of the person, as it stands in the question: your call.",
    )  # fmt: skip


class ManyHappened(Schema):
    """Several at once."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "example": {
                "asks": [{"person": {"key": "C-1001"}, "unit": "team-1", "happened_on": "2026-11-27"}]
            }
        },
    }

    asks: list[WhatHappened] = Field(min_length=1, max_length=MOST_AT_ONCE)


class AskOutcome(Schema):
    """What became of it. Nothing tells whether somebody answered."""

    state: Literal["asked", "waiting", "resting", "stopped", "too old"] = Field(
        description="waiting: for the day of the survey, or its next round; resting: asked lately already; stopped: "
        "wants to be left alone."
    )
    link: str | None = Field(
        None, description="The person's own link, where no address is known and they are to be asked today."
    )


class AskOutcomes(Schema):
    """What became of each, in the order in which they were sent."""

    items: list[AskOutcome]


class ContactState(Schema):
    """A contact, as far as programs may know: the number, and whether they want to be left alone."""

    key: str
    stopped: bool


Side = Annotated[Literal["customers", "candidates"], Path()]
Key = Annotated[str, Path(min_length=1, max_length=LONGEST["key"])]


@router.post(
    "/surveys/{number}/asks", response={**told(201, AskOutcome, 400, 404, 409, 413), 200: AskOutcome},
    auth=Bearer(Scope.ASKS), summary="Tell that something happened to somebody",
    openapi_extra=KEYED,
)  # fmt: skip
def ask(request: HttpRequest, number: Number, sent: WhatHappened) -> Status[dict[str, Any]]:
    """Ask a customer or a candidate about what happened, when the day of the survey has come.

    201 where they are or will be asked, 200 where they are not.
    """
    pulse = _survey(request, number)

    def note() -> tuple[int, dict[str, Any]]:
        [made] = _note(pulse, [sent], ("body", "sent"))
        return (201 if made.ask else 200), _kept(made)

    status, body = once(
        _token(request), request.headers.get("Idempotency-Key"), _digested(request, number), note
    )
    return Status(status, _shown(body))


@router.post(
    "/surveys/{number}/asks/batch", response=told(200, AskOutcomes, 400, 404, 409, 413), auth=Bearer(Scope.ASKS),
    summary="Tell that something happened to several people",
    openapi_extra=KEYED,
)  # fmt: skip
def ask_many(request: HttpRequest, number: Number, sent: ManyHappened) -> Status[dict[str, Any]]:
    """The same for up to 500 at once; where one of them is wrong, nothing is stored."""
    pulse = _survey(request, number)

    def note() -> tuple[int, dict[str, Any]]:
        made = _note(pulse, sent.asks, ("body", "sent", "asks"))
        return 200, {"items": [_kept(one) for one in made]}

    digested = b"batch " + _digested(request, number)
    status, body = once(_token(request), request.headers.get("Idempotency-Key"), digested, note)
    return Status(status, {"items": [_shown(one) for one in body["items"]]})


@router.post(
    "/contacts/{side}/{path:key}/stop", response=told(200, ContactState, 404), auth=Bearer(Scope.CONTACTS),
    summary="Leave somebody alone",
)  # fmt: skip
def stop(request: HttpRequest, side: Side, key: Key) -> dict[str, Any]:
    """Note that a customer or a candidate wants to be left alone: nothing is sent to the address from now on."""
    found = _contact(request, side, key)
    leave_alone(found, by=_token(request).owner)
    return {"key": found.key, "stopped": True}


@router.get(
    "/contacts/{side}/{path:key}", response=told(200, ContactState, 404), auth=Bearer(Scope.CONTACTS),
    summary="Read whether somebody wants to be left alone",
)  # fmt: skip
def read_contact(request: HttpRequest, side: Side, key: Key) -> dict[str, Any]:
    """Whether a customer or a candidate wants to be left alone; nothing else is told of them."""
    found = _contact(request, side, key)
    return {"key": found.key, "stopped": found.stopped_on is not None}


def _token(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _survey(request: HttpRequest, number: Number) -> Pulse:
    """Return a survey that the token's owner may run, if it asks of what happens."""
    pulse = Pulse.objects.select_related("audience").filter(pk=number).first()
    if pulse is None or not may_run_pulse(viewer_of(_token(request).owner), pulse):
        raise Http404
    try:
        refuse_unfit(pulse)
    except InputError as error:
        raise Problem(409, "not_asking", str(error)) from None
    return pulse


def _contact(request: HttpRequest, side: str, key: str) -> Contact:
    """Return a contact of a side that is the token owner's."""
    mine = sides_of(viewer_of(_token(request).owner))
    found = Contact.objects.filter(side=side, key=key.strip()).first() if side in mine else None
    if found is None:
        raise Http404
    return found


def _note(pulse: Pulse, sent: Sequence[WhatHappened], place: tuple[str, ...]) -> list[Answered]:
    """Note what happened, all of it or nothing; what is wrong is told with its place."""
    happened = [_happening(one) for one in sent]
    if wrong := check_happenings(pulse, happened):
        raise ValidationError([
            {"loc": (*place, *([one.place] if len(place) > 2 else []), *_path(one.field)), "msg": one.what}
            for one in wrong[:_MOST_TOLD]
        ])  # fmt: skip
    return note_happenings(pulse, happened)


def _path(field: str) -> tuple[str, ...]:
    return ("person", field) if field in Somebody.model_fields else (field,)


def _happening(one: WhatHappened) -> Happening:
    return Happening(
        one.person.key.strip(), one.unit.strip(), one.happened_on, one.touchpoint.strip(), one.person.email.strip(),
        one.person.language.strip(),
    )  # fmt: skip


def _digested(request: HttpRequest, number: int) -> bytes:
    return f"asks {number}\n".encode() + request.body


def _kept(made: Answered) -> dict[str, Any]:
    """Return what is kept for the same request again: never a link, which only its person should have."""
    linked = made.ask.invitation if made.ask and made.link else None
    return {"state": made.outcome.value, "invitation": str(linked.pk) if linked else None}


def _shown(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what the program is told."""
    found = Invitation.objects.filter(pk=kept["invitation"]).first() if kept["invitation"] else None
    return {"state": kept["state"], "link": link_of(found.pk) if found else None}
