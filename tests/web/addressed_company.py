"""A company in which every page has something to show: rounds released and open, metrics, findings, imports."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import linked_company as linked
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from rounds_at_work import launch, make_pulse
from sealed_at_work import launch_sealed

from bothways_web.api.models import Token
from bothways_web.api.scopes import Scope
from bothways_web.api.tokens import make_token
from bothways_web.link.bringing import kind_of
from bothways_web.link.models import MetricImport, Run
from bothways_web.listen.models import Contact, Invitation, OwnSet, Problem, Pulse, Round, VoiceNote
from bothways_web.listen.outside import files as contact_files
from bothways_web.listen.outside.left_alone import token_of_contact
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.listen.tokens import token_of
from bothways_web.listen.writing.draft import empty_draft, put_question
from bothways_web.listen.writing.own_sets import begin_set
from bothways_web.people import imports as record_imports
from bothways_web.people.account_mails import invitation_token
from bothways_web.people.floors import propose_floor
from bothways_web.people.models import Organisation, Person, RecordImport, Upload, User
from bothways_web.people.uploads import keep_upload
from bothways_web.people.users import invite_user

#: Who looks: somebody without an account, an employee of Day shift, one of the help desk, who leads Day shift, ...
ROLES = {
    "nobody": "not signed in", "ben": "employee", "cem": "employee elsewhere", "ana": "manager", "eva": "people lead",
    "fay": "CX lead", "gil": "executive", "hao": "analyst", "ida": "committee", "dua": "administrator",
}  # fmt: skip
_VOLATILE = {
    "sessions.session",
    "people.opensession",
    "axes.accessattempt",
    "axes.accesslog",
    "axes.accessfailurelog",
}
_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
UNITS_FILE = "unit,parent,name\ncompany,,The company\nwest,company,West\n"


@dataclass
class Addressed:
    """The company with the keys that addresses need."""

    company: Any
    rounds: list[Round]
    open_round: Round
    pulse: Pulse
    draft: Pulse
    own_draft: Pulse
    token: str
    welcome: str
    run: Run
    metric_import: MetricImport
    metric_upload: Upload
    faulty_metrics: Upload
    upload: Upload
    faulty_upload: Upload
    record_import: RecordImport
    proposal: int
    person: Person
    problem: Problem
    problem_elsewhere: Problem
    api_token: Token
    own_set: OwnSet
    sealed: Round
    sealed_token: str
    open_pulse: Pulse
    contact: Contact
    standing: Pulse
    contact_upload: Upload
    faulty_contacts: Upload
    note: VoiceNote
    #: What the parts of listen, link, act and verify have made, by the names that their addresses ask for.
    listen: dict[str, Any]
    link: dict[str, Any]
    act: dict[str, Any]
    verify: dict[str, Any]
    connect: dict[str, Any]
    api: dict[str, Any]

    @property
    def no_more(self) -> str:
        """What stands in the contact's link to be left alone."""
        return token_of_contact(self.contact.pk)

    def client(self, name: str) -> Client:
        """Return a fresh browser of somebody, which shows errors as people meet them."""
        made: Client = self.company.client(name)
        made.raise_request_exception = False
        User.objects.filter(last_login__isnull=False).update(last_login=None)
        return made


def build(company: Any) -> Addressed:
    """Make the company; everything that is made here is the fixture of one test."""
    Organisation.objects.update(rest_days=0)
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    rounds = linked.ask_all(company, world, named="{}-28 r1")
    opened = launch(company, audience="north", instrument="engagement_short")
    draft = make_pulse(company, audience="desk", instrument="engagement_short")
    own = make_pulse(company, audience="day", instrument="engagement_short")
    sealed = launch_sealed(company, audience="desk", instrument="change_readiness", form="full")
    open_to_all = launch(company, audience="field", instrument="culture_maturity", mode="open")
    standing = launch(company, instrument="csat_transactional", side="customers", occasion="contact")
    eva, fay = company.users["eva"], company.users["fay"]
    made = Addressed(
        company, rounds, opened, opened.pulse, draft, own,
        token=token_of(Invitation.objects.filter(round=opened, unit="day").order_by("pk")[0].pk),
        welcome=invitation_token(invite_user("lea@company.example", name="Lea", by=company.users["dua"])),
        run=Run.objects.get(), metric_import=_undoable(company), metric_upload=_metrics(company, fay, "score"),
        faulty_metrics=_faulty_metrics(company), upload=_units(eva, UNITS_FILE), faulty_upload=_faulty_units(eva),
        record_import=_imported(eva), proposal=propose_floor(7, by=company.users["kim"]).pk,
        person=company.people["desk"][1], problem=_reported(company, "day"),
        problem_elsewhere=_reported(company, "desk"),
        own_set=_own_set(eva),
        api_token=make_token(company.users["hao"], "Shop", [Scope.FINDINGS])[0], sealed=sealed,
        sealed_token=token_of(Invitation.objects.filter(round=sealed).order_by("pk")[0].pk),
        open_pulse=open_to_all.pulse,
        contact=Contact.objects.create(side="customers", key="c-1", email="c1@customer.example", unit="day"),
        standing=standing.pulse,
        contact_upload=_contacts(fay, "c-7,c7@customer.example"), faulty_contacts=_faulty_contacts(company),
        note=VoiceNote.objects.create(unit="day", held_on=dt.date(2025, 3, 3), text="They like the new desk."),
        listen=_made(company, ("past", "reviews")),
        link=_made(company, ("journeys", "themes")),
        act=_made(company, ("huddles", "plans", "playbook", "work", "said", "cases", "committee", "culture",
                            "mails", "mission", "sign_on", "welcome")),
        verify=_made(company, ("studies", "beliefs", "leaving", "habits", "overload", "reports")),
        connect=_made(company, ("connect", "keeping")),
        api=_made(company, ("people_feed",)),
    )  # fmt: skip
    User.objects.update(last_login=None)
    return made


