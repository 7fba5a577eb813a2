"""People of the feed: joining, changing, leaving; nothing of them is erased."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from scim2_models import NotFoundException, PreconditionFailedException, Resource, UniquenessException

from bothways_web.api.scim.accounts import settle_account, settle_roles
from bothways_web.api.scim.attributes import Said, as_said, looked_up, read_said
from bothways_web.api.scim.keys import as_id
from bothways_web.api.scim.models import FeedGroup, FeedMember, FeedPerson
from bothways_web.api.scim.places import SOURCE, place
from bothways_web.api.scim.showing import show_people, version_of
from bothways_web.api.scim.units import department_of
from bothways_web.people.accounts import link_people
from bothways_web.people.changes import record
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import today

#: Longest code of a person in the records.
_LONGEST_CODE = 60


def find_fed(key: str, *, version: str | None = None) -> FeedPerson:
    """Return somebody of the feed, to be changed.

    Raises
    ------
    NotFoundException
    PreconditionFailedException
        Where somebody else has changed them meanwhile.
    """
    known = as_id(key)
    rows = FeedPerson.objects.select_for_update(of=("self",)).select_related("person", "department")
    found = rows.filter(pk=known).first() if known else None
    if found is None:
        raise NotFoundException(detail=f"User {key!r} not found")
    if version is not None and version_of(found) != version:
        raise PreconditionFailedException
    return found


def join(resource: Resource[Any], *, by: User) -> tuple[Resource[Any], list[str]]:
    """Add somebody, or take over whom the records know; return the user and what could not be done.

    Raises
    ------
    UniquenessException
        Where a user has this name, or another one is the person of this employee number.
    """
    user: Any = resource.model_copy(deep=True)
    if user.active is None:
        user.active = True
    kept, said, keys = as_said(user), read_said(user), looked_up(user)
    if FeedPerson.objects.filter(user_key=keys["user_key"]).exists():
        raise UniquenessException(detail="There is a user with this userName.")
    person = _known_person(said, keys["external_id"])
    verb, doubt = "took person over from files", []
    if person is None:
        verb, person = "added person", _new_person(said, user.user_name)
        doubt = _doubt(said, person)
    if FeedPerson.objects.filter(person=person).exists():
        raise UniquenessException(detail="Another user is the person of this employeeNumber.")
    now = timezone.now()
    fed = FeedPerson(
        made_at=now,
        changed_at=now,
        person=person,
        active=user.active,
        said=kept,
        department=department_of(said.department),
        **keys,
    )
    _store(fed)
    record(by, verb, person.code, source=SOURCE)
    shown, trouble = _settle(
        fed, said, {name: text for name, text in said.about_person.items() if text}, by=by
    )
    return shown, [*doubt, *trouble]


def change(resource: Resource[Any], *, version: str | None, by: User) -> tuple[Resource[Any], list[str]]:
    """Take over what a user says now; return the user and what could not be done."""
    user: Any = resource
    kept = as_said(user)
    fed = find_fed(str(user.id), version=version)
    before, said, keys = read_said(_as_resource(fed)), read_said(user), looked_up(user)
    if FeedPerson.objects.filter(user_key=keys["user_key"]).exclude(pk=fed.pk).exists():
        raise UniquenessException(detail="There is a user with this userName.")
    for name, text in keys.items():
        setattr(fed, name, text)
    fed.active, fed.said = user.active is not False, kept
    fed.department = department_of(said.department)
    fed.version, fed.changed_at = fed.version + 1, timezone.now()
    _store(fed)
    # What the feed says as before is left alone: somebody may have corrected it here.
    told = before.about_person
    news = {name: text for name, text in said.about_person.items() if text and text != told[name]}
    return _settle(fed, said, news, by=by)


def leave_feed(key: str, *, version: str | None, by: User) -> list[str]:
    """Forget the user and let the person leave: the records keep them, and every result stays."""
    fed = find_fed(key, version=version)
    said = read_said(_as_resource(fed))
    fed.active = False
    FeedPerson.objects.filter(pk=fed.pk).update(active=False)
    place(fed, said, by=by)
    trouble = settle_account(fed, by=by)
    record(by, "took person out of the feed", fed.person.code, source=SOURCE)
    touch_groups(FeedMember.objects.filter(person=fed).values("group"))
    user = fed.person.user_id
    fed.delete()
    settle_roles([user], by=by)
    return trouble


def touch_groups(groups: Any) -> None:
    """Give groups whose members changed a new version."""
    FeedGroup.objects.filter(pk__in=groups).update(version=F("version") + 1, changed_at=timezone.now())


def settle(fed: FeedPerson, *, by: User) -> list[str]:
    """Bring posts, account and roles in line with what the feed said before: its meaning has changed."""
    place(fed, read_said(_as_resource(fed)), by=by)
    trouble = settle_account(fed, by=by)
    settle_roles([fed.person.user_id], by=by)
    return trouble


def _settle(
    fed: FeedPerson, said: Said, news: dict[str, str], *, by: User
) -> tuple[Resource[Any], list[str]]:
    _correct(fed.person, news, by=by)
    place(fed, said, by=by)
    trouble = settle_account(fed, by=by)
    settle_roles([fed.person.user_id], by=by)
    fed.refresh_from_db()
    return show_people([fed])[0], trouble


def _as_resource(fed: FeedPerson) -> Resource[Any]:
    return show_people([fed])[0]


def _store(fed: FeedPerson) -> None:
    """Write the row; two requests at once cannot take the same name."""
    try:
        with transaction.atomic():
            fed.save()
    except IntegrityError:
        raise UniquenessException(detail="There is a user with this userName, or of this person.") from None


def _known_person(said: Said, external_id: str) -> Person | None:
    """Return whom the records know already: by the number; by the address only where no number says who it is.

    An employeeNumber or externalId that is no code of the record says that it is somebody else: an address alone
    would let whoever writes in the directory take the record over.
    """
    if said.number:
        return Person.objects.filter(code=said.number).first()
    here = _works_here_with(said.email)
    found = here[0] if len(here) == 1 and not hasattr(here[0], "fed") else None
    return found if found is not None and external_id in ("", found.code) else None


def _works_here_with(email: str) -> list[Person]:
    """Return who has an address, unless nobody of them works here today, since addresses are given to others."""
    if not email:
        return []
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=today()))
    people = list(Person.objects.filter(email__iexact=email).select_related("fed")[:2])
    return people if posts.filter(person__in=people).exists() else []


def _doubt(said: Said, made: Person) -> list[str]:
    """Say where somebody was added whose address is in the records already: it may be one person twice."""
    if not _works_here_with(said.email):
        return []
    return [
        f"{made.code} was added, although somebody who works here has this e-mail address. If they are one person, "
        "delete the user in the directory, and send the code of the records as employeeNumber."
    ]


def _new_person(said: Said, user_name: str) -> Person:
    """Add a person; the code is the number, or the name of the user where it is free and fits."""
    for code in (said.number, user_name.strip()):
        if code and len(code) <= _LONGEST_CODE and not Person.objects.filter(code=code).exists():
            return Person.objects.create(code=code)
    made = Person()
    made.code = str(made.id)
    made.save()
    return made


def _correct(person: Person, news: dict[str, str], *, by: User) -> None:
    """Write what is new about a person; language and zone that somebody chose stay."""
    kept = ("language", "time_zone") if person.own_choice else ()
    changed = {
        name: text for name, text in news.items() if name not in kept and getattr(person, name) != text
    }
    for name, text in changed.items():
        setattr(person, name, text)
    if changed:
        person.save(update_fields=list(changed))
        record(by, "corrected person", person.code, fields=list(changed), source=SOURCE)
    link_people()
    person.refresh_from_db(fields=["user"])
