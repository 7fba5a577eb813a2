"""Every address of the app and who may open it: the table that an address must stand in.

A new address gets a line in one of the lists below. ``opens`` says what each role is answered: those named get the
page, somebody who is not signed in is sent to sign in, and for all others the page is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import addresses_of_beliefs
import addresses_of_cases
import addresses_of_committee
import addresses_of_connect
import addresses_of_culture
import addresses_of_habits
import addresses_of_huddles
import addresses_of_journeys
import addresses_of_keeping
import addresses_of_leaving
import addresses_of_mails
import addresses_of_mission
import addresses_of_overload
import addresses_of_past
import addresses_of_people_feed
import addresses_of_plans
import addresses_of_playbook
import addresses_of_reports
import addresses_of_reviews
import addresses_of_said
import addresses_of_sign_on
import addresses_of_studies
import addresses_of_sweep
import addresses_of_themes
import addresses_of_welcome
import addresses_of_work
from address_table_lines import (
    NOT_THERE,
    ONLY_POST,
    SIGN_IN,
    SIGNED_IN,
    TRACES,
    Address,
    Sent,
    account,
    everybody,
    file,
    form,
    opens,
)
from addressed_company import METRIC_COLUMNS, ROLES, UNITS_FILE
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from bothways_web.listen.channels.links import Door, door_token
from bothways_web.listen.comments import seal_of, waiting
from bothways_web.listen.problems.private_codes import new_form_key

PULSE = {
    "title": "Mine",
    "audience": "day",
    "mode": "confidential",
    "cadence": "once",
    "open_days": 7,
    "share": 100,
    "form": "full",
    "occasion": "calendar",
    "days": 0,
}
QUIET = {"quiet_from": "20:00", "quiet_to": "07:00", "working_days": [1]}
METRICS_FILE = "team,month,measure,score\nt01,2025-01,speed,3\n"

NO_ROOM = [
    Address("promise", everybody()),
    Address("kit", everybody()),
    Address("kit_question", everybody()),
    Address("characters", everybody(NOT_THERE)),  # the example company alone has characters
    Address("language", everybody(302)),
    Address("health", everybody()),
    Address("health_live", everybody()),
    Address("health_ready", everybody()),
    Address("health_figures", everybody(NOT_THERE)),  # there for a program with the token alone
    Address("account/email/", everybody(NOT_THERE)),
]
PEOPLE = [
    Address("home", everybody()),
    Address("own_record", account(), sends=form("ben", "cem", "ana", language="de", time_zone="UTC")),
    Address("choose_password", everybody(410)),
    Address("welcome", everybody(302), lambda world: [world.welcome]),
    Address("set_up", opens("dua")),
    Address("first_run", everybody(NOT_THERE)),  # there are accounts
    Address("set_up_organisation", opens("dua"), sends=form("dua", name="Else", time_zone="Europe/Paris")),
    Address("set_up_languages", opens("dua"), sends=form("dua", language="de")),
    Address("set_up_quiet", opens("dua"), sends=form("dua", **QUIET)),
    *addresses_of_mails.ADDRESSES,
    *addresses_of_sign_on.ADDRESSES,
    Address("set_up_mail", opens("dua"), sends=form("dua")),
    Address("set_up_privacy", opens("dua"),
            sends=Sent(lambda world: {"step": "confirm", "proposal": world.proposal}, ("dua",))),
    Address("accounts", opens("dua")),
    Address("invite", opens("dua"), sends=form("dua", email="new@company.example")),
    Address("account", opens("dua"), lambda world: [world.company.users["cem"].pk],
            sends=form("dua", step="switch_off")),
    Address("change_log", opens("dua")),
    Address("people", opens("eva", "dua")),
    Address("person", opens("eva"), lambda world: [world.person.pk], sends=form("eva", step="correct", name="Else")),
    Address("imports", opens("eva", "dua")),
    Address("import_done", opens("eva", "dua"), lambda world: [world.record_import.pk]),
    Address("import_undo", opens("eva", "dua", answer=ONLY_POST), lambda world: [world.record_import.pk],
            sends=form("eva", "dua")),
    Address("import_file", opens("eva", "dua"), lambda world: ["units"], sends=file("eva", "dua", text=UNITS_FILE)),
    Address("import_template", opens("eva", "dua"), lambda world: ["units"]),
    Address("import_columns", opens("eva"), lambda world: ["units", world.upload.pk],
            sends=form("eva", **{"column-0": "unit", "column-1": "parent", "column-2": "name"})),
    Address("import_check", opens("eva"), lambda world: ["units", world.upload.pk], sends=form("eva", step="apply")),
    Address("import_faults", opens("eva"), lambda world: ["units", world.faulty_upload.pk]),
]  # fmt: skip
LISTEN = [
    Address("pulses", opens("ana", "eva", "fay")),
    Address("choose_question_set", opens("ana", "eva", "fay")),
    Address("new_pulse", opens("ana", "eva"), lambda world: ["engagement_short"], sends=form("ana", "eva", **PULSE)),
    Address("pulse", opens("eva"), lambda world: [world.pulse.pk], label="of a unit that Ana does not lead"),
    Address("pulse", opens("ana", "eva"), lambda world: [world.own_draft.pk], label="of the unit that Ana leads"),
    Address("change_pulse", opens("eva"), lambda world: [world.draft.pk], sends=form("eva", **PULSE)),
    Address("launch_pulse", opens("eva"), lambda world: [world.draft.pk], sends=form("eva")),
    Address("launch_pulse", opens("ana", "eva"), lambda world: [world.own_draft.pk],
            sends=form("ana", "eva"), label="own"),
    Address("pulse_state", opens("eva", answer=302), lambda world: [world.pulse.pk], sends=form("eva", state="paused")),
    Address("round", opens("eva"), lambda world: [world.open_round.pk], label="open"),
    Address("round", opens("eva"), lambda world: [world.rounds[-1].pk], label="released"),
    Address("close_round", opens("eva"), lambda world: [world.open_round.pk], sends=form("eva")),
    Address("read_comments", opens("eva"), lambda world: [world.rounds[-1].pk],
            sends=Sent(lambda world: {"seal": seal_of(waiting(world.rounds[-1]))}, ("eva",))),
    Address("question_set", opens("ana", "eva"), lambda world: ["engagement_short"]),
    Address("no_more", everybody(), lambda world: [world.no_more], sends=form(*ROLES)),  # the link is the right to it
    Address("answer_left", everybody()),
    Address("answer", everybody(), lambda world: [world.token]),  # the link is the right to answer
    Address("answer", everybody(), lambda world: [world.sealed_token], label="of a sealed round"),
    Address("open_survey", everybody(), lambda world: [door_token(world.open_pulse, Door.OPEN)]),
    Address("open_survey", everybody(), lambda world: [door_token(world.open_pulse, Door.OPEN)], "?frame=1"),
    Address("kiosk", everybody(), lambda world: [door_token(world.open_pulse, Door.KIOSK)]),
    Address("channels", opens("eva"), lambda world: [world.open_pulse.pk], sends=form("eva", step="new_address")),
    Address("channels", opens("ana", "eva"), lambda world: [world.own_draft.pk], label="of the unit that Ana leads"),
    Address("poster", opens("eva"), lambda world: [world.open_pulse.pk, "open"]),
    Address("poster", opens(), lambda world: [world.pulse.pk, "open"], label="of a survey that invites"),
    Address("chat_rooms", opens("eva", "fay"),
            sends=form("eva", "fay", step="add", name="News", address="https://9.9.9.9/hook")),
    Address("sealed_keys", everybody(), lambda world: [world.sealed.sealing.name]),
    Address("sealed_key_list", everybody(), lambda world: [world.sealed.sealing.name]),
    Address("cast_ballot", everybody(TRACES, nobody=ONLY_POST), lambda world: [world.sealed.sealing.name, "s1"]),
]  # fmt: skip
CONTACT = {"key": "c-9", "email": "c9@customer.example", "unit": "day", "language": "de"}
HAPPENED = {
    "key": "c-9",
    "email": "",
    "unit": "day",
    "language": "",
    "happened_on": "2020-01-02",
    "touchpoint": "",
}
CONTACT_FILE = "number,mail\nc-7,c7@customer.example\n"
CONTACTS = [
    Address("contacts", opens("fay"), lambda world: ["customers"], label="customers"),
    Address("contacts", opens("eva"), lambda world: ["candidates"], label="candidates"),
    Address("new_contact", opens("fay"), lambda world: ["customers"], sends=form("fay", **CONTACT)),
    Address("contact", opens("fay"), lambda world: ["customers", world.contact.pk],
            sends=form("fay", step="change", **CONTACT)),
    Address("delete_contact", opens("fay"), lambda world: ["customers", world.contact.pk], sends=form("fay")),
    Address("note_happening", opens("fay"), lambda world: [world.standing.pk], sends=form("fay", **HAPPENED)),
    Address("contact_file", opens("fay"), lambda world: ["customers"], sends=file("fay", text=CONTACT_FILE)),
    Address("contact_example", opens("fay"), lambda world: ["customers"]),
    Address("contact_columns", opens("fay"), lambda world: ["customers", world.contact_upload.pk]),
    Address("contact_check", opens("fay"), lambda world: ["customers", world.contact_upload.pk],
            "?key=number&email=mail", form("fay")),
    Address("contact_faults", opens("fay"), lambda world: ["customers", world.faulty_contacts.pk]),
]  # fmt: skip
NOTE = {
    "kind": "visit",
    "unit": "day",
    "held_on": "2025-05-05",
    "language": "",
    "text": "They wait.",
    "step": "save",
}
NOTES = [
    Address("notes", opens("fay")),
    Address("new_note", opens("fay"), sends=form("fay", **NOTE)),
    Address("note", opens("fay"), lambda world: [world.note.pk], sends=form("fay", **NOTE)),
    Address("delete_note", opens("fay"), lambda world: [world.note.pk], sends=form("fay")),
    Address("export_notes", opens("fay")),
]
REPORT = {"prompt": "easier", "text": "Two forms ask the same.", "mode": "anonymous", "step": "send"}
TRIAGE = ("ana", "eva", "fay", "ida")
PROBLEMS = [
    Address("dig_up", account(), sends=Sent(lambda world: {**REPORT, "key": new_form_key()}, SIGNED_IN)),
    Address("similar_problems", dict.fromkeys(ROLES, ONLY_POST) | {"nobody": SIGN_IN}),
    Address("my_problems", account()),
    Address("my_problem", opens("ben"), lambda world: [world.problem.pk],
            sends=Sent(lambda world: {"message": "And a third.", "key": new_form_key()}, ("ben",))),
    Address("problem_by_code", everybody()),  # the code is the right to read
    Address("triage", opens(*TRIAGE)),
    Address("triage_problem", opens(*TRIAGE), lambda world: [world.problem.pk],
            sends=form("ana", "eva", "fay", step="state", state="looked_at", seen="new"), label="of Ana's unit"),
    Address("triage_problem", opens("eva", "fay", "ida"), lambda world: [world.problem_elsewhere.pk],
            sends=form("eva", "fay", step="state", state="looked_at", seen="new"), label="of another unit"),
]  # fmt: skip
NEW_QUESTION = {"text_en": "Is it quiet?", "scale": "yes_no", "section": "s1", "seen": "1"}
WRITING = [
    Address("own_sets", opens("ana", "eva", "fay")),
    Address("begin_own_set", opens("ana", "eva", "fay"),
            sends=form("ana", "eva", "fay", title="Noise", language="en", voice="employee")),
    Address("own_set", opens("eva"), lambda world: [world.own_set.pk],
            sends=form("eva", step="down", part="q2", seen="1")),
    Address("own_set_details", opens("eva"), lambda world: [world.own_set.pk],
            sends=form("eva", text_en="Else", seen="1")),
    Address("own_section", opens("eva"), lambda world: [world.own_set.pk, "new"],
            sends=form("eva", text_en="More", seen="1")),
    Address("own_question", opens("eva"), lambda world: [world.own_set.pk, "new"], sends=form("eva", **NEW_QUESTION)),
    Address("own_condition", opens("eva"), lambda world: [world.own_set.pk, "q3"],
            sends=form("eva", of="q2", answers="2", seen="1")),
    Address("own_language", opens("eva"), lambda world: [world.own_set.pk, "de"],
            sends=form("eva", status="checked", note="Read aloud", seen="1")),
    Address("own_flow", opens("eva"), lambda world: [world.own_set.pk]),
    Address("preview_own_set", opens("eva"), lambda world: [world.own_set.pk]),
    Address("export_own_set", opens("eva"), lambda world: [world.own_set.pk]),
    Address("own_set_state", opens("ana", "eva", "fay", answer=ONLY_POST), lambda world: [world.own_set.pk],
            sends=form("eva", step="lock")),
]  # fmt: skip
FOUND = ("ben", "cem", "ana", "eva", "fay", "hao", "ida")
POSTED = dict.fromkeys(ROLES, ONLY_POST)
LINK = [
    Address("teams", opens("ben", "cem", "ana", "eva", "fay")),
    Address("help_first", opens("eva")),
    Address("team", opens("ben", "ana", "eva", "fay"), lambda world: ["day"], label="Day shift"),
    Address("team", opens("cem", "eva", "fay"), lambda world: ["desk"], label="help desk"),
    Address("team", opens("eva", "fay"), lambda world: ["t01"], label="a team of others"),
    Address("team", opens("eva", "fay"), lambda world: ["company"], label="the whole company"),
    Address("findings", opens(*FOUND, "gil")),
    Address("findings_table", opens("ana", "eva", "fay", "hao")),
    Address("ask_for_findings", POSTED),
    Address("run", opens("eva", "fay", "hao", answer=302), lambda world: [world.run.pk]),
    Address("finding", opens(*FOUND), lambda world: [world.run.pk, 1]),
    Address("metrics", opens("eva", "fay"), sends=file("fay", text=METRICS_FILE, side="customers")),
    Address("undo_metrics", POSTED, lambda world: [world.metric_import.pk], sends=form("eva")),
    Address("metric_columns", opens("fay"), lambda world: ["customers", world.metric_upload.pk]),
    Address("metric_layout", opens("fay"), lambda world: ["customers", world.metric_upload.pk]),
    Address("metric_check", opens("fay"), lambda world: ["customers", world.metric_upload.pk],
            f"?{METRIC_COLUMNS}", form("fay")),
    Address("metric_faults", opens("fay"), lambda world: ["customers", world.faulty_metrics.pk]),
    *addresses_of_journeys.ADDRESSES,
    *addresses_of_themes.ADDRESSES,
    *addresses_of_sweep.ADDRESSES,
]  # fmt: skip
TOKENS = ("eva", "fay", "hao", "dua")
NEW_TOKEN = {"name": "Shop", "scopes": ["findings:read"], "days": "30"}
API = [
    Address("tokens", opens(*TOKENS)),
    Address("new_token", opens(*TOKENS), sends=form("eva", "fay", "hao", **NEW_TOKEN)),
    Address("revoke_token", opens(*TOKENS, answer=ONLY_POST), lambda world: [world.api_token.pk],
            sends=form("hao", "dua")),
    Address("api_description", everybody(200)),
    Address("api_not_there", everybody(NOT_THERE), lambda world: ["nothing"]),
    *addresses_of_people_feed.ADDRESSES,
]  # fmt: skip
#: Pages that come with the package that signs people in; it guards them itself.
SIGNING_IN = [
    Address("account_login", everybody(302, nobody=200)),
    Address("account_logout", everybody(200, nobody=302)),
    Address("account_inactive", everybody()),
    Address("account_signup", everybody(302, nobody=200)),
    Address("account_reauthenticate", account()),
    Address("account_request_reauthentication_code", account(302)),
    Address("account_confirm_reauthentication_code", account(302)),
    Address("account_email", everybody(NOT_THERE)),
    Address("account_email_verification_sent", everybody()),
    Address("account_change_password", account()),
    Address("account_set_password", account(302)),
    Address("account_reset_password", everybody()),
    Address("account_confirm_login_code", everybody(302)),
    Address("account_confirm_email", everybody(), lambda world: ["key"]),
    Address("account_reset_password_from_key_done", everybody()),
    Address("account_reset_password_from_key", everybody(), lambda world: ["1", "key"]),
    Address("account_reset_password_done", everybody()),
    Address("mfa_index", account()),
    Address("mfa_authenticate", everybody(302)),
    Address("mfa_reauthenticate", account(302)),
    Address("mfa_activate_totp", account(302)),
    Address("mfa_deactivate_totp", account(NOT_THERE)),
    Address("mfa_view_recovery_codes", account(NOT_THERE)),
    Address("mfa_generate_recovery_codes", account(302)),
    Address("mfa_download_recovery_codes", account(NOT_THERE)),
]
ACT = [
    Address("act", account()),
    *addresses_of_huddles.ADDRESSES,
    *addresses_of_plans.ADDRESSES,
    *addresses_of_playbook.ADDRESSES,
    *addresses_of_work.ADDRESSES,
    *addresses_of_said.ADDRESSES,
    *addresses_of_cases.ADDRESSES,
    *addresses_of_culture.ADDRESSES,
    *addresses_of_committee.ADDRESSES,
    *addresses_of_mission.ADDRESSES,
    *addresses_of_welcome.ADDRESSES,
]
VERIFY = [
    Address("verify", opens("ben", "cem", "ana", "eva", "fay", "gil", "hao", "ida")),
    *addresses_of_studies.ADDRESSES,
    *addresses_of_beliefs.ADDRESSES,
    *addresses_of_leaving.ADDRESSES,
    *addresses_of_habits.ADDRESSES,
    *addresses_of_overload.ADDRESSES,
    *addresses_of_reports.ADDRESSES,
]
NOTES += [*addresses_of_reviews.ADDRESSES, *addresses_of_past.ADDRESSES]
API += addresses_of_connect.ADDRESSES
API += addresses_of_keeping.ADDRESSES
ROOMS = [*NO_ROOM, *PEOPLE, *LISTEN, *CONTACTS, *NOTES, *WRITING, *PROBLEMS, *LINK, *ACT, *VERIFY, *API]
TABLE = [*ROOMS, *SIGNING_IN]


def all_addresses() -> list[tuple[str, Any]]:
    """Return the name (the route where there is none) and the view of every address of the app."""

    def walk(patterns: Sequence[Any], before: str) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver) and one.namespace == "api-1":
                continue  # for programs: tests/web/api has every operation of the description for every scope
            if isinstance(one, URLResolver):
                found += walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                found.append((one.name or route, one.callback))
        return found

    return walk(get_resolver().url_patterns, "")


def from_package(view: Any) -> bool:
    """Return whether a view comes with the package that signs people in."""
    return getattr(view, "view_class", view).__module__.startswith("allauth.")
