"""The one hash that everybody compares, in groups of four signs, and where it stands."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from bothways_web.listen.models import Round, Sealing


def grouped(published: str) -> list[str]:
    """Return a hash in groups of four signs.

    Examples
    --------
    >>> grouped("0123456789ab")
    ['0123', '4567', '89ab']
    """
    return [published[start : start + 4] for start in range(0, len(published), 4)]


def key_words(asked: Round) -> dict[str, str]:
    """Return what mails say about the keys of a round."""
    sealing = Sealing.objects.get(pk=asked.pk)
    address = settings.BASE_URL + reverse("sealed_keys", args=[sealing.name])
    return {"key_hash": " ".join(grouped(sealing.published)), "keys_address": address}
