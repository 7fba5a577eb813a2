"""Forms of questions, one for each kind, and of who is asked; each text stands side by side in all languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.writing.draft import LONGEST_TEXT, Draft, clean, home_of
from bothways_web.listen.writing.forms import SCALE_WORDS, Texts
from bothways_web.listen.writing.kinds import (
    LARGEST,
    LONGEST_ANSWER,
    LONGEST_OPTION,
    MOST_OPTIONS,
    TABLE_SCALES,
    Question,
)
from bothways_web.listen.writing.languages import LONGEST_NOTE, STATUS_WORDS
from bothways_web.listen.writing.lines import highest, named_lines
from bothways_web.listen.writing.paths import answer_words


class QuestionForm(Texts):
    """A question of some kind: its text, and the section in which it stands."""

    longest = LONGEST_TEXT
    called = _("Question")
    kind = ""
    section = forms.ChoiceField(label=_("Section"))

    def __init__(self, *args: Any, draft: Draft, old: Question | None = None, **kwargs: Any) -> None:
        self.old = old
        start = {**(old or {}), **({"section": home_of(draft, old["id"])} if old else {})}
        initial = start | kwargs.pop("initial", {})
        super().__init__(*args, draft=draft, text=old["text"] if old else None, initial=initial, **kwargs)
        names = [(one["id"], one["name"].get(draft["language"], "")) for one in draft["sections"]]
        self.fields["section"].choices = names  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != "section"])

    @property
    def texts(self) -> list[BoundField]:
        """The fields of the text, one a language."""
        return [self[name] for name in self.fields if name.startswith("text_")]

    @property
    def lines_fields(self) -> list[BoundField]:
        """The fields of options or rows, one a language."""
        return [self[name] for name in self.fields if name.startswith("lines_")]

    @property
    def others(self) -> list[BoundField]:
        """All other fields."""
        return [self[name] for name in self.fields if not name.startswith(("text_", "lines_"))]

    def body(self) -> Question:
        """Return the question without its name."""
        return {"kind": self.kind, "text": self.text()}


class OnScale(forms.Form):
    """What questions on a scale have."""

    scale = forms.ChoiceField(
        label=_("How people answer"), choices=list(SCALE_WORDS.items()), initial="agree5"
    )
    turned = forms.BooleanField(
        label=_("Counts the other way round"), required=False,
        help_text=_("Tick it where agreeing means that things are worse."),
    )  # fmt: skip

    def on_scale(self) -> Question:
        """Return the scale, and which way it counts."""
        return {"scale": self.cleaned_data["scale"], "turned": self.cleaned_data["turned"]}


class ScaleForm(QuestionForm, OnScale):
    """A question on a scale."""

    kind = "scale"

    def body(self) -> Question:
        """Return the question without its name."""
        return super().body() | self.on_scale()


class LinesForm(QuestionForm):
    """A question with lines of its own: options, or rows of a table; lines of all languages correspond."""

    key, word, letter = "options", "label", "o"
    longest_line = LONGEST_OPTION
    lines_called: Promise = _("Answers, one a line")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = [name for name in self.fields if name.startswith("text_")]
        rest = [name for name in self.fields if name not in texts]
        lines = self.old[self.key] if self.old else []
        for code in self.codes:
            self.fields[f"lines_{code}"] = forms.CharField(
                label=f"{self.lines_called} ({get_language_info(code)['name_translated']})",
                required=code == self.codes[0],
                initial="\n".join(line[self.word][code] for line in lines if line[self.word].get(code)),
                widget=forms.Textarea(attrs={"rows": 6, "lang": code}),
            )  # fmt: skip
        self.order_fields([*texts, *(f"lines_{code}" for code in self.codes), *rest])

    def clean(self) -> dict[str, Any]:
        """Need as many lines in every language in which there are any."""
        given = super().clean() or self.cleaned_data
        found = {code: self._lines_in(code) for code in self.codes if f"lines_{code}" not in self.errors}
        own = found.get(self.codes[0], [])
        for code, lines in found.items():
            if own and lines and len(lines) != len(own):
                words = ngettext(
                    "There is one line here and %(own)s in %(language)s. Each line says the same in each "
                    "language: write as many, or leave this empty.",
                    "There are %(here)s lines here and %(own)s in %(language)s. Each line says the same in each "
                    "language: write as many, or leave this empty.",
                    len(lines),
                )
                language = get_language_info(self.codes[0])["name_translated"]
                self.add_error(
                    f"lines_{code}", words % {"here": len(lines), "own": len(own), "language": language}
                )
        self.lines = [
            {code: lines[place] for code, lines in found.items() if place < len(lines)}
            for place in range(len(own))
        ]
        return given

    def body(self) -> Question:
        """Return the question without its name; lines that were corrected keep theirs."""
        old = self.old or {}
        rows = named_lines(
            old.get(self.key, []), self.lines, key=self.word, letter=self.letter, last=old.get("last", 0)
        )
        last = max(old.get("last", 0), highest(row["id"] for row in rows))
        return super().body() | {self.key: rows, "last": last}

    def _lines_in(self, code: str) -> list[str]:
        """Return the lines in a language, blank ones left out; say what cannot be used."""
        lines = [line for line in self.cleaned_data.get(f"lines_{code}", "").splitlines() if line.strip()]
        for place, line in enumerate(lines, start=1):
            if not clean(line):
                self.add_error(f"lines_{code}", gettext("Line %(place)s has no words.") % {"place": place})
            elif len(clean(line)) > self.longest_line:
                words = gettext("Line %(place)s is too long: at most %(most)s characters.")
                self.add_error(f"lines_{code}", words % {"place": place, "most": self.longest_line})
        if len(lines) > MOST_OPTIONS:
            words = gettext("There are %(count)s lines: at most %(most)s.")
            self.add_error(f"lines_{code}", words % {"count": len(lines), "most": MOST_OPTIONS})
        return [clean(line) for line in lines]


class SingleForm(LinesForm):
    """A question with one answer of several."""

    kind = "single"


class RankingForm(LinesForm):
    """A question in which answers are put in order."""

    kind = "ranking"
    lines_called = _("What is put in order, one a line")


class MultipleForm(LinesForm):
    """A question with several answers."""

    kind = "multiple"
    most = forms.IntegerField(
        label=_("How many may be chosen at most"), required=False, min_value=1, max_value=MOST_OPTIONS,
        help_text=_("Leave it empty where all may be chosen."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Need no more choices than there are answers."""
        given = super().clean()
        most = given.get("most")
        if most and self.lines and most > len(self.lines):
            self.add_error("most", gettext("There are %(count)s answers only.") % {"count": len(self.lines)})
        return given

    def body(self) -> Question:
        """Return the question without its name."""
        most = self.cleaned_data["most"]
        return super().body() | ({"most": most} if most else {})


