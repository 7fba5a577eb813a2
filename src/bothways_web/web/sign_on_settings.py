"""Providers for signing on that the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


class SettingError(Exception):
    """A setting that cannot be understood: what is wrong, and the remedy."""


def read_sign_on(given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what is said of a provider for each protocol, "oidc" and "saml"; a protocol without one is left out.

    Raises
    ------
    SettingError
        Where an address is none, a file is missing, or only a part is given.
    """
    found: dict[str, dict[str, str]] = {}
    names = ("BOTHWAYS_OIDC", "BOTHWAYS_OIDC_CLIENT", "BOTHWAYS_OIDC_SECRET")
    values = [given.get(name, "").strip() for name in names]
    if any(values):
        if not all(values):
            raise SettingError(f"{', '.join(names)} go together. One of them is missing.")
        _refuse_strange(names[0], values[0])
        found["oidc"] = dict(zip(("issuer", "client_id", "secret"), values, strict=True))
    metadata = given.get("BOTHWAYS_SAML", "").strip()
    if metadata:
        if "://" in metadata:
            _refuse_strange("BOTHWAYS_SAML", metadata)
        elif not Path(metadata).is_file():
            raise SettingError(
                f"BOTHWAYS_SAML is {metadata!r}, which is no file. Name the file or the address of the metadata."
            )
        found["saml"] = {"metadata": metadata}
    return found


def _refuse_strange(name: str, text: str) -> None:
    """Refuse what is no https address; on this very machine others are fine."""
    url = urlsplit(text)
    here = url.scheme == "http" and url.hostname in ("localhost", "127.0.0.1", "::1")
    if not url.hostname or not (url.scheme == "https" or here):
        raise SettingError(f"{name} is {text!r}. Write it like https://id.example.")
