"""The right to answer, as it stands in a link: the invitation's key and a signature, and nothing is stored of it."""

from __future__ import annotations

import base64
import binascii
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

_signer = signing.Signer(salt="bothways.answer", sep=".")


def token_of(invitation: uuid.UUID) -> str:
    """Return the token of an invitation."""
    return _signer.sign(base64.urlsafe_b64encode(invitation.bytes).rstrip(b"=").decode())


def invitation_of(token: str) -> uuid.UUID | None:
    """Return the invitation of a token; ``None`` where it is mangled, cut or made up."""
    try:
        text = _signer.unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None


def link_of(invitation: uuid.UUID) -> str:
    """Return the whole address under which an invitation is answered."""
    return settings.BASE_URL + reverse("answer", args=[token_of(invitation)])
