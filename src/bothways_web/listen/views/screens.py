"""What the screen of each kind of question is made of, and what the last look shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.measures.instrument import Item
from bothways_web.listen.answering.asking import NO_ANSWER, row_name
from bothways_web.listen.answering.kinds import (
    choices,
    day_of,
    fallback_language,
    in_words,
    limit_of,
    options,
    shown_day,
    tick_of,
    words_language,
)
from bothways_web.listen.answering.ways import GRID, asked_items, screens_of, with_answers
from bothways_web.listen.question_sets import in_language, instrument_of, items_of
from bothways_web.people.models import Organisation

if TYPE_CHECKING:
    from bothways_web.listen.models import Invitation
    from bothways_web.listen.views.steps import Screen

#: Kinds of questions with a page of their own; the others choose one of several.
_PAGES = {
    "multiple_choice": "several", "ranking": "ranking", "number": "value", "date": "value", "open_text": "text",
}  # fmt: skip
#: A scale with more steps shows them as numbers.
_WORDED = 7


def question_screen(screen: Screen) -> tuple[str, dict[str, Any]]:
    """Return the name of the page of a question, or of a grid, and what it shows."""
    rows = screens_of(items_of(screen.invitation.round))[screen.step]
    if screen.step.startswith(GRID):
        return "grid", _grid(screen, rows)
    [item] = rows
    made = {"text": text_of(screen, item), **_languages(screen, item), **_answers(screen, item)}
    return _PAGES.get(item.scale.kind, "question"), made


def answer_rows(screen: Screen) -> list[dict[str, Any]]:
    """Return what was asked and answered, for a last look."""
    items, answers = items_of(screen.invitation.round), screen.draft.answers
    steps = {item.id: step for step, rows in screens_of(items).items() for item in rows}
    return [
        {
            "step": steps[item.id],
            "text": text_of(screen, item),
            "answer": in_words(item, answers.get(item.id), screen.language),
            "written": item.scale.kind == "open_text",
            "may_quote": bool(answers.get(tick_of(item))),
            **_languages(screen, item),
        }
        for item in asked_items(items, answers)
    ]


def text_of(screen: Screen, item: Item) -> str:
    """Return the words of a question as somebody reads them, with their earlier answers and the names in it."""
    items, answers = items_of(screen.invitation.round), screen.draft.answers
    text = named(in_language(item.text, screen.language), screen.invitation)
    return with_answers(text, items, answers, screen.language)


def named(text: str, invitation: Invitation) -> str:
    """Return a text of the question set with its places filled in: unit, organisation, and what happened and when."""
    if "{unit}" in text:  # the tree is large, and read only where it is asked for
        units = {code: name for code, _parent, name in invitation.round.tree}
        text = text.replace("{unit}", units.get(invitation.unit, ""))
    if "{organisation}" in text:
        text = text.replace("{organisation}", Organisation.current().name or "Bothways")
    day, words = getattr(invitation, "happened_on", None), {}
    words["date"] = shown_day(day) if day else ""
    words["touchpoint"] = getattr(invitation, "touchpoint", "") or (_("your contact with us") if day else "")
    for place in ("date", "touchpoint"):
        text = text.replace(f"{{{place}}}", words[place]) if words[place] else text
    return text


def _languages(screen: Screen, item: Item) -> dict[str, str]:
    return {
        "text_lang": fallback_language([item.text], screen.language),
        "words_lang": words_language(item, screen.language),
    }


def _answers(screen: Screen, item: Item) -> dict[str, Any]:
    """Return the answers to choose from with what was chosen; after an error, what stood on the screen."""
    kind, given = item.scale.kind, screen.draft.answers.get(item.id)
    sent = screen.sent if screen.error else None
    declined = item.id in screen.draft.answers and given is None
    if kind == "multiple_choice":
        return _several(screen, item, given or [], sent, declined=declined)
    if kind == "ranking":
        return _ranking(screen, item, given or [], sent)
    if kind in ("number", "date"):
        return _value(item, kind, "" if given is None else str(given), sent)
    if kind == "open_text":
        ticked = bool(screen.draft.answers.get(tick_of(item)))
        return {
            "written": given or "" if sent is None else sent.get("answer", ""),
            "may_quote": ticked if sent is None else sent.get("may_quote") == "1",
            "limit": limit_of(item),
        }
    chosen = NO_ANSWER if declined else given
    if kind == "single_choice":
        return {"options": options(item, screen.language), "chosen": chosen, "decline": NO_ANSWER}
    return {**_scale(screen, item), "chosen": chosen, "decline": NO_ANSWER}


def _scale(screen: Screen, item: Item) -> dict[str, Any]:
    """Return the steps of a scale with their words, as numbers where there are many."""
    steps = choices(item, screen.language)
    many = len(steps) > _WORDED
    rows = [(value, str(value), words) if many else (value, words or str(value)) for value, words in steps]
    return {"options": rows, "scale": many}


def _several(
    screen: Screen, item: Item, given: list[str], sent: Mapping[str, str] | None, *, declined: bool
) -> dict[str, Any]:
    rows = [
        {
            "name": f"choice_{place}",
            "value": value,
            "words": words,
            "checked": value in given if sent is None else sent.get(f"choice_{place}") == value,
        }
        for place, (value, words) in enumerate(options(item, screen.language))
    ]
    left_out = declined if sent is None else sent.get("answer") == NO_ANSWER
    return {"options": rows, "most": item.choices_allowed, "decline": NO_ANSWER, "declined": left_out}


def _ranking(screen: Screen, item: Item, given: list[str], sent: Mapping[str, str] | None) -> dict[str, Any]:
    rows = []
    for number, (value, words) in enumerate(options(item, screen.language)):
        place = str(given.index(value) + 1) if value in given else ""
        rows.append(
            {
                "name": f"place_{number}",
                "words": words,
                "place": place if sent is None else sent.get(f"place_{number}", ""),
            }
        )
    return {"options": rows, "places": [str(place) for place in range(1, len(rows) + 1)]}


def _value(item: Item, kind: str, given: str, sent: Mapping[str, str] | None) -> dict[str, Any]:
    """Return a number or a day with its range."""
    shown = given if sent is None else sent.get("answer", "")
    if kind == "date":
        first, last = item.scale.first, item.scale.last
        days = {"low": shown_day(day_of(first)), "high": shown_day(day_of(last))}
        return {"is_date": True, "value": shown, "first": first, "last": last, **days}
    low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    return {"is_date": False, "value": shown, "low": low, "high": high, "digits_only": low >= 0}


def _grid(screen: Screen, rows: tuple[Item, ...]) -> dict[str, Any]:
    """Return a table of questions that share one scale."""
    heading = instrument_of(screen.invitation.round).grids[rows[0].grid]
    answers = screen.draft.answers
    lines = []
    for item in rows:
        given = answers.get(item.id)
        declined = item.id in answers and given is None
        lines.append(
            {
                "name": row_name(item),
                "text": text_of(screen, item),
                "chosen": NO_ANSWER if declined else given,
                "wrong": item.id in screen.wrong,
                **_languages(screen, item),
            }
        )
    first = next((line["name"] for line in lines if line["wrong"]), lines[0]["name"])
    return {
        "text": named(in_language(heading, screen.language), screen.invitation),
        "text_lang": fallback_language([heading], screen.language),
        "rows": lines, "first": first, "decline": NO_ANSWER,
        **_scale(screen, rows[0]),
    }  # fmt: skip
