"""Surveys, rounds and answers for programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from bothways.measures.instrument import Item
from bothways_web.api.callers import KEYED, caller
from bothways_web.api.guard import Bearer
from bothways_web.api.kept import once
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import Problem, told
from bothways_web.api.scopes import Scope
from bothways_web.listen.answering import asking
from bothways_web.listen.answering.asking import COMMENT, LONGEST_COMMENT, Refusal
from bothways_web.listen.answering.kinds import limit_of
from bothways_web.listen.answering.responses import Stored, is_open, store_handed_on, store_response
from bothways_web.listen.answering.together import Busy
from bothways_web.listen.invitations import is_handed_on
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.pulses import may_run_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.tokens import invitation_of

router = Router(tags=["listening"])
#: Most questions that an answer may name; no question set comes near it.
_MOST = 500


class Survey(Schema):
    """A pulse: what is asked, of whom, how often."""

    id: int
    title: str
    question_set: str
    unit: str = Field(description="Code of the unit that is asked, with those below.")
    cadence: Literal["once", "weekly", "monthly", "quarterly", "yearly"]
    state: Literal["draft", "running", "paused", "ended"]


class Option(Schema):
    """One of the answers to choose from."""

    id: str
    words: dict[str, str] = Field(description="Language to words.")


class AskedIf(Schema):
    """Who is asked: those who gave one of some answers to an earlier question."""

    question: str
    answers: list[int | str]


class Question(Schema):
    """A question with its kind and its answers."""

    id: str
    text: dict[str, str] = Field(description="Language to text; {answer:x} repeats the answer to question x.")
    kind: str = Field(
        description="ordinal, numeric, single_choice, multiple_choice, ranking, number, date, open_text."
    )
    low: int = Field(description="Lowest step or number; 0 for other kinds.")
    high: int
    words: dict[str, dict[str, str]] = Field(
        description="Answer to its words by language; ends alone where few."
    )
    options: list[Option] = Field(description="Choices in their order; none for other kinds.")
    max_choices: int | None = Field(
        description="How many options one person may choose; null for other kinds."
    )
    max_length: int | None = Field(description="Most characters of a text; null for other kinds.")
    first: str | None = Field(description="First day of a date, such as 2026-01-31; null for other kinds.")
    last: str | None
    ask_if: AskedIf | None = Field(description="null: everybody is asked.")
    grid: str | None = Field(description="Questions with the same grid stand on one screen.")


class WholeSurvey(Survey):
    """A survey with its questions."""

    questions: list[Question]
    comment: bool = Field(description="Whether a comment is asked for at the end.")
    follow_up: bool = Field(description="Whether customers are asked if somebody may get back to them.")


class SurveyList(Schema):
    """Surveys, newest first."""

    items: list[Survey]
    total: int
    next_offset: int | None


class RoundsOf(Cut):
    """Which rounds are wanted."""

    survey: int | None = Field(None, ge=1, lt=2**63, description="Only rounds of this survey.")


class OneRound(Schema):
    """A round: one time that a survey is asked."""

    id: int
    survey: int
    period: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    state: str = Field(description="open, closing, released, and others that later versions may add.")
    floor: int = Field(description="Fewest people behind any number of it.")
    results: str | None = Field(
        description="The name under which GET results lists what was released of it; null before."
    )


class RoundList(Schema):
    """Rounds, newest first."""

    items: list[OneRound]
    total: int
    next_offset: int | None


LongText = Annotated[str, Field(max_length=100_000)]
Options = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=_MOST)]


class Answers(Schema):
    """What one person answered. Nothing is stored before all of it is sound."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "example": {"link": "the-last-part-of-the-link", "answers": {"tps_risk_1": 4}, "comment": ""}
        },
    }

    link: str = Field(max_length=200, description="The last part of the person's own link: /answer/<this>/.")
    answers: dict[str, int | LongText | Options | None] = Field(
        description="Question to answer, all questions that the person is asked; null: I'd rather not say. A step or a "
        "number; the id of an option, a day such as 2026-01-31 or a text; a list of options, the first one first."
    )
    comment: str = Field("", max_length=100_000)
    may_quote: bool = Field(False, description="Whether the comment may be quoted.")
    may_contact: bool = Field(
        False,
        description="Whether the person said that somebody may get back to them. Never say it for them: then who they "
        "are and what they answered is seen by whoever looks after it.",
    )
    may_quote_texts: Options = Field([], description="Questions whose text may be quoted.")


