"""In which browsers somebody is signed in, and ending that: by themselves, by an administrator, on leaving."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.people.changes import record
from bothways_web.people.models import OpenSession, Post, SignOnProvider, User
from bothways_web.people.units import today

_BROWSERS = (
    ("edge", r"\bEdgA?/|\bEdgiOS/"), ("opera", r"\bOPR/|\bOpera\b"), ("samsung", r"\bSamsungBrowser/"),
    ("firefox", r"\bFirefox/|\bFxiOS/"), ("chrome", r"Chrom(e|ium)/|\bCriOS/"), ("safari", r"\bSafari/"),
)  # fmt: skip
_SYSTEMS = (
    ("iphone", r"\biPhone\b"), ("ipad", r"\biPad\b"), ("android", r"\bAndroid\b"), ("windows", r"\bWindows\b"),
    ("mac", r"\bMac OS X\b|\bMacintosh\b"), ("chromeos", r"\bCrOS\b"), ("linux", r"\bLinux\b"),
)  # fmt: skip
_NAMES = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
    "safari": "Safari", "iphone": "iPhone", "ipad": "iPad", "android": "Android", "windows": "Windows", "mac": "Mac",
    "chromeos": "Chromebook", "linux": "Linux",
}  # fmt: skip
_UNKNOWN = gettext_lazy("a browser we do not recognise")


def device_of(header: str) -> str:
    """Return the browser and the system of a header in two codes; versions and all else are left out.

    Parameters
    ----------
    header : str
        What a browser says of itself; blank or strange where it says nothing of use.

    Returns
    -------
    str
        Such as "firefox windows", or blank.
    """
    found = [
        next((code for code, pattern in group if re.search(pattern, header[:500])), "")
        for group in (_BROWSERS, _SYSTEMS)
    ]
    return " ".join(filter(None, found))


def device_words(device: str) -> str:
    """Return the codes of a device in words."""
    parts = [_NAMES[code] for code in device.split() if code in _NAMES]
    if len(parts) == 2:
        return _("%(browser)s on %(system)s") % {"browser": parts[0], "system": parts[1]}
    return parts[0] if parts else str(_UNKNOWN)


def note_session(request: HttpRequest, user: User, provider: str = "") -> None:
    """Remember a session that has just begun."""
    if not request.session.session_key:
        request.session.save()
    name = SignOnProvider.objects.filter(slug=provider).values_list("name", flat=True).first() or ""
    device = device_of(str(request.META.get("HTTP_USER_AGENT", "")))
    key = request.session.session_key
    OpenSession.objects.update_or_create(key=key, defaults={"user": user, "device": device, "way": name})


def open_sessions(user: User) -> QuerySet[OpenSession]:
    """Return the sessions of somebody that would still be let in; those that are over are forgotten."""
    forget_ended(OpenSession.objects.filter(user=user))
    return user.open_sessions.all()


def forget_ended(among: QuerySet[OpenSession] | None = None) -> None:
    """Forget sessions that are over: signed out, ended, or not used for longer than a session lasts."""
    rows = OpenSession.objects.all() if among is None else among
    living = Session.objects.filter(session_key=OuterRef("key"), expire_date__gt=timezone.now())
    rows.exclude(Exists(living)).delete()


def end_session(session: OpenSession) -> None:
    """End one session of one's own."""
    with transaction.atomic():
        Session.objects.filter(session_key=session.key).delete()
        session.delete()


def end_sessions(user: User, *, keeping: Any = None) -> None:
    """End all sessions of somebody; with a request as ``keeping`` that one goes on.

    Sessions that were never noted end as well, since every session is tied to how often this was done.
    """
    with transaction.atomic():
        kept = keeping.session.session_key if keeping is not None else None
        rows = OpenSession.objects.filter(user=user).exclude(key=kept or "")
        Session.objects.filter(session_key__in=list(rows.values_list("key", flat=True))).delete()
        rows.delete()
        User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
        user.refresh_from_db(fields=["sessions_ended"])
    if keeping is not None:
        way = OpenSession.objects.filter(key=kept).first()
        update_session_auth_hash(keeping, user)
        if way is not None:
            keeping.session.save()
            OpenSession.objects.filter(pk=way.pk).update(key=keeping.session.session_key)


def end_for(user: User, *, by: User | None) -> None:
    """End all sessions of an account, for an administrator."""
    end_sessions(user)
    record(by, "ended all sessions", user)


def end_of_leavers() -> int:
    """End the sessions of those who have left; return of how many.

    Somebody has left who has posts in the records, none of them today or later.
    """
    here = Post.objects.filter(person=OuterRef("person")).exclude(end__lt=today())
    posts = Post.objects.filter(person=OuterRef("person"))
    signed_in = Exists(OpenSession.objects.filter(user=OuterRef("pk")))
    left = User.objects.filter(signed_in, Exists(posts), person__isnull=False).exclude(Exists(here))
    found = list(left)
    for user in found:
        end_sessions(user)
        record(None, "ended sessions of somebody who left", user)
    return len(found)


def lasting_hours() -> int:
    """Return after how many hours without use a session ends."""
    return int(settings.SESSION_COOKIE_AGE) // 3600
