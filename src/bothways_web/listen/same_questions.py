"""Questions that were asked before in another way: beside those numbers, none of a new round could be shown."""

from __future__ import annotations

from bothways.errors import InputError
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import questions_of


def refuse_other_use(pulse: Pulse) -> None:
    """Refuse a pulse whose answers the ledger would never take, before anybody is asked.

    The ledger follows each question over all rounds of all pulses. A question that once counted in one number and now
    would count in another one, such as in the short form of a set that was asked in full, could be subtracted.

    Raises
    ------
    InputError
    """
    mine = questions_of(pulse).metrics
    asked = Round.objects.exclude(definition=pulse.definition, form=pulse.form).order_by()
    for definition, form in asked.values_list("definition", "form").distinct():
        for theirs in questions_of(Pulse(definition=definition, form=form)).metrics:
            for metric in mine:
                shared = set(metric.columns) & set(theirs.columns)
                same = metric.name == theirs.name or set(metric.columns) == set(theirs.columns)
                scales = {(one.low, one.high, one.step) for one in (metric, theirs)}
                if shared and not (same and len(scales) == 1):
                    raise InputError(
                        "Some of these questions were asked before as a part of other numbers, for example in another "
                        "length, so no result of this pulse could ever be shown.",
                        remedy="Ask them in the same length as before, or choose another question set.",
                    )
