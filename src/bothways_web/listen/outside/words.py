"""What may be written about a contact: number, address, language; the same for pages, files and programs."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = {"key": 120, "email": 254, "unit": 60, "touchpoint": 80}
LONGEST_LANGUAGE = 35


def wrong_text(text: str, longest: int) -> str:
    """Return what is wrong with a text as a sentence; blank where nothing."""
    if len(text) > longest:
        return _("The text is longer than %(most)s characters.") % {"most": longest}
    if not text.isprintable():
        return _("The text holds a line break or a character that cannot be seen.")
    return ""


@lru_cache(maxsize=200_000)
def is_email(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def language_meant(given: str) -> str | None:
    """Return the language that is offered and meant, de for de-AT; ``None`` where it is none of them."""
    plain = given.strip().lower().replace("_", "-")
    offered = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (plain, plain.split("-")[0]) if code in offered), None if plain else "")


def wrong_email() -> str:
    """Return what is said of something that is no e-mail address."""
    return _("This is no e-mail address. Write it like name@company.example, or leave it blank.")


def wrong_language() -> str:
    """Return what is said of a language that is not offered."""
    codes = ", ".join(code for code, _name in settings.LANGUAGES)
    return _("This language is not offered here. Write one of %(codes)s, or leave it blank.") % {
        "codes": codes
    }


def wrong_unit(unit: str) -> str:
    """Return what is said of a unit that is not there."""
    return _("There is no unit “%(unit)s” among those that are asked about. Write the code of one.") % {
        "unit": unit[:60]
    }
