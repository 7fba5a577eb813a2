"""What people do with a theme: look at its name, give another one, merge it, raise it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.link.models import Theme
from bothways_web.link.themes.pains import voice_of
from bothways_web.link.themes.showing import ThemeRow
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.people.changes import record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import current_tree

LONGEST = 80


class ChangedMeanwhileError(InputError):
    """Somebody else has changed the theme."""


def _locked(theme: Theme, seen: int) -> Theme:
    found = Theme.objects.select_for_update().get(pk=theme.pk)
    if found.version != seen:
        raise ChangedMeanwhileError(
            _("Somebody else has changed this theme meanwhile."), remedy=_("Look at it as it is now.")
        )
    return found


@transaction.atomic
def name_theme(theme: Theme, label: str, seen: int, *, by: User) -> Theme:
    """Give a theme a name, or say that the name software gave fits; it is kept from round to round.

    Raises
    ------
    ChangedMeanwhileError
        Where somebody else has changed it since ``seen``; nothing is changed.
    InputError
        Where the name is blank, too long, or another theme has it.
    """
    found, name = _locked(theme, seen), " ".join(label.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise InputError(
            _("A name has 1 to %(most)s characters.") % {"most": LONGEST},
            remedy=_("Write what the theme is about."),
        )
    others = Theme.objects.filter(merged_into=None).exclude(pk=found.pk)
    if name.casefold() in {one.casefold() for one in others.values_list("label", flat=True)}:
        raise InputError(
            _("Another theme is called so."), remedy=_("Choose another name, or merge the two themes.")
        )
    before, found.label = found.label, name
    found.named_by, found.is_checked, found.version = by, True, found.version + 1
    found.save()
    record(by, "named theme", name, before=before)
    return found


@transaction.atomic
def merge_theme(theme: Theme, target: Theme, seen: int, *, by: User) -> Theme:
    """Let a theme count as another one, from the next round on; what is shown stays as it is.

    Raises
    ------
    ChangedMeanwhileError
        Where somebody else has changed it since ``seen``; nothing is changed.
    InputError
        Where the two are one, or the other one is merged itself.
    """
    both = Theme.objects.select_for_update().filter(pk__in=(theme.pk, target.pk)).order_by("pk")
    held = {
        one.pk: one for one in both
    }  # in one order, so that two who merge crosswise do not wait for each other
    found, target = _locked(theme, seen), held[target.pk]
    if found.pk == target.pk or target.merged_into_id is not None:
        raise InputError(_("These two cannot be merged."), remedy=_("Choose a theme that stands by itself."))
    Theme.objects.filter(merged_into=found).update(merged_into=target)
    found.merged_into, found.version = target, found.version + 1
    found.save()
    record(by, "merged theme", found.label, into=target.label)
    return found


@transaction.atomic
def part_theme(theme: Theme, seen: int, *, by: User) -> Theme:
    """Let a merged theme stand by itself again, from the next round on."""
    found = _locked(theme, seen)
    found.merged_into, found.version = None, found.version + 1
    found.save()
    record(by, "parted theme", found.label)
    return found


@transaction.atomic
def raise_as_problem(row: ThemeRow, key: bytes, *, by: User) -> Problem:
    """Report a theme as a problem, with the name of who does; once.

    Parameters
    ----------
    row : ThemeRow
    key : bytes
        Of the form.
    """
    found = Theme.objects.select_for_update().get(pk=row.theme.pk)
    if found.problem is not None:
        return found.problem
    text = {
        "employees": _("Employees write about: %(theme)s"),
        "customers": _("Customers write about: %(theme)s"),
        "both": _("Employees and customers write about: %(theme)s"),
    }[voice_of(row)] % {"theme": found.label}
    tree = current_tree()
    if tree is None:
        raise InputError(_("There is no unit yet."), remedy=_("Bring in the units first."))
    unit = Unit.objects.get(code=tree.roots[0])
    found.problem = report_problem(Report(Problem.Prompt.EASIER, text, unit, named=True), key, by=by).problem
    found.save(update_fields=["problem"])
    record(by, "raised theme as problem", found.label, problem=str(found.problem))
    return found.problem
