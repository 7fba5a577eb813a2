"""Posts by what the feed says: joining, moving, leaving, coming back. The past stays as it is.

The feed knows no days, so what it says holds from the day on which it says it. Held rounds and open ones keep who was
asked in which unit: a post that begins today changes none of them.
"""

from __future__ import annotations

import datetime as dt

from bothways_web.api.scim.attributes import Said
from bothways_web.api.scim.models import FeedPerson
from bothways_web.api.scim.units import wanted_unit
from bothways_web.people.changes import FEED, record
from bothways_web.people.models import Person, Post, Unit, User
from bothways_web.people.units import today

DAY = dt.timedelta(days=1)
#: What the change log says of whatever the feed did.
SOURCE = FEED


def place(fed: FeedPerson, said: Said, *, by: User) -> None:
    """Bring the posts of somebody in line with what the feed says."""
    if not fed.active:
        _leave(fed, said, by=by)
        return
    unit, day = wanted_unit(fed), today()
    now = _post_on(fed.person, day)
    if unit is None:
        if now is not None:
            _come_back(fed, now, by=by)
            _correct_details(now, said)
        return
    if now is None:
        _join(fed, unit, said, day, by=by)
    elif now.unit_id != unit.pk:
        _come_back(fed, now, by=by)
        _move(now, unit, said, day, by=by)
    else:
        _come_back(fed, now, by=by)
        _correct_details(now, said)


def _post_on(person: Person, day: dt.date) -> Post | None:
    """Return the post that holds on a day."""
    latest = person.posts.select_for_update().filter(start__lte=day).order_by("-start").first()
    return latest if latest and (latest.end is None or latest.end >= day) else None


def _details(said: Said) -> dict[str, str]:
    """Return what is said about a post; a blank says nothing."""
    given = {"role": said.role, "site": said.site, "manager": _code_of(said.manager)}
    return {name: text for name, text in given.items() if text}


def _code_of(manager: str) -> str:
    found = FeedPerson.objects.filter(pk=manager).values_list("person__code", flat=True) if manager else ()
    return next(iter(found), "")


def _correct_details(post: Post, said: Said) -> None:
    changed = {name: text for name, text in _details(said).items() if getattr(post, name) != text}
    if changed:
        Post.objects.filter(pk=post.pk).update(**changed)


def _join(fed: FeedPerson, unit: Unit, said: Said, day: dt.date, *, by: User) -> None:
    """Give somebody a post from today on; the same one goes on where it ended yesterday by the feed."""
    before = fed.person.posts.filter(end=day - DAY, unit=unit).order_by("-start").first()
    following = fed.person.posts.filter(start__gt=day).order_by("start").first()
    if following is not None:
        return  # the records know already when they begin, and where
    if before is not None and fed.ended_on == before.end:
        _come_back(fed, before, by=by)
        _correct_details(before, said)
        return
    Post.objects.create(person=fed.person, unit=unit, start=day, **_details(said))
    _keep_end(fed, None)
    record(by, "moved person", fed.person.code, unit=unit.code, start=day.isoformat(), source=SOURCE)


def _move(now: Post, unit: Unit, said: Said, day: dt.date, *, by: User) -> None:
    """Let a post end yesterday and another one begin; a post of today is corrected, as it holds for no day before."""
    if now.start == day:
        Post.objects.filter(pk=now.pk).update(unit=unit, **_details(said))
    else:
        kept = {"role": now.role, "site": now.site, "manager": now.manager, **_details(said)}
        end, reason = now.end, now.reason
        Post.objects.filter(pk=now.pk).update(end=day - DAY, reason="")
        Post.objects.create(person=now.person, unit=unit, start=day, end=end, reason=reason, **kept)
    record(by, "moved person", now.person.code, unit=unit.code, start=day.isoformat(), source=SOURCE)


def _leave(fed: FeedPerson, said: Said, *, by: User) -> None:
    """Let the post of today end today, and posts that have not begun go; ended ones stay as they are."""
    day = today()
    later = fed.person.posts.filter(start__gt=day)
    for post in later.select_related("unit"):
        record(
            by,
            "took back post",
            fed.person.code,
            unit=post.unit.code,
            start=post.start.isoformat(),
            source=SOURCE,
        )
    later.delete()
    now = _post_on(fed.person, day)
    if now is None or now.end == day:
        return
    Post.objects.filter(pk=now.pk).update(end=day, reason=said.reason or now.reason)
    _keep_end(fed, day)
    record(by, "ended post", fed.person.code, unit=now.unit.code, end=day.isoformat(), source=SOURCE)


def _come_back(fed: FeedPerson, post: Post, *, by: User) -> None:
    """Let a post go on that the feed has ended today or yesterday: it has changed its mind."""
    if fed.ended_on is None or post.end != fed.ended_on:
        return
    Post.objects.filter(pk=post.pk).update(end=None, reason="")
    post.end, post.reason = None, ""
    _keep_end(fed, None)
    record(by, "took back end of post", fed.person.code, unit=post.unit.code, source=SOURCE)


def _keep_end(fed: FeedPerson, day: dt.date | None) -> None:
    fed.ended_on = day
    FeedPerson.objects.filter(pk=fed.pk).update(ended_on=day)