class MatrixForm(LinesForm, OnScale):
    """Several questions on one scale, asked as a table."""

    kind = "matrix"
    key, word, letter = "rows", "text", "r"
    longest_line = LONGEST_TEXT
    called = _("Heading of the table")
    lines_called = _("Rows of the table, one a line")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, SCALE_WORDS[name]) for name in TABLE_SCALES]
        self.fields["scale"].choices = choices  # type: ignore[attr-defined]
        self.fields["turned"].help_text = _(
            "It holds for all rows: write those that count the other way round as another table."
        )

    def body(self) -> Question:
        """Return the question without its name."""
        return super().body() | self.on_scale()


class NumberForm(QuestionForm):
    """A question with a whole number as its answer."""

    kind = "number"
    low = forms.IntegerField(
        label=_("Lowest number"), min_value=1 - LARGEST, max_value=LARGEST - 1, initial=0
    )
    high = forms.IntegerField(label=_("Highest number"), min_value=1 - LARGEST, max_value=LARGEST - 1)

    def clean(self) -> dict[str, Any]:
        """Need the ends in order."""
        given = super().clean() or self.cleaned_data
        low, high = given.get("low"), given.get("high")
        if low is not None and high is not None and low >= high:
            self.add_error("high", gettext("It must be above the lowest number."))
        return given

    def body(self) -> Question:
        """Return the question without its name."""
        return super().body() | {"low": self.cleaned_data["low"], "high": self.cleaned_data["high"]}


class DateForm(QuestionForm):
    """A question with a day as its answer."""

    kind = "date"
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Need the ends in order."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and first >= last:
            self.add_error("last", gettext("It must be after the first day."))
        return given

    def body(self) -> Question:
        """Return the question without its name."""
        given = self.cleaned_data
        return super().body() | {"first": given["first"].isoformat(), "last": given["last"].isoformat()}


class TextForm(QuestionForm):
    """A question that people answer in words."""

    kind = "text"
    most = forms.IntegerField(
        label=_("Longest answer, in characters"), min_value=1, max_value=LONGEST_ANSWER, initial=1000
    )

    def body(self) -> Question:
        """Return the question without its name."""
        return super().body() | {"most": self.cleaned_data["most"]}


FORMS: dict[str, type[QuestionForm]] = {
    form.kind: form
    for form in (ScaleForm, SingleForm, MultipleForm, MatrixForm, RankingForm, NumberForm, DateForm, TextForm)
}


class ConditionForm(forms.Form):
    """Of whom a question is asked: those who gave one of some answers to another one."""

    answers = forms.MultipleChoiceField(
        label=_("Asked of those who answered"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick an answer, or ask everybody.")},
    )  # fmt: skip

    def __init__(self, *args: Any, draft: Draft, source: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(answer): answer for answer in answer_words(draft, source)}
        words = answer_words(draft, source)
        self.fields["answers"].choices = [  # type: ignore[attr-defined]
            (key, words[answer]) for key, answer in self.known.items()
        ]

    def chosen(self) -> list[int | str]:
        """Return the answers that were ticked."""
        return [self.known[key] for key in self.cleaned_data["answers"]]


class LanguageForm(forms.Form):
    """How far the texts in a language were compared."""

    status = forms.ChoiceField(
        label=_("How far the texts are compared"),
        choices=list(STATUS_WORDS.items()),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How it was compared, and what was changed. Name nobody who took part."),
    )  # fmt: skip


class EverybodyForm(forms.Form):
    """Nothing to fill in: everybody is asked."""