class Receipt(Schema):
    """Said once the answers are on the disk; of a link that was handed on, those that were sent first."""

    stored: Literal[True]


@router.get("/surveys", response=told(200, SurveyList), auth=Bearer(Scope.SURVEYS), summary="List surveys")
def list_surveys(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Surveys that the owner of the token may run, newest first."""
    rows = _mine(request)
    return cut(rows, len(rows), wanted, one_survey)


@router.get(
    "/surveys/{number}",
    response=told(200, WholeSurvey, 404),
    auth=Bearer(Scope.SURVEYS),
    summary="Read a survey",
)
def read_survey(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A survey with its questions as they will be asked next."""
    found = _one(Pulse.objects.select_related("audience"), number)
    if not may_run_pulse(caller(request), found):
        raise Http404
    questions = [_question(item) for item in items_of(found)]
    return {
        **one_survey(found),
        "questions": questions,
        "comment": found.comment,
        "follow_up": found.follow_up,
    }


@router.get("/rounds", response=told(200, RoundList), auth=Bearer(Scope.ROUNDS), summary="List rounds")
def list_rounds(request: HttpRequest, wanted: Query[RoundsOf]) -> dict[str, Any]:
    """Rounds, newest first; of one survey where it is named. How many answered is not told here."""
    mine = [one.pk for one in _mine(request)]
    found = Round.objects.defer("definition", "tree").filter(pulse__in=mine).order_by("-pk")
    if wanted.survey is not None:
        found = found.filter(pulse_id=wanted.survey)
    return cut(found, found.count(), wanted, one_round)


@router.get(
    "/rounds/{number}",
    response=told(200, OneRound, 404),
    auth=Bearer(Scope.ROUNDS),
    summary="Read a round",
)
def read_round(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One round."""
    found = _one(Round.objects.select_related("pulse__audience").defer("definition", "tree"), number)
    if not may_run_pulse(caller(request), found.pulse):
        raise Http404
    return one_round(found)


@router.post(
    "/rounds/{number}/responses", response=told(201, Receipt, 400, 404, 409, 413, 503), auth=Bearer(Scope.RESPONSES),
    summary="Hand in somebody's answers",
    openapi_extra=KEYED,
)  # fmt: skip
def hand_in(request: HttpRequest, number: Number, sent: Answers) -> Status[dict[str, Any]]:
    """Store the answers of the person whose link it is: once, for good, and never readable again by anybody."""
    token: Any = request.auth  # type: ignore[attr-defined]

    def store() -> tuple[int, dict[str, Any]]:
        _store(_invited(number, sent.link), sent)
        return 201, {"stored": True}

    body = f"{number}\n".encode() + request.body
    return Status(*once(token, request.headers.get("Idempotency-Key"), body, store))


def _mine(request: HttpRequest) -> list[Pulse]:
    """Return the surveys that the owner of the token may run, newest first."""
    viewer = caller(request)
    rows = Pulse.objects.select_related("audience").order_by("-pk")
    return [one for one in rows if may_run_pulse(viewer, one)]


def _invited(number: Number, link: str) -> Invitation:
    """Return the invitation of a link to an open round; what is not there and what is for another round look alike."""
    key = invitation_of(link)
    found = (
        Invitation.objects.select_related("round__pulse").filter(pk=key, round_id=number).first()
        if key
        else None
    )
    if found is None:
        raise Http404
    if found.round.mode != "confidential":
        raise Problem(
            409, "sealed", "Sealed answers are handed in by the person's own device alone: open the link."
        )
    if not is_open(found.round):
        raise Problem(409, "closed", "This round is not open any more. Nothing was stored.")
    return found


def _store(invitation: Invitation, sent: Answers) -> None:
    """Store answers after the same checks that every screen of the survey makes."""
    asked = invitation.round
    known = {item.id for item in items_of(asked)}
    unknown = sorted({*sent.answers, *sent.may_quote_texts} - known)
    if len(sent.answers) > _MOST or unknown:
        raise _other_questions(unknown[0] if unknown else "answers")
    try:
        draft = asking.draft_of(asked, sent.answers, quoted=sent.may_quote_texts)
        if sent.comment and not asked.comment:
            raise Problem(422, "comment", "This round asks for no comment.")
        if asked.comment:
            given = {"comment": sent.comment, "may_quote": "1" if sent.may_quote else ""}
            draft = asking.take(draft, asked, COMMENT, given)
    except Refusal as refused:
        raise _refused(refused) from None
    if sent.may_contact and not asking.asks_back(invitation):
        raise Problem(
            422, "may_contact", "This round does not ask whether somebody may get back to the person."
        )
    draft = replace(draft, may_contact=sent.may_contact)
    store = store_handed_on if is_handed_on(invitation) else store_response
    try:
        stored = store(invitation, draft)
    except Busy:
        raise Problem(
            503, "busy",
            "The store does not keep up, so nothing can be confirmed. Send the same again: it is stored once.",
            Retry_After="5",
        ) from None  # fmt: skip
    match stored:
        case Stored.ALREADY:
            raise Problem(409, "already", "This link has been used. What was stored first stays.")
        case Stored.CLOSED:
            raise Problem(409, "closed", "This round is not open any more. Nothing was stored.")


def _other_questions(name: str) -> Problem:
    return Problem(
        422, "questions",
        "Answer every question that the person is asked and no other, null for “I'd rather not say”; look at "
        f"{name[:60]!r}.",
    )  # fmt: skip


def _refused(refused: Refusal) -> Problem:
    """Return what a program is told about answers that cannot be taken."""
    if not refused.words:
        return _other_questions(refused.items[0])
    where = f"{refused.items[0][:60]!r}: " if refused.items else ""
    return Problem(422, "answer", f"{where}{refused.words} (Longest comment: {LONGEST_COMMENT} characters.)")


def _one(query: Any, number: Number) -> Any:
    """Return one row, or say that it is not there."""
    found = query.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def one_survey(one: Pulse) -> dict[str, Any]:
    return {
        "id": one.pk, "title": one.title, "question_set": one.instrument, "unit": one.audience.code,
        "cadence": one.cadence, "state": one.state,
    }  # fmt: skip


def one_round(one: Round) -> dict[str, Any]:
    return {
        "id": one.pk, "survey": one.pulse_id, "period": one.period, "opens_at": one.opens_at,
        "closes_at": one.closes_at, "state": one.state, "floor": one.floor,
        "results": one.ledger_name if one.state == Round.State.RELEASED else None,
    }  # fmt: skip


def _question(item: Item) -> dict[str, Any]:
    scale, words = item.scale, {str(value): dict(texts) for value, texts in item.scale.anchors.items()}
    condition = item.ask_if
    return {
        "id": item.id, "text": dict(item.text), "kind": scale.kind, "words": words,
        "low": int(scale.low or 0), "high": int(scale.high or 0),
        "options": [{"id": name, "words": dict(label)} for name, label in scale.options.items()],
        "max_choices": item.choices_allowed if scale.kind == "multiple_choice" else None,
        "max_length": limit_of(item) if scale.kind == "open_text" else None,
        "first": scale.first or None, "last": scale.last or None, "grid": item.grid or None,
        "ask_if": {"question": condition.item, "answers": list(condition.answers)} if condition else None,
    }  # fmt: skip
