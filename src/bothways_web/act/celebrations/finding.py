"""Whom somebody thanks: found by a whole name or an address, never listed."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import Person, Post, Unit
from bothways_web.people.units import today


def find_person(given: str) -> Person:
    """Return the one person who works here today and is called so, or has this address.

    Raises
    ------
    InputError
        Where there is none, or several have the name.
    """
    words = " ".join(given.split())
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)
    here = Person.objects.filter(pk__in=posts.values("person"))
    found = list(here.filter(Q(name__iexact=words) | Q(email__iexact=words))[:2]) if words else []
    if not found:
        raise InputError(
            _("Nobody who works here today is called like that."),
            remedy=_("Write the whole name, or the e-mail address."),
        )
    if len(found) > 1:
        raise InputError(_("Several people have this name."), remedy=_("Write the e-mail address instead."))
    return found[0]


def unit_of(person: Person) -> Unit | None:
    """Return the unit of somebody's post today."""
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person=person, start__lte=day)
    post = posts.select_related("unit").order_by("-start").first()
    return post.unit if post else None
