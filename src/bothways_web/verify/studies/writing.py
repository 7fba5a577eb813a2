"""Writing studies of programmes and habits down, changing them and deleting drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today
from bothways_web.verify.models import Study, StudyUnit
from bothways_web.verify.studies.changing import locked_study, note, note_all, written_down
from bothways_web.verify.studies.starts import Start

WORDS = ("title", "text")
_LABELS = {"title": gettext_lazy("what begins"), "text": gettext_lazy("what it is")}
#: No programme began longer ago, or begins further away, than so many days.
MOST_AWAY = dt.timedelta(days=10 * 366)
MOST_UNITS = 5000
#: States in which it may still be said where a programme began.
CHANGEABLE = (Study.State.DRAFT, Study.State.WAITING)
Told = tuple[dt.date, dt.date | None, float | None]


def make_study(kind: str, given: dict[str, Any], *, by: User) -> Study:
    """Write a study of a programme or of huddles down as a draft; the same form sent twice makes one.

    Raises
    ------
    InputError
        Where there is no such kind.
    """
    if kind not in (Study.Kind.PROGRAMME, Study.Kind.HUDDLES):
        raise InputError(_("There is no such answer."), remedy=_("Choose one from the list."))
    with transaction.atomic():
        one_at_a_time()
        asked = {name: given[name] for name in WORDS} | {"kind": kind, "made_by": by, "made_on": today()}
        if found := Study.objects.filter(state=Study.State.DRAFT, **asked).first():
            return found
        made = Study.objects.create(**asked)
        record(by, "wrote study", made.pk, kind=kind)
    return made


def change_words(study: Study, given: dict[str, Any], *, version: int, by: User) -> None:
    """Change what a study is called and what it is about.

    Raises
    ------
    InputError
        Where somebody else has changed it.
    """
    with transaction.atomic():
        locked = locked_study(study, version)
        changes = [name for name in WORDS if getattr(locked, name) != given[name]]
        if not changes:
            return
        before = {name: getattr(locked, name) for name in changes}
        for name in changes:
            setattr(locked, name, given[name])
        written_down(locked, changes)
        if locked.locked_at is not None:
            for name, was in before.items():
                label = _LABELS[name]
                note(
                    locked, _("%(label)s, before: %(before)s") % {"label": label, "before": was or "–"}, by=by
                )
        record(by, "changed study", locked.pk, fields=sorted(changes))


def set_units(study: Study, starts: Iterable[Start], *, version: int, by: User, replace: bool) -> int:
    """Say where a programme began and when; return how many lines changed.

    Parameters
    ----------
    study : Study
    starts : iterable of Start
    version : int
        As it was seen.
    by : User
    replace : bool
        Whether these are all; else lines of other units stay.

    Raises
    ------
    InputError
        Where it is no programme, a unit is unknown, an end comes before its start, a day is far away, or somebody
        else has changed it.
    """
    given = list(starts)
    _check(study, given)
    with transaction.atomic():
        locked = _changeable(study, version)
        units = Unit.objects.in_bulk([one.unit for one in given], field_name="code")
        if unknown := next((one.unit for one in given if one.unit not in units), None):
            raise InputError(
                _("There is no team with the code %(code)s.") % {"code": unknown},
                remedy=_("Use the codes of your unit tree."),
            )
        before = _as_it_is(locked)
        wanted = {one.unit: (one.day, one.end, one.dose) for one in given}
        gone = set(before) - set(wanted) if replace else set()
        changed = {code: told for code, told in wanted.items() if before.get(code) != told}
        _refuse_none(locked, set(before) - gone | set(wanted))
        old = dict(locked.units.values_list("unit__code", "pk"))
        locked.units.filter(pk__in=[old[code] for code in {*gone, *changed} if code in old]).delete()
        StudyUnit.objects.bulk_create(
            StudyUnit(study=locked, unit=units[code], start=start, end=end, dose=dose)
            for code, (start, end, dose) in changed.items()
        )
        if gone or changed:
            _tell(locked, before, changed, gone, by)
    return len(gone) + len(changed)


def remove_unit(study: Study, code: str, *, version: int, by: User) -> None:
    """Take a unit out of a programme.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        locked = _changeable(study, version)
        before = _as_it_is(locked)
        _refuse_none(locked, set(before) - {code})
        if locked.units.filter(unit__code=code).delete()[0]:
            _tell(locked, before, {}, {code}, by)


