"""What is noted whenever somebody signs in or out, by whatever way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bothways_web.people.models import OpenSession, Organisation, User
from bothways_web.people.sessions import note_session
from bothways_web.people.sign_on.arriving import way_of
from bothways_web.people.sign_on.emergencies import note_use


def note_coming(sender: object, request: HttpRequest, user: User, **more: Any) -> None:
    """Note the session, and the use of the way for emergencies."""
    way = way_of(request, user)
    note_session(request, user, way)
    if not way and user.for_emergencies and Organisation.current().only_sign_on:
        note_use(user)


def note_going(sender: object, request: HttpRequest | None, **more: Any) -> None:
    """Forget the session."""
    key = request.session.session_key if request is not None else None
    if key:
        OpenSession.objects.filter(key=key).delete()
