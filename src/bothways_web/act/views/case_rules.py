"""Rules of a survey by which answers open cases, for those who lead customer experience."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways.measures.instrument import Item
from bothways_web.act.cases import rules as verbs
from bothways_web.act.cases.rule_forms import RuleForm
from bothways_web.act.models import CaseRule
from bothways_web.listen.models import Pulse
from bothways_web.listen.question_sets import instrument_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


def _pulse(number: int) -> Pulse:
    """Return a survey of customers; of others there are no rules."""
    return get_object_or_404(Pulse, pk=number, side=Pulse.Side.CUSTOMERS)


@needs(Right.CASES, "all")
@require_safe
def rules(request: SignedInRequest, pulse: int) -> HttpResponse:
    """List the questions of a survey with their rules, and rules of questions that are gone."""
    found = _pulse(pulse)
    made = {rule.item: rule for rule in found.case_rules.all()}
    rows = [_row(item, made.get(item.id), found) for item in verbs.ruled_items(found)]
    there = {row["id"] for row in rows}
    gone = [rule for name, rule in made.items() if name not in there and rule.active]
    return render(request, "act/cases/rules.html", {"pulse": found, "rows": rows, "gone": gone})


def _row(item: Item, rule: CaseRule | None, pulse: Pulse) -> dict[str, object]:
    high = verbs.is_high_unhappy(instrument_of(pulse), item)
    return {
        "id": item.id, "question": verbs.question_text(item), "rule": rule, "high": high,
        "from": verbs.answer_words(item, rule.at_most) if rule else "",
    }  # fmt: skip


@needs(Right.CASES, "all")
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedInRequest, pulse: int, item: str) -> HttpResponse:
    """Write the rule of one question."""
    found = _pulse(pulse)
    asked = next((one for one in verbs.ruled_items(found) if one.id == item), None)
    if asked is None:
        raise Http404
    there = CaseRule.objects.filter(pulse=found, item=item).first()
    high = verbs.is_high_unhappy(instrument_of(found), asked)
    form = RuleForm(request.POST or None, instance=there, item=asked, high=high)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.save_rule(found, item, form.cleaned_data, by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The rule is stored. It holds for answers from now on."))
            return redirect("case_rules", found.pk)
    context = {
        "pulse": found,
        "form": form,
        "question": verbs.question_text(asked),
        "low": not high and not asked.scored,
    }
    return render(request, "act/cases/rule.html", context, status=422 if form.errors else 200)
