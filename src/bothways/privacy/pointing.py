"""What points to somebody by how it is written: titles, roles, signatures, case numbers, addresses, birthdays.

Rules for English, German and Spanish. They miss what has none of these forms, and now and then take away a word that
names nobody; the share of either is in docs/evidence/themes.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_UP = "A-ZÄÖÜÁÉÍÓÚÑİŞÇĞŁŚŻØÅ"
#: A word with a capital letter, also O'Connor and Jean-Luc; two or more letters, not all capitals.
_NAME = rf"[{_UP}](?:[’'][{_UP}])?[^\W\d_A-ZÄÖÜ]+(?:[-’'](?!s\b)[{_UP}]?[^\W\d_]+){{0,3}}"
_PARTICLES = r"(?:(?:von|van|vom|zu|de|del|der|den|la|le|di|da|bin|al)\s+){0,2}"
_FULL = rf"(?:[{_UP}]\.\s*)?{_PARTICLES}{_NAME}(?:\s+{_PARTICLES}{_NAME}){{0,2}}"
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"septiembre|octubre|noviembre|diciembre)\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s+(?:of\s+|de\s+)?{_MONTH}(?:\s+(?:of\s+|de\s+|del\s+)?\d{{2,4}})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{2,4}})?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2})"
)
_BORN = (
    r"(?:born(?:\s+(?:on|in))?|d\.?o\.?b\.?|date of birth|birthday(?:\s+(?:is|was))?|birth\s?date|geboren(?:\s+am)?|"
    r"geb\.?(?:\s+am)?|geburtsdatum|geburtstag(?:\s+ist)?|nac[ií](?:d[oa])?(?:\s+el)?|fecha de nacimiento|"
    r"cumpleaños(?:\s+es)?)"
)
_TITLE = (
    r"(?:(?:[Dd]r|[Pp]rof|[Mm]rs?|[Mm]s|[Mm]x|Hr|Fr|[Ss]ra?|[Ss]rta|[Dd]ra|[Dd][ñn]a)\.?|Miss|Sir|Madam|[Nn]urse|Sister|"
    r"Matron|[Dd]octora?|[Pp]rofessor(?:in)?|[Pp]rofesora?|Frau|Herrn?|Fräulein|Schwester|Pfleger|[Ss]eñor(?:a|ita)?|"
    r"[Dd]on|[Dd]oña|[Ee]nfermer[oa])"
)
_ROLE = (
    r"(?:(?:line |team |shift |store |area |general |deputy |assistant )?(?:manager|leader|lead|supervisor)|boss|"
    r"foreman|director|colleague|co-?worker|teammate|receptionist|driver|trainer|consultant|advisor|adviser|"
    r"\w{0,30}[cC]hef(?:in)?|\w{0,30}[kK]olleg(?:e|in|en)|\w{0,30}[lL]eiter(?:in)?|\w{0,30}[vV]orgesetzte[rn]?|[mM]eister(?:in)?|"
    r"jef[ea]|compañer[oa]|supervisora?|encargad[oa]|director(?:a)?|gerente|coordinadora?|responsable|repartidora?)"
)
_CALLED = (
    r"(?:called|named|(?:name|names)(?:\s+(?:is|was|were|are))?:?|my name[’']?s|I am|I[’']m|this is|namens|"
    r"heiß(?:e|t|en)|hieß|mein Name ist|Name(?:\s+(?:ist|war))?:?|se llama(?:ba)?|me llamo|llamad[oa]|mi nombre es|soy)"
)
_SPOKEN_TO = (
    r"(?:(?:spoke|speak|spoken|talk|talked|complained)\s+(?:to|with)|(?:served|told|helped|seen|treated)\s+by|"
    r"(?:shout\s?-?out|kudos|thanks|thank you|credit)\s+to|habl(?:é|ó|amos|ar)\s+con|"
    r"(?:me|nos)\s+(?:atendió|ayudó|dijo)|gracias\s+a)"
)
_ENDING = (
    r"(?:regards|sincerely|signed|cheers|yours|best wishes|(?:viele |liebe |beste |freundliche )?grüße[n]?|gruß|gez\.|"
    r"saludos|atentamente|firmado|un abrazo)"
)
#: Words with a capital letter that name nobody, where a name could stand.
_PLAIN = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december montag dienstag mittwoch donnerstag freitag samstag sonntag the this that they there and
    but when what why where who how not please english german spanish french british american european god christmas
    easter covid i it we you he she in on at all my our their his her if so no yes one
"""
_NOBODY = frozenset(_PLAIN.split())
_STREETS = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Close|Way|Court|Place|Crescent|Terrace|Gardens|Square|Hill|"
    r"Boulevard|Row|Mews)"
)
_NUMBERED: tuple[re.Pattern[str], ...] = tuple(
    re.compile(one)
    for one in (
        r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){2,7}(?:\s?[A-Z\d]{1,4})?(?!\w)",  # IBAN
        r"(?<!\w)[A-Z]{1,5}[-/_#]\d[\dA-Z]*(?:[-/]\d+)*(?<=\d{3})(?!\w)",  # AB-12345, CS-2024-0098
        r"(?<!\w)[A-Z]{1,4}\d{4,}[A-Z]?(?!\w)|(?<!\w)\d{5,}[A-Z]{1,2}(?!\w)",  # E12345, 12345678Z
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}(?!\w)",  # postcode of the United Kingdom
        r"(?<!\w)[A-Z]{2}\d{2}\s?[A-Z]{3}(?!\w)|(?<!\w)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}\s?\d{1,4}[EH]?(?!\w)",  # plates
        r"(?<!\w)\d{4}\s?[BCDFGHJKLMNPRSTVWXYZ]{3}(?!\w)",
        rf"(?<!\w)\d{{5}}\s+{_NAME}",  # 50667 and its town
        rf"(?<!\w)\d{{1,4}}[a-zA-Z]?,?\s+(?:{_NAME}\s+){{1,3}}{_STREETS}(?!\w)(?:,?\s+(?:Flat|Apt\.?|Unit)\s*\w+)?",
        rf"(?<![\w-])[{_UP}][\w-]{{0,40}}(?:straße|strasse|str\.|weg|gasse|allee|platz|ring|ufer|damm)\s+\d{{1,4}}\s?[a-z]?(?!\w)",
        rf"(?<!\w)(?:Am|An der|Im|In der|Zum|Zur|Auf dem)\s+{_NAME}\s+\d{{1,3}}[a-z]?(?=,?\s+(?:\[…\]|\d{{5}}))",
        r"(?<!\w)(?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Cc]amino)\s+(?:de\s+|del\s+|la\s+|los\s+)*"
        rf"{_NAME}(?:\s+{_NAME})*,?\s*(?:n[º°.o]*\s*)?\d{{1,4}}(?!\w)",
    )
)
_BIRTHDAY = re.compile(
    rf"(?<!\w)(?P<cue>{_BORN}(?:\s+(?:is|was|ist|am|es))?\s*[:,]?\s*){_DAY}(?!\w)|(?<!\w){_DAY}(?=\s+geboren)",
    re.IGNORECASE,
)  # fmt: skip
_CASED = re.compile(
    r"(?i:(?<!\w)(?P<cue>(?:order|case|ticket|account|invoice|employee|staff|customer|member|badge|policy|reference|ref|"
    r"kunden|personal|bestell|vorgangs|ticket|vertrags|rechnungs|pedido|caso|cuenta|empleado|cliente|factura)\w*"
    r"(?:\s*(?:no|nr|nº|num|number|id))?\.?\s*[:#]?\s*))\d{3,}[\w/-]*"
)
#: What stands before a name, and the name.
_NAMED: tuple[re.Pattern[str], ...] = tuple(
    re.compile(one)
    for one in (
        rf"(?<!\w)(?P<cue>(?:{_TITLE}\s+)+)(?P<who>{_FULL})",
        rf"(?<!\w)(?P<cue>(?i:{_ROLE})\s+)(?P<who>{_NAME}(?:\s+{_NAME})?)",
        rf"(?<!\w)(?P<cue>(?i:{_ROLE}),\s+)(?P<who>{_NAME}(?:\s+{_NAME})?)(?=,)",
        rf"(?<!\w)(?P<cue>{_CALLED}\s+)(?P<who>{_FULL})",
        rf"(?<!\w)(?P<cue>(?i:{_SPOKEN_TO})\s+)(?P<who>{_NAME}(?:\s+{_NAME})?)",
        rf"(?<!\w)(?P<cue>(?i:{_ENDING})\s*[,:]?\s+)(?P<who>{_FULL})(?=\s*[.!]?\s*$)",
    )
)


