"""Forms about signing on at a provider: they check what is typed; verbs decide what may happen."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways_web.people.forms.accounts import offer_roles
from bothways_web.people.models import Creates, Protocol, SignOnProvider, Unit

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
_CONNECTION = {
    Protocol.OIDC: ("issuer", "client_id", "secret"),
    Protocol.SAML: ("metadata_address", "metadata", "vouches"),
}
_ATTRIBUTES = (
    "address_attribute", "verified_attribute", "name_attribute", "id_attribute", "code_attribute", "groups_attribute",
)  # fmt: skip
#: What each field starts with that a provider of this protocol usually needs.
_USUAL = {Protocol.SAML: {"verified_attribute": ""}}


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A provider: how to reach it, what its attributes are called, for whom it makes accounts."""

    class Meta:
        model = SignOnProvider
        fields = (
            "name", "issuer", "client_id", "secret", "metadata_address", "metadata", "vouches", "domains", "creates",
            *_ATTRIBUTES,
        )  # fmt: skip
        labels = {
            "name": _("Name, as people see it"),
            "issuer": _("Address of the provider (issuer)"),
            "client_id": _("Identifier of this site there (client ID)"),
            "secret": _("Secret of this site there (client secret)"),
            "metadata_address": _("Address of the provider’s metadata"),
            "metadata": _("Or the metadata themselves"),
            "vouches": _("Every address at the domains below was given out by our organisation"),
            "domains": _("Domains of your addresses"),
            "creates": _("For whom is an account made at the first sign-on?"),
            "address_attribute": _("Attribute of the e-mail address"),
            "verified_attribute": _("Attribute that says the address is verified"),
            "name_attribute": _("Attribute of the name"),
            "id_attribute": _("Attribute of an identifier that never changes"),
            "code_attribute": _("Attribute of the person’s code in the records"),
            "groups_attribute": _("Attribute of the groups"),
        }
        help_texts = {
            "name": _("It stands on the button: “Sign in with …”."),
            "secret": _("It is not shown again."),
            "metadata_address": _("They are fetched when you save."),
            "metadata": _("The XML text of one provider, whole."),
            "vouches": _(
                "Only then may an address without a word on its being verified open the account of that address."
            ),
            "domains": _("One after the other, with blanks between, such as company.example."),
            "address_attribute": _("With “email” the usual names of SAML are understood as well."),
            "id_attribute": _("Empty: what the protocol itself sends, which suits most."),
            "code_attribute": _(
                "Only one that people cannot change themselves at the provider. Empty: accounts are found by verified"
                " address alone."
            ),
            "groups_attribute": _("Empty: roles are given here alone."),
        }
        widgets = {
            "secret": forms.PasswordInput(attrs={"autocomplete": "off"}),
            "metadata": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            "domains": forms.TextInput(attrs={"spellcheck": "false"}),
            "creates": forms.RadioSelect,
        }

    def __init__(self, *args: Any, protocol: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for other, names in _CONNECTION.items():
            for name in names:
                if other != protocol or (self.instance.from_environment and name != "vouches"):
                    del self.fields[name]
        for name, value in _USUAL.get(Protocol(protocol), {}).items():
            if self.instance._state.adding:
                self.initial[name] = value
        if not self.instance._state.adding and "secret" in self.fields:
            self.fields["secret"].help_text = _("Empty: the one that is kept stays. It is not shown again.")
        self.fields["creates"].choices = Creates.choices  # type: ignore[attr-defined]
        self.fields["domains"].required = False

    def clean_domains(self) -> str:
        """Return the domains in small letters, each once."""
        found = str(self.cleaned_data.get("domains") or "").lower().replace(",", " ").replace("@", "").split()
        strange = [one for one in found if not _DOMAIN.fullmatch(one)]
        if strange:
            raise forms.ValidationError(
                _("“%(domain)s” is no domain. Write it like company.example.") % {"domain": strange[0]}
            )
        return " ".join(dict.fromkeys(found))

    def _post_clean(self) -> None:
        """Leave the row as it is: a verb changes it."""


class RuleForm(forms.Form):
    """A group and the role that it gives."""

    group = forms.CharField(
        label=_("Group at the provider"),
        max_length=300,
        help_text=_(
            "Letter by letter as the provider sends it. For managers, a * may stand for the code of the unit: leads-*."
        ),
    )
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(label=_("Unit that is led"), required=False, help_text=_("Only for a manager."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_roles(self)

    def clean_unit(self) -> Unit | None:
        """Return the unit of the code."""
        return (
            Unit.objects.filter(code=self.cleaned_data["unit"]).first() if self.cleaned_data["unit"] else None
        )
