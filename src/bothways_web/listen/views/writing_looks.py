"""Pages on which a set is looked at: as people will meet it, who is asked what, and beside another language."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.listen.views.writing import METHODS, form_page, mine, writable, writing
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.draft import Draft, questions_of, text_in
from bothways_web.listen.writing.forms import languages_of
from bothways_web.listen.writing.languages import all_texts, standing_in
from bothways_web.listen.writing.paths import condition_words, following, path_faults
from bothways_web.listen.writing.pipes import pipe_faults
from bothways_web.listen.writing.preview import Tried, Walk, tried_in
from bothways_web.listen.writing.question_forms import LanguageForm
from bothways_web.people.gate import SignedInRequest


@writing
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one screen as people will meet it; the answers that are tried lead on, and nothing is kept of them."""
    found = mine(request, pk)
    draft = drafts.as_now(found.document)
    if not questions_of(draft):
        raise Http404
    tried = tried_in(dict(request.GET.lists()), draft)
    walk = Walk(draft, tried, (get_language() or "en").split("-")[0])
    asked = walk.asked()
    place = _place(request, [one["id"] for one in asked], [one["id"] for one in questions_of(draft)])
    question = asked[place] if place < len(asked) else None
    shown = walk.screen(question) if question else {}
    own = {shown.get("name"), *(row["name"] for row in shown.get("rows", ()))}
    context = {
        "set": found, "number": place + 1, "of": len(asked), "question": shown, "here": question and question["id"],
        "carried": [(name, one) for name, values in tried.items() if name not in own for one in values],
        "overview": walk.overview(), "phone": request.GET.get("width") == "phone", "query": _query(request, tried),
    }  # fmt: skip
    response = render(request, "listen/writing/preview.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


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


def _place(request: SignedInRequest, asked: list[str], names: list[str]) -> int:
    """Return which of the asked questions is shown: one by its number, or the next one before or after another.

    One beyond the last is the end.
    """
    here, go = request.GET.get("here", ""), request.GET.get("go", "")
    if here in names:
        at = names.index(here)
        before = [place for place, name in enumerate(asked) if names.index(name) < at]
        after = [place for place, name in enumerate(asked) if names.index(name) > at]
        if go == "back":
            return before[-1] if before else 0
        return after[0] if after else len(asked)
    given = request.GET.get("question", "1")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 1
    return min(max(number, 1), len(asked)) - 1 if asked else 0


def _query(request: SignedInRequest, tried: Tried) -> dict[str, str]:
    """Return the address of this screen for either width, with the answers that were tried."""
    made = {}
    for name, width in (("phone", "phone"), ("desk", "")):
        query = QueryDict(mutable=True)
        query.update(
            {key: request.GET[key] for key in ("question", "here", "go", "lang") if key in request.GET}
        )
        for field, values in tried.items():
            query.setlist(field, list(values))
        query["width"] = width
        made[name] = query.urlencode()
    return made
