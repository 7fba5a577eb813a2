"""Pages on which a set is looked at: who is asked what, and how texts stand beside another language."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.listen.views.writing import METHODS, form_page, mine, writable, writing
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.draft import Draft, questions_of, text_in
from bothways_web.listen.writing.forms import languages_of
from bothways_web.listen.writing.languages import all_texts, standing_in
from bothways_web.listen.writing.paths import condition_words, following, path_faults
from bothways_web.listen.writing.pipes import pipe_faults
from bothways_web.listen.writing.question_forms import LanguageForm
from bothways_web.people.gate import SignedInRequest


@writing
@require_safe
def flow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say in words which question is asked of whom, and where its answers lead."""
    found = mine(request, pk)
    draft = drafts.as_now(found.document)
    rows = questions_of(draft)
    numbers = {one["id"]: number for number, one in enumerate(rows, start=1)}
    shown = [
        {
            "id": one["id"], "words": text_in(one["text"], draft), "condition": condition_words(draft, one),
            "leads": [
                {"id": other["id"], "number": numbers[other["id"]], "words": text_in(other["text"], draft)}
                for other in following(draft, one)
            ],
        }
        for one in rows
    ]  # fmt: skip
    faults = [*path_faults(draft), *pipe_faults(draft)]
    context = {"set": found, "rows": shown, "faults": faults, "language": draft["language"]}
    return render(request, "listen/writing/flow.html", context)


@writing
@require_http_methods(METHODS)
def language(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show all texts beside another language, and note how far they were compared."""
    found = writable(request, pk)
    draft = drafts.as_now(found.document)
    if code == draft["language"] or code not in languages_of(draft):
        raise Http404
    now = standing_in(draft, code)
    form = LanguageForm(request.POST or None, initial={"status": now.status, "note": now.note})

    def change(document: Draft) -> Draft:
        return drafts.note_language(document, code, form.cleaned_data["status"], form.cleaned_data["note"])

    rows = [(text.get(draft["language"], ""), text.get(code, "")) for text in all_texts(draft).values()]
    name = get_language_info(code)["name_translated"]
    own = get_language_info(draft["language"])["name_translated"]
    return form_page(
        request, found, form, change, _("Texts in %(language)s") % {"language": name}, page="language",
        rows=rows, name=name, own=own, code=code, language=draft["language"],
    )  # fmt: skip
