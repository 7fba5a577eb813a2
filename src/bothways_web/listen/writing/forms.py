"""Forms of writing: each text stands side by side in all languages of the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.writing.draft import (
    LARGEST_FILE,
    LONGEST_PURPOSE,
    LONGEST_TITLE,
    Draft,
)

SCALE_WORDS = {
    "agree5": _("five steps, strongly disagree to strongly agree"),
    "often5": _("five steps, never to always"),
    "satisfied5": _("five steps, very dissatisfied to very satisfied"),
    "zero_ten": _("0 to 10, not at all to completely"),
    "yes_no": _("no or yes"),
    "agree4": _("four steps, strongly disagree to strongly agree"),
    "agree6": _("six steps, strongly disagree to strongly agree"),
    "agree7": _("seven steps, strongly disagree to strongly agree"),
    "satisfied7": _("seven steps, very dissatisfied to very satisfied"),
    "likely5": _("five steps, very unlikely to very likely"),
    "good5": _("five steps, very poor to very good"),
    "one_five": _("1 to 5, not at all to completely"),
    "one_six": _("1 to 6, not at all to completely"),
    "one_seven": _("1 to 7, not at all to completely"),
    "one_ten": _("1 to 10, not at all to completely"),
    "zero_four": _("0 to 4, not at all to completely"),
    "zero_six": _("0 to 6, not at all to completely"),
}


class Texts(forms.Form):
    """A text in every language of the site; that in which the set is written is required."""

    longest = LONGEST_TITLE
    called: Any = _("Name")

    def __init__(self, *args: Any, draft: Draft, text: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = languages_of(draft)
        others = list(self.fields.items())
        self.fields.clear()
        for code in self.codes:
            self.fields[f"text_{code}"] = forms.CharField(
                label=f"{self.called} ({get_language_info(code)['name_translated']})", max_length=self.longest,
                required=code == draft["language"], initial=(text or {}).get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "maxlength": self.longest}),
            )  # fmt: skip
        self.fields.update(others)

    def text(self) -> dict[str, str]:
        """Return the text by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code in self.codes}


class SectionForm(Texts):
    """The name of a section."""

    called = _("Name of the section")


VOICE_WORDS = {"employee": _("employees"), "customer": _("customers"), "candidate": _("candidates")}


class DetailsForm(Texts):
    """Title, purpose, and how delicate the questions are."""

    called = _("Title")
    purpose = forms.CharField(
        label=_("What it is for"), max_length=LONGEST_PURPOSE, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("For those who choose among sets."),
    )  # fmt: skip
    delicate = forms.BooleanField(
        label=_("These questions are delicate"), required=False,
        help_text=_("Health, harassment, burnout: each number then needs ten people."),
    )  # fmt: skip


class BeginForm(forms.Form):
    """A new set: its title, or a file of one."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    voice = forms.ChoiceField(
        label=_("Who is asked"), widget=forms.RadioSelect, help_text=_("This stays as it is.")
    )
    language = forms.ChoiceField(label=_("Language in which you write"))
    file = forms.FileField(
        label=_("Or a file of a set (JSON)"),
        required=False,
        help_text=_("As another set was taken along with."),
    )

    def __init__(self, *args: Any, voices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = voices
        self.fields["voice"].choices = [(one, VOICE_WORDS[one]) for one in voices]  # type: ignore[attr-defined]
        self.fields["voice"].initial = voices[0]
        if len(voices) == 1:
            del self.fields["voice"]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_translated"]) for code, _name in settings.LANGUAGES
        ]

    def clean_file(self) -> UploadedFile[Any] | None:
        """Refuse a file that is too large before it is read."""
        sent: UploadedFile[Any] | None = self.cleaned_data["file"]
        if sent is not None and (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large for a question set: at most 400 kB."))
        return sent

    def clean(self) -> dict[str, Any]:
        """Need one of both."""
        given = self.cleaned_data
        given.setdefault("voice", self.voices[0])
        if not given.get("title", "").strip() and not given.get("file") and "file" not in self.errors:
            self.add_error("title", _("Give the set a title, or bring a file."))
        return given


def languages_of(draft: Draft) -> list[str]:
    """Return the languages in which a set can be written: its own first, then those of the site."""
    return list(dict.fromkeys([draft["language"], *(code for code, _name in settings.LANGUAGES)]))
