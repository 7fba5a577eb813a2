"""Which columns tell who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bothways.tables.columns import plain

#: Names of columns, without case, blanks and punctuation.
IDENTIFYING = frozenset(
    """
    email emailaddress mail useremail recipientemail respondentemail customeremail e-mail
    ip ipaddress ipaddr firstname lastname surname fullname name username displayname employeename customername
    respondentname recipientfirstname recipientlastname phone phonenumber mobile mobilenumber telephone
    address streetaddress street postcode zip zipcode latitude longitude locationlatitude locationlongitude
    externalreference externaldatareference birthdate dateofbirth dob ssn iban token refurl
    vorname nachname telefon adresse anschrift nombre apellido apellidos correo correoelectronico telefono
    """.replace("-", "").split()
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_identifying(name: str) -> bool:
    """Return whether a column seems to tell who somebody is, by its name.

    Examples
    --------
    >>> [is_identifying(name) for name in ("E-mail address", "First Name", "Unit name", "Q1")]
    [True, True, False, False]
    """
    return plain(name) in IDENTIFYING


def holds_addresses(cells: Iterable[str]) -> bool:
    """Return whether half and more of some cells are e-mail addresses."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    return bool(texts) and 2 * sum(map(bool, map(_ADDRESS.fullmatch, texts))) >= len(texts)