def delete_draft(study: Study, *, version: int, by: User) -> None:
    """Delete a study that was never locked.

    Raises
    ------
    InputError
        Where it was locked: then it stays, whatever it tells.
    """
    with transaction.atomic():
        locked = locked_study(study, version)
        if locked.state != Study.State.DRAFT:
            raise InputError(_("This study is locked, so it stays."), remedy=_("End it instead."))
        record(by, "deleted study", locked.pk, title=locked.title)
        locked.delete()


def _changeable(study: Study, version: int) -> Study:
    """Return a study whose teams may still change: it was not told, and somebody will look."""
    locked = locked_study(study, version)
    if locked.state not in CHANGEABLE:
        raise InputError(
            _("Nobody will look at this study again, so its teams stay as they were."),
            remedy=_("Write another study."),
        )
    return locked


def _as_it_is(study: Study) -> dict[str, Told]:
    rows = study.units.values_list("unit__code", "start", "end", "dose")
    return {code: (start, end, dose) for code, start, end, dose in rows}


def _refuse_none(study: Study, left: set[str]) -> None:
    """Refuse to take every team out of a locked study: its looks would wait for ever."""
    if not left and study.locked_at is not None:
        raise InputError(
            _("No team would be left in a study that is locked."), remedy=_("End the study instead.")
        )


def _check(study: Study, given: list[Start]) -> None:
    if study.kind != Study.Kind.PROGRAMME:
        raise InputError(
            _("Where this began is known already."), remedy=_("Only programmes have units of their own.")
        )
    if len({one.unit for one in given}) < len(given):
        raise InputError(
            _("A team stands there twice."), remedy=_("Give each team one line, with its first start.")
        )
    if len(given) > MOST_UNITS:
        raise InputError(_("These are too many teams."), remedy=_("Name the units above them instead."))
    for one in given:
        if one.end is not None and one.end < one.day:
            raise InputError(
                _("In %(code)s it ends before it starts.") % {"code": one.unit},
                remedy=_("Correct one of the days."),
            )
        if abs(one.day - today()) > MOST_AWAY:
            raise InputError(
                _("The start in %(code)s is more than ten years away.") % {"code": one.unit},
                remedy=_("Check the year."),
            )
        if one.dose is not None and not 0 <= one.dose < 1e9:
            raise InputError(
                _("How much there was in %(code)s is below 0.") % {"code": one.unit},
                remedy=_("Write 0 or more."),
            )


def _tell(study: Study, before: dict[str, Told], changed: dict[str, Told], gone: set[str], by: User) -> None:
    """Count the change and, once the study is locked, write into its history what was there."""
    study.version += 1
    study.save(update_fields=["version"])
    record(by, "changed where a programme began", study.pk, changed=len(changed), left=len(gone))
    if study.locked_at is None:
        return
    lines = [_line(code, before.get(code), told) for code, told in changed.items()]
    lines += [_("%(code)s was taken out") % {"code": code} for code in sorted(gone)]
    note_all(study, lines, by=by)


def _line(code: str, was: Told | None, told: Told) -> str:
    """Return what changed of a team: its start, else its end, else how much of it there was."""
    given = {"code": code, "day": told[0].isoformat(), "end": told[1].isoformat() if told[1] else "–"}
    if was is None:
        return _("%(code)s began on %(day)s") % given
    if was[0] != told[0]:
        return _("%(code)s began on %(day)s, not on %(before)s") % (given | {"before": was[0].isoformat()})
    if was[1] != told[1]:
        ended = was[1].isoformat() if was[1] else "–"
        return _("%(code)s, end: %(end)s, not %(before)s") % (given | {"before": ended})
    doses = {
        name: "–" if dose is None else f"{dose:g}" for name, dose in (("dose", told[2]), ("before", was[2]))
    }
    return _("%(code)s, how much: %(dose)s, not %(before)s") % (given | doses)
