"""Forms of the mission and of the check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.errors import FileError, InputError
from bothways.mission import text_of
from bothways.mission.checking import LONGEST
from bothways.mission.documents import LARGEST
from bothways.mission.parts import LONGEST_SENTENCE
from bothways_web.act.mission import document as written
from bothways_web.act.mission.checks import Given
from bothways_web.act.mission.document import Document
from bothways_web.act.mission.refusals import file_refused_words
from bothways_web.act.mission.words import LANGUAGES
from bothways_web.act.models import KeptCheck
from bothways_web.link.journeys.choosing import known_numbers
from bothways_web.link.journeys.numbers import EMPLOYEES

_PLACES = ("employees_1", "employees_2", "customers_1", "customers_2")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class MissionForm(forms.Form):
    """The sentence, the promises, and two numbers of each voice."""

    sentence = forms.CharField(
        label=gettext_lazy("The mission, in one sentence"), max_length=LONGEST_SENTENCE, widget=_lines(2),
        help_text=gettext_lazy("What you are there for, in words that everybody here would use to a customer."),
        error_messages={"required": gettext_lazy("Write it in one sentence.")},
    )  # fmt: skip
    promises = forms.CharField(
        label=gettext_lazy("Its promises, one a line"), widget=_lines(6),
        help_text=gettext_lazy("Short sentences that somebody can keep or break, such as “We answer the same day.”"),
        error_messages={"required": gettext_lazy("Write at least one promise.")},
    )  # fmt: skip

    def __init__(self, *args: Any, before: Document | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = before
        known, later = known_numbers(), _("A number of the whole organisation. It can be chosen later.")
        labels = {
            "employees_1": _("How employees would notice"), "employees_2": _("And another way"),
            "customers_1": _("How customers would notice"), "customers_2": _("And one more"),
        }  # fmt: skip
        kept = (before or {}).get("numbers", [])
        for name in _PLACES:
            mine = name.startswith(EMPLOYEES)
            offered = {one.key: one.label for one in known if (one.voice == EMPLOYEES) == mine}
            gone = {
                key: key for key in kept if key not in offered and key.startswith(f"{EMPLOYEES}:") == mine
            }
            self.fields[name] = forms.ChoiceField(
                label=labels[name],
                required=False,
                help_text=later if name.endswith("_1") else "",
                choices=[("", _("No number")), *offered.items(), *gone.items()],
            )

    def document(self) -> Document:
        """Return the mission as it was written.

        Raises
        ------
        InputError
        """
        given = self.cleaned_data
        numbers = [given[name] for name in _PLACES if given[name]]
        return written.new_document(given["sentence"], given["promises"].splitlines(), numbers, self.before)

    def clean(self) -> dict[str, Any]:
        """Say what a mission does not take beside its field."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.document()
            except InputError as error:
                self.add_error("promises", str(error))
        return given


def mission_as_typed(document: Document | None) -> dict[str, Any]:
    """Return a mission as its form shows it."""
    if document is None:
        return {}
    typed = {
        "sentence": document["sentence"],
        "promises": "\n".join(part["promise"] for part in document["parts"]),
    }
    for side in ("employees", "customers"):
        mine = [
            key for key in document["numbers"] if key.startswith(f"{EMPLOYEES}:") == (side == "employees")
        ]
        typed |= {f"{side}_{place}": key for place, key in enumerate(mine[:2], start=1)}
    return typed


class PhrasesForm(forms.Form):
    """Words of one's own for a promise."""

    words = forms.CharField(
        label=gettext_lazy("Phrases that speak of it, one a line"), required=False, widget=_lines(5),
        help_text=gettext_lazy("What people here call it. A * at the end of a word stands for any ending."),
    )  # fmt: skip
    against = forms.CharField(
        label=gettext_lazy("Phrases that say the opposite, one a line"), required=False, widget=_lines(5)
    )

    def lines(self, name: str) -> list[str]:
        """Return the lines of a field."""
        return str(self.cleaned_data[name]).splitlines()


class CheckForm(forms.Form):
    """A text to be checked: pasted, or in a file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What sort of text is it?"), choices=KeptCheck.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what sort of text it is.")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Paste the text"), required=False, widget=_lines(12), max_length=LONGEST
    )
    file = forms.FileField(
        label=gettext_lazy("Or bring a file"), required=False,
        help_text=gettext_lazy("Word (DOCX), PDF, HTML or plain text, at most 10 MB and 200 pages."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Its language"), required=False,
        choices=[("", gettext_lazy("tell it from the text")), *LANGUAGES.items()],
    )  # fmt: skip

    def __init__(self, *args: Any, keeps: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.text_of_file = ""
        if keeps:
            self.fields["keep"] = forms.BooleanField(
                label=_("Keep the text and its check"), required=False,
                help_text=_(
                    "Without this nothing is stored. Whoever writes the mission reads what is kept, and can delete it."
                ),
            )  # fmt: skip
            self.fields["title"] = forms.CharField(
                label=_("A title for what is kept"), required=False, max_length=120,
                help_text=_("Only needed if it is kept."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the file, and ask for one of the two."""
        given: dict[str, Any] = super().clean() or {}
        file, text = given.get("file"), (given.get("text") or "").replace("\x00", "")
        if file and text.strip():
            self.add_error("file", _("Paste the text or bring a file, not both."))
        elif file:
            given["text"] = self.text_of_file = self._read(file)
        elif not text.strip() and "text" not in self.errors and "file" not in self.errors:
            self.add_error("text", _("Paste a text, or bring a file."))
        if given.get("keep") and not given.get("title"):
            self.add_error("title", _("Write a title, so that it can be found again."))
        return given

    def _read(self, file: Any) -> str:
        name = "".join(one for one in file.name or "" if one.isprintable())[:100] or "file"
        if (file.size or 0) > LARGEST:
            self.add_error(
                "file",
                _("%(file)s is larger than 10 MB. Leave out pictures, or paste its text.") % {"file": name},
            )
            return ""
        try:
            return text_of(file.read(), name=name)
        except FileError as error:
            self.add_error("file", file_refused_words(error, name))
            return ""

    def keep_text_of_file(self) -> bool:
        """Put the text of a file that was read into the field: a browser sends no file twice. Return whether."""
        if self.text_of_file:
            self.data = dict(self.data.items()) | {"text": self.text_of_file}
        return bool(self.text_of_file)

    @property
    def given(self) -> Given:
        """The text as it was given."""
        sent = self.cleaned_data
        return Given(sent["text"].replace("\x00", ""), sent["kind"], sent["language"])