def _made(company: Any, names: tuple[str, ...]) -> dict[str, Any]:
    parts = [import_module(f"addresses_of_{name}") for name in names]
    return {name: thing for part in parts for name, thing in part.add_to(company).items()}


def _reported(company: Any, unit: str) -> Problem:
    report = Report("easier", f"Two forms of {unit} ask the same.", company.units[unit], named=True)
    return report_problem(report, new_form_key().encode(), by=company.users["ben"]).problem


def _own_set(by: Any) -> OwnSet:
    draft = empty_draft("Noise", "en")
    for text in ("Is it loud?", "Can you think?"):
        draft = put_question(draft, "s1", None, {"en": text}, "yes_no", turned=False)
    return begin_set(draft, by=by)


def _units(by: Any, text: str) -> Upload:
    upload = keep_upload(SimpleUploadedFile("units.csv", text.encode()), kind="units", by=by)
    columns = {"unit": "unit", "parent": "parent", "name": "name"}
    record_imports.check_import(record_imports.start_import(upload, columns, by=by))
    return upload


def _faulty_units(by: Any) -> Upload:
    return _units(by, "unit,parent,name\nwest,nowhere,West\n")


def _imported(by: Any) -> RecordImport:
    upload = _units(by, "unit,parent,name\neast,company,East\n")
    given = RecordImport.objects.get(upload=upload)
    assert record_imports.apply_import(given, by=by), given.trouble
    return given


def _undoable(company: Any) -> MetricImport:
    """An import of employees' metrics by Eva, of which nothing was made yet."""
    frame = linked.customers(linked.draw(effect=0.1)).assign(measure="overtime")
    return linked.bring(company, frame, side="employees")


def _metrics(company: Any, by: Any, value: str) -> Upload:
    text = f"team,month,measure,{value}\nt01,2025-01,speed,3\n"
    file = SimpleUploadedFile("speed.csv", text.encode())
    return keep_upload(file, kind=kind_of("customers"), by=by)


def _faulty_metrics(company: Any) -> Upload:
    text = "team,month,measure,score\nt01,2025-01,speed,3\nt02,2025-01,speed,many\n"
    upload = keep_upload(
        SimpleUploadedFile("odd.csv", text.encode()), kind=kind_of("customers"), by=company.users["fay"]
    )
    company.client("fay").get(f"/metrics/customers/{upload.pk}/check/?{METRIC_COLUMNS}")
    return upload


def _contacts(by: Any, row: str) -> Upload:
    file = SimpleUploadedFile("contacts.csv", f"number,mail\n{row}\n".encode())
    return keep_upload(file, kind=contact_files.kind_of("customers"), by=by)


def _faulty_contacts(company: Any) -> Upload:
    upload = _contacts(company.users["fay"], "c-8,no address")
    company.client("fay").get(f"/listen/contacts/customers/file/{upload.pk}/check/?key=number&email=mail")
    return upload


METRIC_COLUMNS = "unit=team&period=month&metric=measure&value=score"


def everything_stored() -> dict[str, str]:
    """Return a digest of each table and of each file, but for sessions and failed sign-ins."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label_lower not in _VOLATILE:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
                rows = sorted(map(repr, cursor.fetchall()))
                found[model._meta.label_lower] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    home = Path(settings.HOME)
    for path in sorted(home.rglob("*")):
        if path.is_file() and "sqlite3" not in path.name:
            found[str(path.relative_to(home))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def body(response: Any) -> bytes:
    """Return the bytes of a page, without what differs between two visits of the same page."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return _CSRF.sub(b"", raw)
