"""What the columns of files of units and people can mean, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways_web.people.mapping import Field
from bothways_web.people.models import RecordImport
from bothways_web.people.records import person_file, unit_file

UNITS, PEOPLE = RecordImport.Kind.UNITS.value, RecordImport.Kind.PEOPLE.value
TITLES: dict[str, Any] = {UNITS: _("Bring your units"), PEOPLE: _("Bring your people")}
INTRODUCTIONS: dict[str, Any] = {
    UNITS: _(
        "One row a unit: its code, the code of the unit above it, and its name. "
        "A unit that moves or changes its name has a row for each span of days."
    ),
    PEOPLE: _(
        "One row a post: who works in which unit, and since when. "
        "Somebody who has moved has a row for each post. Names are not needed to send surveys; addresses are."
    ),
}
FIELDS: dict[str, tuple[Field, ...]] = {
    UNITS: (
        Field("unit", _("Code of the unit"), needed=True),
        Field("parent", _("Code of the unit above"), needed=True),
        Field("name", _("Name of the unit")),
        Field("valid_from", _("First day")),
        Field("valid_to", _("Last day")),
    ),
    PEOPLE: (
        Field("person", _("Code of the person"), needed=True),
        Field("unit", _("Code of the unit"), needed=True),
        Field("start", _("First day of the post"), needed=True),
        Field("end", _("Last day of the post")),
        Field("reason", _("Reason for leaving")),
        Field("role", _("Role")),
        Field("site", _("Site")),
        Field("manager", _("Code of the manager")),
        Field("name", _("Name of the person")),
        Field("email", _("E-mail address")),
        Field("language", _("Language")),
        Field("time_zone", _("Time zone")),
    ),
}
SYNONYMS = {UNITS: unit_file.SYNONYMS, PEOPLE: person_file.SYNONYMS}
#: The name of a unit is no person's.
SHOWN: dict[str, tuple[str, ...]] = {UNITS: ("name",), PEOPLE: ()}
TEMPLATES = {
    UNITS: "unit,parent,name,valid_from,valid_to\r\ncompany,,The company,,\r\nnorth,company,North,,\r\n"
    "team-1,north,First team,2024-01-01,\r\n",
    PEOPLE: "person,unit,start,end,reason,role,site,manager,name,email,language,time_zone\r\n"
    "p-001,team-1,2024-01-01,,,team lead,,,,p-001@company.example,en,Europe/Berlin\r\n"
    "p-002,team-1,2024-03-01,2025-06-30,family,,,p-001,,,,\r\n",
}
