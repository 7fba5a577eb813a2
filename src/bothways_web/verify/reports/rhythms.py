"""How often somebody is told of the story: their own choice, or a suggestion to which they said yes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today
from bothways_web.verify.models import StoryMail

Rhythm = StoryMail.Rhythm
_signer = signing.Signer(salt="bothways.story_mails", sep=".")


def next_day(rhythm: str, after: dt.date) -> dt.date | None:
    """Return the first day of the next month or quarter; ``None`` for never.

    Examples
    --------
    >>> next_day("monthly", dt.date(2026, 12, 1)).isoformat(), next_day("quarterly", dt.date(2026, 2, 3)).isoformat()
    ('2027-01-01', '2026-04-01')
    """
    if rhythm == Rhythm.NEVER:
        return None
    step = 1 if rhythm == Rhythm.MONTHLY else 3
    month = after.year * 12 + after.month - 1
    year, first = divmod(month - month % step + step, 12)
    return dt.date(year, first + 1, 1)


def mail_of(user: User) -> StoryMail:
    """Return what is stored about somebody's mails; not stored yet where nothing was."""
    return StoryMail.objects.filter(user=user).select_related("suggested_by").first() or StoryMail(user=user)


@transaction.atomic
def choose_rhythm(user: User, rhythm: str, *, by: User | None = None) -> bool:
    """Let somebody have such mails so often; what was suggested is answered thereby. Return whether it changed."""
    if rhythm == Rhythm.NEVER and not StoryMail.objects.filter(user=user).exists():
        return False
    found = _locked(user)
    if found.rhythm == rhythm and not found.suggested:
        return False
    found.suggested, found.suggested_by = "", None
    if found.rhythm != rhythm:
        _begin(found, rhythm)
    found.save()
    record(by or user, "chose mails about the story", user, rhythm=rhythm)
    return True


@transaction.atomic
def suggest_rhythm(user: User, rhythm: str, *, by: User) -> bool:
    """Suggest such mails to somebody, who has none until they say yes. Return whether there is something to answer."""
    found = _locked(user)
    if found.rhythm == rhythm or found.suggested == rhythm:
        return False
    found.suggested, found.suggested_by = rhythm, by
    found.save(update_fields=["suggested", "suggested_by"])
    record(by, "suggested mails about the story", user, rhythm=rhythm)
    return True


@transaction.atomic
def answer_suggestion(user: User, yes: bool, rhythm: str) -> bool:
    """Say yes or no to what was suggested, as it stood on the page. Return whether it still did."""
    found = StoryMail.objects.select_for_update().filter(user=user).first()
    if found is None or not rhythm or found.suggested != rhythm:
        return False
    found.suggested, found.suggested_by = "", None
    if yes and found.rhythm != rhythm:
        _begin(found, rhythm)
    found.save()
    record(user, "answered suggestion of mails about the story", user, yes=yes)
    return True


def is_on(user: User) -> bool:
    """Return whether somebody has such mails now."""
    return mail_of(user).rhythm != Rhythm.NEVER


def _locked(user: User) -> StoryMail:
    StoryMail.objects.get_or_create(user=user)
    return StoryMail.objects.select_for_update().get(user=user)


def _begin(found: StoryMail, rhythm: str) -> None:
    """Begin a rhythm anew: what waits is dropped, and what the story tells today is not news."""
    from bothways_web.verify.reports.mails import digest_for, told_since

    found.rhythm, found.due_at, found.attempts = rhythm, None, 0
    found.next_on = next_day(rhythm, today())
    found.told_since = told_since() if found.next_on else None
    found.told = digest_for(found.user, found.told_since) if found.told_since else ""


def stop_link(user: User) -> str:
    """Return the whole address by which somebody wants no more of these mails, without signing in."""
    return settings.BASE_URL + reverse("stop_story_mail", args=[stop_token(user)])


def stop_token(user: User) -> str:
    """Return what stands in that address."""
    return _signer.sign(str(user.pk))


def user_of_token(token: str) -> User | None:
    """Return whose address it is; ``None`` where it is mangled, made up, or the account is gone."""
    try:
        number = _signer.unsign(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(number)).first()
