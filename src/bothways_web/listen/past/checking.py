"""A dry run: what a file would bring, and what is wrong with its rows. Nothing is imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import Converted, Mapping, convert_export
from bothways_web.listen.models import AnswerImport, Pulse, Round
from bothways_web.listen.past.looking import open_export
from bothways_web.listen.past.parts import clear, fresh_parts
from bothways_web.listen.past.periods import Span
from bothways_web.listen.past.repeats import refuse_repeats
from bothways_web.listen.past.settling import Settler
from bothways_web.listen.question_sets import instrument_of, questions_of
from bothways_web.listen.same_questions import refuse_other_use, refuse_other_way
from bothways_web.people.models import Organisation, Unit
from bothways_web.people.zones import zone_of

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Checked:
    """What one reading of a file found.

    Attributes
    ----------
    done : Converted
    spans : tuple of Span
        Its rounds, in the order of time.
    twice : int
    settler : Settler
    """

    done: Converted
    spans: tuple[Span, ...]
    twice: int
    settler: Settler

    def told(self) -> dict[str, Any]:
        """Return what a page tells of it; periods with their words."""
        return {
            "responses": self.done.responses, "taken": self.done.taken, "unfinished": self.done.unfinished,
            "rejected": self.done.rejected, "twice": self.twice, "periods": [one.period for one in self.spans],
            "first": [[row, reason] for row, reason in self.done.first],
        }  # fmt: skip


def read_through(
    one: AnswerImport, *, take: Callable[[Any], None] | None = None, progress: Progress = lambda _rows: None
) -> Checked:
    """Read a file to its end with its mapping, write its faulty rows beside it, and hand on those that are right.

    Raises
    ------
    InputError
        Where the file is damaged, or the mapping does not fit.
    """
    mapping = Mapping.from_json(one.mapping)
    keep = {*mapping.keep, *one.how.get("keep", ())}
    settler = Settler(one)
    done = convert_export(
        open_export(one, sorted(keep)), mapping, out=None, rejected=one.faults_path, settle=settler.settle,
        take=take, progress=progress,
    )  # fmt: skip
    spans = tuple(sorted(settler.spans.values(), key=lambda span: span.first))
    return Checked(done, spans, settler.twice, settler)


def check_import(one: AnswerImport, progress: Progress = lambda _rows: None) -> None:
    """Note what a file would bring, and what stands in its way."""
    same = same_file(one)
    if same is not None:
        raise InputError(
            _("This file was imported already, on %(day)s.") % {"day": same.taken_at.date().isoformat()}
            if same.taken_at
            else _("This file was imported already."),
            remedy=_("Nothing is to be done. To import it anew, undo that import first."),
        )
    refuse_unaskable(draft_pulse(one))
    try:
        with fresh_parts(one.folder) as parts:
            checked = read_through(one, take=parts.take, progress=progress)
        one.found = checked.told()
        refuse_between(one, checked.spans)
        joined = same_survey(one, checked.spans[0].cadence)
        refuse_repeats(one, draft_pulse(one), joined, checked.settler)
    finally:
        clear(one.folder)  # nothing is imported yet
    one.found["joins"] = str(joined) if joined else ""


def same_file(one: AnswerImport) -> AnswerImport | None:
    """Return the import of the same content to the same questions that is there; ``None`` where there is none."""
    there = (AnswerImport.State.HELD, AnswerImport.State.RELEASED)
    found = AnswerImport.objects.filter(side=one.side, digest=one.digest, state__in=there).exclude(pk=one.pk)
    return found.exclude(digest="").first()


def draft_pulse(one: AnswerImport) -> Pulse:
    """Return the survey that an import would make, which is not stored."""
    mode = Pulse.Mode.CONFIDENTIAL if one.named else Pulse.Mode.OPEN
    return Pulse(
        title=one.title, instrument=one.instrument, definition=one.definition, mode=mode, side=one.side,
        audience=Unit.objects.get(code=one.audience), cadence=Pulse.Cadence.ONCE, state=Pulse.State.ENDED,
        comment='"comment"' in one.mapping, reminder=False,
    )  # fmt: skip


def same_survey(one: AnswerImport, cadence: str) -> Pulse | None:
    """Return the survey of an earlier file that an import joins: same questions, units and length of rounds."""
    draft = draft_pulse(one)
    return Pulse.objects.filter(
        imports__isnull=False, side=draft.side, mode=draft.mode, definition=draft.definition,
        audience=draft.audience, cadence=cadence, comment=draft.comment,
    ).first()  # fmt: skip


def refuse_unaskable(pulse: Pulse) -> None:
    """Refuse questions beside whose earlier numbers nothing could be shown."""
    refuse_other_use(pulse)
    refuse_other_way(pulse)


def refuse_between(one: AnswerImport, spans: tuple[Span, ...]) -> None:
    """Refuse rounds that would come before one of the same questions of which numbers are released.

    Raises
    ------
    InputError
        The ledger follows people forward in time and cannot put a round in between.
    """
    if not spans:
        raise InputError(_("No row of the file can be imported."), remedy=_("Look at the first faulty rows."))
    for asked in _of_same_questions(one):
        if day_of(asked) >= spans[0].last or asked.period == spans[0].period:
            raise InputError(
                _(
                    "Results of the same questions are released up to %(period)s, and the file begins with %(first)s."
                )
                % {"period": asked.period, "first": spans[0].period},
                remedy=_("Results are released in the order of time. Leave earlier periods out of the file."),
            )


def _of_same_questions(one: AnswerImport) -> list[Round]:
    """Return rounds that ask some of the same questions and are released, or will be in a moment."""
    mine = {column for metric in questions_of(draft_pulse(one)).metrics for column in metric.columns}
    done = Round.objects.filter(
        state__in=[Round.State.CLOSING, Round.State.RELEASED], pulse__side=one.side
    ).select_related("pulse")
    return [
        asked for asked in done
        if instrument_of(asked).id == one.instrument
        or mine & {column for metric in questions_of(asked).metrics for column in metric.columns}
    ]  # fmt: skip


def day_of(asked: Round) -> dt.date:
    """Return the day at the organisation on which a round closes."""
    return asked.closes_at.astimezone(zone_of(Organisation.current().time_zone)).date()