@cache
def given_names() -> frozenset[str]:
    """Return common given names; those that are common words as well, such as Rose or Mark, are left out."""
    return frozenset(Path(__file__).with_name("given_names.txt").read_text("utf-8").split())


@cache
def _given() -> re.Pattern[str]:
    listed = "|".join(sorted(map(re.escape, given_names()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w@.])(?P<first>(?:{listed})(?:-{_NAME})?)(?P<more>(?:\s+{_NAME}){{0,2}})(?=[’']s\b|s?\b)"
    )


def hide_pointers(text: str, mark: str) -> str:
    """Return a text in which what points to somebody by its form is replaced.

    Parameters
    ----------
    text : str
    mark : str
        What is put in its place.

    Returns
    -------
    str
        Without bank accounts, case numbers, postcodes, plates, addresses with a house number, dates of birth (other
        dates stay), names after a title, a role or an introduction, names at the end of a letter, and common given
        names with what follows them in capital letters. Titles and roles themselves stay.

    Examples
    --------
    >>> hide_pointers("Dr Patel and my manager Xyla closed case AB-12345", "…")
    'Dr … and my manager … closed case …'
    """
    for pattern in _NUMBERED:
        text = pattern.sub(mark, text)
    text = _BIRTHDAY.sub(lambda found: (found["cue"] or "") + mark, text)
    text = _CASED.sub(lambda found: found["cue"] + mark, text)
    for pattern in _NAMED:
        text = pattern.sub(lambda found: _masked(found, mark), text)
    return _given().sub(lambda found: mark + _rest(found["more"]), text)


def _masked(found: re.Match[str], mark: str) -> str:
    """Return what was found with the name masked; as it was where its first word names nobody."""
    words = found["who"].split()
    if words[0].casefold() in _NOBODY:
        return found[0]
    kept = next((at for at, word in enumerate(words) if word.casefold() in _NOBODY), len(words))
    return " ".join([found["cue"] + mark, *words[kept:]])


def _rest(more: str) -> str:
    """Return what follows a given name from the first word on that names nobody."""
    words = more.split()
    kept = next((at for at, word in enumerate(words) if word.casefold() in _NOBODY), len(words))
    return "".join(f" {word}" for word in words[kept:])
