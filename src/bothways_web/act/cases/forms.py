"""Forms about cases: opening one by hand, what was done, a mail, the end, who has it, a desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from bothways_web.act.cases.replies import LONGEST
from bothways_web.act.models import Case, CaseDesk, CaseMail, CaseStep, ReplyTemplate
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.forms import NO_KEY, Line
from bothways_web.listen.outside.note_forms import NoteText
from bothways_web.listen.outside.words import LONGEST as LONGEST_OF
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.listen.problems.units import units_in_order
from bothways_web.people.access import Right, Viewer
from bothways_web.people.forms.choices import languages
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

#: How fields about mails that wait begin, and what takes one back.
MAIL, BACK = "mail_", "back"


def day_field(**options: Any) -> forms.DateField:
    """Return a field for a day, as browsers show a calendar for it."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def unit_offers(viewer: Viewer, right: Right = Right.CASES) -> list[tuple[str, str]]:
    """Return today's units for which a viewer has a right, each followed by those below it."""
    return units_in_order(viewer.units(right))


class OpenForm(forms.Form):
    """A case that is opened by hand."""

    key = Line(
        label=_("Number of the customer"), max_length=LONGEST_OF["key"],
        help_text=_("As it stands in the list of customers who can be asked."),
        error_messages={"required": NO_KEY},
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Whose work it is about."))
    touchpoint = Line(
        label=_("What it was"), max_length=LONGEST_OF["touchpoint"], required=False,
        help_text=_("In the customer’s words, such as: your call."),
    )  # fmt: skip
    words = NoteText(
        label=_("What the customer said"), max_length=LONGEST,
        help_text=_("Whoever looks after the case reads it as it is; others read it with names and numbers masked."),
        error_messages={"required": _("Write what the customer said.")},
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["unit"].choices = unit_offers(viewer)  # type: ignore[attr-defined]

    def clean_key(self) -> Contact:
        """Return the customer; one of a unit that the viewer does not lead is not there."""
        found = Contact.objects.filter(
            side=Contact.Side.CUSTOMERS, key=self.cleaned_data["key"].strip()
        ).first()
        mine = self.viewer.units(Right.CASES)
        if found is None or not (mine is None or found.unit in mine):
            raise forms.ValidationError(
                _("There is no customer with this number among those you look after.")
            )
        return found

    def clean_unit(self) -> Unit:
        """Return the unit."""
        return Unit.objects.get(code=self.cleaned_data["unit"])


class StepForm(forms.Form):
    """What was done."""

    kind = forms.ChoiceField(
        label=_("What was it?"), widget=forms.RadioSelect,
        choices=[(CaseStep.Kind.TALK, _("a talk with the customer")), (CaseStep.Kind.NOTE, _("a note"))],
        error_messages={"required": _("Choose what it was: a talk or a note.")},
    )  # fmt: skip
    text = NoteText(
        label=_("What happened"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write what happened.")},
    )  # fmt: skip


class NextForm(forms.Form):
    """What comes next."""

    next_step = Line(label=_("Next step"), max_length=160, required=False)
    next_on = day_field(label=_("On"), required=False)
    waits = forms.BooleanField(label=_("We wait for the customer"), required=False)

    @classmethod
    def of(cls, case: Case) -> NextForm:
        """Return the form with what is planned now."""
        waits = case.state == Case.State.WAITING
        return cls(initial={"next_step": case.next_step, "next_on": case.next_on, "waits": waits})

    def clean_next_on(self) -> Any:
        """Refuse a day that is over."""
        day = self.cleaned_data["next_on"]
        if day and day < today():
            raise forms.ValidationError(_("This day is in the past. Choose today or a later day."))
        return day


class GiveForm(forms.Form):
    """Who looks after it from now on."""

    to = forms.ChoiceField(label=_("Who looks after it"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        offered = [("", _("Choose somebody")), *((key, str(one)) for key, one in self.people.items())]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """A mail to the customer."""

    subject = Line(label=_("Subject"), max_length=160, error_messages={"required": _("Write a subject.")})
    text = NoteText(
        label=_("Text"), max_length=LONGEST, error_messages={"required": _("Write the text of the mail.")}
    )


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=Case.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say how it ended.")},
    )  # fmt: skip
    lesson = NoteText(
        label=_("What should the team learn?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_(
            "Everybody in the unit reads it from tomorrow on. Write about the work: leave the customer out, what only "
            "this customer could have said too, and do not name colleagues."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, mails: Iterable[CaseMail] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for mail in mails:
            self.fields[f"{MAIL}{mail.pk}"] = forms.ChoiceField(
                label=_("A mail to the customer still waits: “%(subject)s”. What becomes of it?")
                % {"subject": mail.subject},
                choices=[("leaves", _("It leaves within the customer’s working hours, though the case is closed")),
                         (BACK, _("It is taken back: nothing is sent"))],
                widget=forms.RadioSelect, initial="leaves",
                error_messages={"required": _("Say what becomes of the mail.")},
            )  # fmt: skip

    @property
    def mails_back(self) -> list[int]:
        """Return the mails that are to be taken back; one that has left since the page was opened is among them."""
        sent = [name for name, value in self.data.items() if name.startswith(MAIL) and value == BACK]
        return [number_sent(name.removeprefix(MAIL)) for name in sent]


class BehindForm(forms.Form):
    """The problem that lies behind a case, in new words."""

    text = NoteText(
        label=_("What is the problem?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("It is reported with your name. Write about the work and leave the customer out."),
        error_messages={"required": _("Write what the problem is.")},
    )  # fmt: skip


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs' generic is none at run time
    """Words to begin a mail with."""

    class Meta:
        model = ReplyTemplate
        fields = ("name", "language", "subject", "body")
        labels = {"name": _("Name"), "language": _("Language"), "subject": _("Subject"), "body": _("Text")}
        help_texts = {
            "name": _("Only colleagues see it."),
            "body": _(
                "{organisation}, {owner} and {touchpoint} are filled in: the organisation, whoever writes, and what it "
                "was about. Nothing else can stand in braces."
            ),
        }
        field_classes = {"name": Line, "subject": Line, "body": NoteText}
        error_messages = {
            NON_FIELD_ERRORS: {
                "unique_together": _("There is a text with this name in this language. Choose another name.")
            },
        }

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """How many cases somebody looks after at once."""

    away_until = day_field(
        label=_("Away until"), required=False, help_text=_("No case is given to you until this day is over.")
    )

    class Meta:
        model = CaseDesk
        fields = ("at_once", "away_until")
        labels = {"at_once": _("Open cases at once")}
        help_texts = {"at_once": _("With 0 no case is given to you; you can still take one.")}
        error_messages = {
            "at_once": dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), _("Write a number from 0 to 200.")
            )
        }
