"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.connect.events import KINDS
from bothways_web.connect.models import Receiver
from bothways_web.connect.receivers import Wanted
from bothways_web.connect.sending import webhook_of
from bothways_web.listen.channels.webhooks import LONGEST, checked_address


class ReceiverForm(forms.Form):
    """A program that is to be told."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("So that you know later which program it is.")
    )
    address = forms.CharField(
        label=_("Address"), max_length=LONGEST, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Begins with https://. The other program says where it wants to be told."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )  # fmt: skip

    def __init__(self, *args: Any, receiver: Receiver | None = None, **kwargs: Any) -> None:
        if receiver is not None:
            kwargs["initial"] = {
                "name": receiver.name, "address": receiver.address, "events": receiver.events
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.receiver = receiver
        self.fields["events"].choices = [(one.name, one.words) for one in KINDS]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Return the name; no other receiver has it."""
        name = str(self.cleaned_data["name"]).strip()
        others = Receiver.objects.exclude(pk=self.receiver.pk) if self.receiver else Receiver.objects.all()
        if others.filter(name=name).exists():
            raise forms.ValidationError(_now("There is a receiver with this name. Choose another one."))
        return name

    def clean_address(self) -> str:
        """Return the address; one that leads into a network that is not public is refused."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            checked_address(webhook_of(address))
        except InputError as problem:
            raise forms.ValidationError(str(problem)) from None
        return address

    def wanted(self) -> Wanted:
        """Return the receiver as it is wanted."""
        given = self.cleaned_data
        return Wanted(given["name"], given["address"], given["events"])
