"""Private codes: the only way back to a report without a name. And the keys that let a form be sent once.

A form holds a random key that is stored nowhere. The number of the report and its code are worked out from it: a form
that is sent twice gives one report and shows the same code, and neither can be worked out from what is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.core import signing

#: Digits and letters that nobody confuses in handwriting; what is easily misread is read as what was meant.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OILU", "011V")
_RANDOM, _CHECK, _GROUP = 18, 2, 5
#: A prime below 32 * 32: one wrong letter, or two swapped neighbours, always change the check letters.
_PRIME = 1021
#: Work that each try of a code takes: 16 MB and some hundredths of a second.
_COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
FORM_HOURS = 12
_signer = signing.TimestampSigner(salt="bothways.problem form", sep=".")


def new_form_key() -> str:
    """Return a signed key for one form."""
    return _signer.sign(secrets.token_urlsafe(24))


def form_key_of(given: str) -> bytes | None:
    """Return the key that a form sent; ``None`` where it is made up or too old."""
    try:
        return _signer.unsign(given[:200], max_age=FORM_HOURS * 3600).encode()
    except signing.BadSignature:
        return None


def number_from(key: bytes, what: str) -> int:
    """Return the number of a row: the same for the same form, random to everybody else."""
    return int.from_bytes(_drawn(key, f"of {what}")[:8], "big") >> 2 or 1


def number_sent(given: str) -> int:
    """Return the number of a row that a form sent; 0, which no row has, where it is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else 0


def code_from(key: bytes) -> str:
    """Return the private code of a form: 90 random bits and two check letters, in groups of five."""
    drawn = int.from_bytes(_drawn(key, "code"), "big") % 32**_RANDOM
    letters = _letters(drawn, _RANDOM) + _letters(drawn % _PRIME, _CHECK)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def mark_of(code: str) -> str:
    """Return what a code is stored as and found by; it does not depend on the secret of the site, which may change.

    A code that cannot be right costs the same time, and its mark belongs to no report.
    """
    letters = read_code(code)
    slow = hashlib.scrypt((letters or "none").encode(), salt=b"bothways.private code", **_COST).hex()
    return slow if well_formed(letters) else "mistyped " + slow


def read_code(given: str) -> str:
    """Return the letters of a code as somebody typed it, without blanks and hyphens."""
    plain = "".join(one for one in given[:100].upper() if one.isascii() and one.isalnum())
    return plain.translate(_MISREAD)


def well_formed(letters: str) -> bool:
    """Return whether the letters are as many as they should be, and the check letters fit."""
    if len(letters) != _RANDOM + _CHECK or set(letters) - set(ALPHABET):
        return False
    drawn = 0
    for letter in letters[:_RANDOM]:
        drawn = drawn * 32 + ALPHABET.index(letter)
    return hmac.compare_digest(_letters(drawn % _PRIME, _CHECK), letters[_RANDOM:])


def _letters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _drawn(key: bytes, what: str) -> bytes:
    return hashlib.blake2b(key, person=what.encode(), digest_size=32).digest()
