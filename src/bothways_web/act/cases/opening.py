"""Opening cases: from an answer by a rule, and by hand; what is held back, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.cases.owners import assign
from bothways_web.act.cases.rules import unhappiest
from bothways_web.act.cases.words import masked_for
from bothways_web.act.models import Case, CaseRule, CaseStep
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.models import Contact, Invitation, Round
from bothways_web.listen.question_sets import in_language, text_items
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, Unit, User
from bothways_web.people.units import today
from bothways_web.people.working_days import days_of_work, working_day_after

#: Working days for a case that is opened by hand.
REPLY_DAYS, CLOSE_DAYS = 2, 10


@dataclass(frozen=True)
class Opening:
    """What is told of a case that is opened by hand."""

    contact: Contact
    unit: Unit
    words: str
    touchpoint: str = ""


def open_from_answer(invitation: Invitation, draft: Draft) -> None:
    """Open a case where a rule says so. Masking and choosing an owner wait for the clock: this must be quick.

    The change log has times, so nothing is written there: it would tell when somebody answered.
    """
    asked, contact = invitation.round, invitation.contact
    rules = list(CaseRule.objects.filter(pulse_id=asked.pulse_id, active=True))
    fired = unhappiest(rules, asked, draft.answers) if rules and contact else None
    if fired is None:
        return
    rule, day = fired.rule, today()
    full = Case.objects.filter(rule=rule, opened_on=day).count() >= rule.most_a_day
    made = Case.objects.create(
        rule=rule, contact=contact, answered=invitation.pk, touchpoint=invitation.touchpoint, score=fired.value,
        unit=Unit.objects.filter(code=invitation.unit).first() or asked.pulse.audience, scale=fired.scale,
        words=words_of(asked, draft), state=Case.State.HELD if full else Case.State.OPEN,
        **_clock(rule.reply_days, rule.close_days),
    )  # fmt: skip
    CaseStep.objects.create(case=made, kind=CaseStep.Kind.OPENED, day=day)


def words_of(asked: Round, draft: Draft) -> str:
    """Return what a customer wrote: answers in words below their questions, and the comment."""
    language = Organisation.current().language
    parts = [draft.comment]
    for item in text_items(asked):
        text, question = draft.answers.get(item.id), in_language(item.text, language)
        if text:
            parts.append(str(text) if "{" in question else f"{question}\n{text}")
    return "\n\n".join(part for part in parts if part)


@transaction.atomic
def open_by_hand(opening: Opening, *, by: User | None) -> Case:
    """Open a case for a contact, by somebody or by a program; the same one is opened once a day."""
    there = Case.objects.filter(
        contact=opening.contact, unit=opening.unit, words=opening.words, opened_on=today(), answered=None
    ).exclude(state=Case.State.CLOSED)  # fmt: skip
    Contact.objects.select_for_update().get(pk=opening.contact.pk)
    if found := there.first():
        return found
    made = Case.objects.create(
        unit=opening.unit, contact=opening.contact, touchpoint=opening.touchpoint, words=opening.words,
        masked=masked_for(opening.words, opening.contact), **_clock(REPLY_DAYS, CLOSE_DAYS),
    )  # fmt: skip
    CaseStep.objects.create(case=made, kind=CaseStep.Kind.OPENED, day=made.opened_on, by=by)
    if by is not None:  # of a program's case the log keeps silent: it has no part in who is left alone
        record(by, "opened case", made, unit=made.unit.code)
    assign([made])
    made.refresh_from_db()
    return made


def held_by_rule() -> QuerySet[Any, Mapping[str, Any]]:
    """Return how many cases are held back, by rule and day."""
    held = Case.objects.filter(state=Case.State.HELD, rule__isnull=False)
    return held.order_by("-opened_on", "rule").values("rule", "opened_on").annotate(held=Count("pk"))


@transaction.atomic
def release_held(rule: CaseRule, *, by: User) -> int:
    """Let the cases of a rule that are held back be open ones; their time begins today. Returns how many."""
    held = Case.objects.filter(rule=rule, state=Case.State.HELD)
    days = _clock(rule.reply_days, rule.close_days)
    count = held.update(
        state=Case.State.OPEN, reply_by=days["reply_by"], close_by=days["close_by"], version=F("version") + 1
    )
    if not count:
        raise _nothing_held()
    record(by, "released held cases", rule)
    return count


@transaction.atomic
def close_held(rule: CaseRule, *, by: User) -> int:
    """Close the cases of a rule that are held back as mistakes, and forget what the customers said."""
    held = Case.objects.select_for_update().filter(rule=rule, state=Case.State.HELD)
    numbers, day = list(held.values_list("pk", flat=True)), today()
    if not numbers:
        raise _nothing_held()
    Case.objects.filter(pk__in=numbers).update(
        state=Case.State.CLOSED, outcome=Case.Outcome.MISTAKE, closed_on=day, closed_by=by, words="", masked="",
        score=None, version=F("version") + 1,
    )  # fmt: skip
    closed = [CaseStep(case_id=number, kind=CaseStep.Kind.CLOSED, day=day, by=by) for number in numbers]
    CaseStep.objects.bulk_create(closed, batch_size=500)
    record(by, "closed held cases", rule)
    return len(numbers)


def _nothing_held() -> InputError:
    return InputError(_("Nothing of this rule is held back any more."), remedy=_("Look at the list again."))


def _clock(reply_days: int, close_days: int) -> dict[str, Any]:
    """Return when a case that is opened today began, and until when what is to be done."""
    day, at_work = today(), days_of_work()
    return {
        "opened_on": day,
        "reply_by": working_day_after(day, reply_days, *at_work),
        "close_by": working_day_after(day, max(close_days, reply_days), *at_work),
    }
