"""Tags for forms: a field with its label, hint, error and control, and the summary of errors."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

register = template.Library()
#: Fields of the pages for signing in, in our words: the package that brings them writes each word with a capital.
_ACCOUNT_WORDS = {
    "oldpassword": gettext_lazy("Your password now"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("The new password once more"),
    "password": gettext_lazy("Password"),
    "code": gettext_lazy("Code"),
}


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, optional: bool = True, autofocus: bool = False) -> dict[str, Any]:
    """A field of a form in whole; ``optional=False`` leaves out the word "optional"."""
    _reword(bound)
    shape = _shape(bound)
    ident = bound.id_for_label if shape not in ("radios", "checks") else bound.auto_id
    described = [f"{ident}_hint"] if bound.help_text else []
    described += [f"{ident}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described) or False}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if getattr(bound.field.widget, "input_type", "") in ("email", "password"):
        attributes["placeholder"] = False  # says nothing that the label does not
    if autofocus:
        attributes["autofocus"] = True
    return {
        "field": bound,
        "shape": shape,
        "ident": ident,
        "described": " ".join(described),
        "control": "" if shape in ("radios", "checks") else bound.as_widget(attrs=attributes),
        "optional": optional and not bound.field.required and shape != "check",
    }


def _reword(bound: BoundField) -> None:
    if type(bound.form).__module__.startswith("allauth.") and bound.name in _ACCOUNT_WORDS:
        bound.label = str(_ACCOUNT_WORDS[bound.name])


def _shape(bound: BoundField) -> str:
    """Tell how a widget is laid out."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.MultiWidget):
        return "many"
    return "text"


@register.inclusion_tag("kit/fields.html")
def fields(form: forms.BaseForm, optional: bool = True) -> dict[str, Any]:
    """All fields of a form, hidden ones included; the summary of errors is :func:`errors`."""
    return {"form": form, "optional": optional}


@register.inclusion_tag("kit/errors.html")
def errors(*given: forms.BaseForm) -> dict[str, Any]:
    """The summary above the heading: each error in the words of its field, with a link to it."""
    rows: list[dict[str, str]] = []
    for form in given:
        if not form:
            continue
        rows += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for bound in form:
            _reword(bound)
            rows += [
                {"label": str(bound.label), "text": str(text), "target": _first(bound)}
                for text in bound.errors
            ]
    return {"rows": rows}


def _first(bound: BoundField) -> str:
    """The id of the control that takes the focus."""
    if _shape(bound) in ("radios", "checks"):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or str(bound.auto_id)


@register.inclusion_tag("kit/question.html")
def question(
    name: str,
    text: str,
    options: Any,
    chosen: Any = None,
    hint: str = "",
    error: str = "",
    decline: str = "",
    scale: bool = False,
    heading: bool = True,
    text_lang: str = "",
    words_lang: str = "",
) -> dict[str, Any]:
    """One question of a survey: options are pairs of value and words; decline is the value of "I'd rather not say".

    ``scale=True`` lays out numbers such as 0 to 10, in two rows on a phone; the first and the last pair then hold the
    words of the ends too, as ``(value, number, words)``. The two codes of languages are given where the question or
    its answers are in another language than the page.
    """
    rows = [tuple(one) for one in options]
    return {
        "name": name,
        "text": text,
        "hint": hint,
        "error": error,
        "scale": scale,
        "heading": heading,
        "text_lang": text_lang,
        "words_lang": words_lang,
        "decline": decline,
        "declined": chosen is not None and str(chosen) == decline,
        "described": " ".join(part for part, there in ((f"{name}_hint", hint), (f"{name}_error", error)) if there),
        "options": [
            {"value": row[0], "words": row[1], "end": row[2] if len(row) > 2 else "",
             "checked": chosen is not None and str(chosen) == str(row[0])}
            for row in rows
        ],
    }  # fmt: skip
