"""Importing a file that was checked, whole or its valid rows; and undoing that until a round of it is released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.archive import file_of
from bothways_web.listen.models import AnswerImport, AnswerMapping, ImportedPart, OwnSet, Pulse, Round
from bothways_web.listen.past.checking import (
    Checked,
    Progress,
    draft_pulse,
    read_through,
    refuse_between,
    refuse_unaskable,
    same_file,
    same_survey,
)
from bothways_web.listen.past.new_sets import keep_set
from bothways_web.listen.past.parts import clear, fresh_parts
from bothways_web.listen.past.periods import Span
from bothways_web.listen.past.repeats import refuse_repeats
from bothways_web.listen.question_sets import questions_of
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.held import held
from bothways_web.people.models import Organisation, User
from bothways_web.people.uploads import forget_upload
from bothways_web.people.zones import zone_of

State = AnswerImport.State


def take_import(one: AnswerImport, progress: Progress = lambda _rows: None) -> bool:
    """Import the rows of a file: written beside first, then there in one transaction; returns whether this call did it.

    It may be killed anywhere and be begun anew. Where the file or the records have changed since the check so that
    other rows would be taken, nothing is imported and somebody has to look again.

    Raises
    ------
    InputError
    """
    with fresh_parts(one.folder) as parts:
        checked = read_through(one, take=parts.take, progress=progress)
    before = {name: one.found.get(name) for name in ("taken", "rejected", "periods")}
    now = checked.told()
    one.found = now
    if any(now[name] != before[name] for name in before):
        clear(one.folder)
        raise _changed()
    _keep_faults(one)
    return _write(one, checked)


def _changed() -> InputError:
    return InputError(
        _("The records have changed since the file was checked."), remedy=_("Look at it again.")
    )


def _keep_faults(one: AnswerImport) -> None:
    """Put the faulty rows beside the answers, as the file goes."""
    if one.upload and one.upload.faults_path.exists():
        one.folder.joinpath("faults.csv").write_bytes(one.upload.faults_path.read_bytes())
        one.folder.joinpath("faults.csv").chmod(0o600)


@transaction.atomic
def _write(one: AnswerImport, checked: Checked) -> bool:
    """Make the rounds of an import, and note that it is there."""
    one_at_a_time()
    if not held(one).exists():
        return False  # another job has taken it over
    if same_file(one) is not None:
        raise InputError(_("This file was imported already."), remedy=_("Nothing is to be done."))
    if checked.settler.knows_one_gone():  # whoever was erased meanwhile must not come back
        raise _changed()
    refuse_unaskable(draft_pulse(one))
    refuse_between(one, checked.spans)
    joined = same_survey(one, checked.spans[0].cadence)
    refuse_repeats(one, draft_pulse(one), joined, checked.settler)
    pulse = _pulse_of(one, checked.spans[0])
    if one.new_set:
        keep_set(one.new_set, one.instrument, created_by=one.by)
    for span in checked.spans:
        if (one.folder / f"{span.period}.parquet").exists():
            asked = _round_of(pulse, span, checked)
            ImportedPart.objects.create(of=one, round=asked)
    upload = one.upload
    held(one).update(
        state=State.HELD, upload=None, pulse=pulse, taken_at=timezone.now(), found=one.found, trouble=""
    )
    _remember(one)
    record(one.by, "imported answers", one.title, file=one.file_name, rounds=len(checked.spans))
    if upload:
        transaction.on_commit(lambda: forget_upload(upload))
    return True


def _pulse_of(one: AnswerImport, first: Span) -> Pulse:
    """Return the survey of an import: that of an earlier file of the same survey, or a new one."""
    same = same_survey(one, first.cadence)
    if same is not None:
        return same
    draft = draft_pulse(one)
    draft.cadence, draft.created_by = first.cadence, one.by
    draft.save(force_insert=True)
    return draft


def _round_of(pulse: Pulse, span: Span, checked: Checked) -> Round:
    """Return the round of a period: one that is there and not released yet, or a new one."""
    there = pulse.rounds.filter(period=span.period, state=Round.State.HELD).first()
    if there is not None:
        return there
    organisation = Organisation.current()
    zone = zone_of(organisation.time_zone)
    tree = checked.settler.tree_of(span)
    if tree is None:
        raise InputError(_("There are no units yet."), remedy=_("Bring your units first."))
    opens = dt.datetime.combine(span.first, dt.time(0), tzinfo=zone)
    # Within its last day, so that it is named by a day of its own period.
    closes = min(dt.datetime.combine(span.last, dt.time(23, 59), tzinfo=zone), timezone.now())
    return Round.objects.create(
        pulse=pulse,
        number=(pulse.rounds.aggregate(last=Max("number"))["last"] or 0) + 1,
        period=span.period,
        opens_at=opens,
        closes_at=closes,
        state=Round.State.HELD,
        definition=pulse.definition,
        form=pulse.form,
        comment=pulse.comment,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
        floor=max([organisation.floor, *(metric.floor for metric in questions_of(pulse).metrics)]),
        mode=pulse.mode,
    )


def _remember(one: AnswerImport) -> None:
    """Keep what was said of the columns for the next file of the survey."""
    AnswerMapping.objects.update_or_create(
        side=one.side, shape=one.shape, instrument=one.instrument,
        defaults={
            "title": one.title, "definition": one.definition, "audience": one.audience, "mapping": one.mapping,
            "named": one.named, "used_at": timezone.now(),
        },
    )  # fmt: skip


@transaction.atomic
def undo_import(one: AnswerImport, *, by: User | None) -> None:
    """Take a whole import back, as long as no round of it is released; by ``None``, it has waited too long.

    Raises
    ------
    InputError
    """
    one_at_a_time()
    rounds = list(Round.objects.filter(imported_parts__of=one))
    if not may_be_undone(rounds):
        raise InputError(
            _("This import cannot be undone any more: results of it are released."),
            remedy=_("What is released stays."),
        )
    if not AnswerImport.objects.filter(pk=one.pk, state=State.HELD).update(state=State.UNDONE, found={}):
        raise InputError(_("This import is not there to be undone."), remedy=_("Look at the list again."))
    one.parts.all().delete()
    gone = [one.folder]
    for asked in rounds:
        if not asked.imported_parts.exists():
            gone.append(file_of(asked).parent)
            asked.delete()
    _forget_survey(one)
    record(by, "undid import of answers", one.title, file=one.file_name)
    for folder in gone:
        transaction.on_commit(partial(clear, folder))


def may_be_undone(rounds: Sequence[Round]) -> bool:
    """Return whether all rounds still wait for their release."""
    return all(asked.state == Round.State.HELD for asked in rounds)


def _forget_survey(one: AnswerImport) -> None:
    """Delete the survey of an import that has no round left, and the question set that was made for it alone."""
    pulse = one.pulse
    if pulse is None or pulse.rounds.exists():
        return
    pulse.delete()
    if one.new_set and not Pulse.objects.filter(instrument=one.instrument).exists():
        OwnSet.objects.filter(lineage=one.instrument.removeprefix("own_")).delete()
        AnswerMapping.objects.filter(side=one.side, instrument=one.instrument).delete()
