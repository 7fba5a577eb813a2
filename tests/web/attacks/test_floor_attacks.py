"""Attack 16: lower the floor by any way there is, or begin the ledger anew."""

import addressed_company as made
import attack_rounds as at
import pytest
from django.db import IntegrityError, transaction
from django.urls import get_resolver
from rounds_at_work import launch, make_pulse

from bothways.errors import InputError
from bothways.privacy import make_tree
from bothways_web.listen.ledgers import folder_of, open_ledger, released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import set_state
from bothways_web.people.floors import confirm_floor, propose_floor
from bothways_web.people.models import Organisation, PrivacyProposal

EVERYBODY = dict.fromkeys(at.TEAMS, 8)
ORGANISATION = {"name": "Else", "time_zone": "Europe/Paris", "support": "", "language": "de", "quiet_from": "20:00",
                "quiet_to": "07:00", "working_days": [1], "rest_days": 3}  # fmt: skip


def raised(company, floor=8):
    confirm_floor(propose_floor(floor, by=company.users["dua"]), by=company.users["kim"])


@pytest.mark.parametrize("page", ["organisation", "languages", "quiet-hours"])
@pytest.mark.parametrize(
    "smuggled", [{"floor": 1}, {"floor": "5", "id": 2}, {"pk": 1, "is_demo": "on", "floor": "0"}]
)
def test_attack_16_no_form_of_the_organisation_takes_the_floor_along(company, page, smuggled):
    raised(company)
    company.client("dua").post(f"/set-up/{page}/", ORGANISATION | smuggled)
    found = Organisation.current()
    assert (found.floor, found.is_demo, Organisation.objects.count()) == (8, False, 1)


@pytest.mark.parametrize("floor", ["4", "1", "0", "-5", "5", "7", "8", "51", "1e3", "", "five", "8.5"])
def test_attack_16_a_floor_can_only_be_proposed_higher(company, floor):
    raised(company)
    answer = company.client("dua").post("/set-up/privacy/", {"step": "propose", "floor": floor})
    assert answer.status_code == 400
    assert PrivacyProposal.objects.count() == 1
    assert Organisation.current().floor == 8


def test_attack_16_nobody_confirms_alone_or_twice_and_no_old_proposal_lowers_it(company):
    dua, kim = company.client("dua"), company.client("kim")
    dua.post("/set-up/privacy/", {"step": "propose", "floor": "6"})
    proposal = PrivacyProposal.objects.get()
    dua.post("/set-up/privacy/", {"step": "confirm", "proposal": proposal.pk})
    assert Organisation.current().floor == 5
    kim.post("/set-up/privacy/", {"step": "confirm", "proposal": proposal.pk})
    assert Organisation.current().floor == 6
    raised(company, 9)
    kim.post("/set-up/privacy/", {"step": "confirm", "proposal": proposal.pk})
    PrivacyProposal.objects.filter(pk=proposal.pk).update(confirmed_by=None)
    kim.post("/set-up/privacy/", {"step": "confirm", "proposal": proposal.pk})
    assert Organisation.current().floor == 9


def test_attack_16_not_even_the_database_takes_a_floor_below_five(company):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(floor=4)


def test_attack_16_a_raised_floor_holds_for_rounds_that_were_open_and_for_the_ledger_for_good(company):
    asked = launch(company)
    raised(company, 9)
    at.answer(asked, EVERYBODY, at.mixed)
    at.close(asked)
    groups = {row.group for row in released_round("employees", asked.ledger_name).released}
    assert "unit=day" not in groups
    Organisation.objects.update(floor=5)  # as somebody with the database would
    with pytest.raises(InputError, match="never lowered"):
        open_ledger("employees", make_tree(["company"], [None])).released()


def test_attack_16_a_second_pulse_of_the_same_questions_tells_nothing_new_about_a_small_group(company):
    """Ana asks her own team again, with others and without: one ledger stands behind both."""
    Organisation.objects.update(rest_days=0)
    first = launch(company, audience="north")
    at.answer(first, {"day": 5, "night": 4}, at.mixed)
    at.close(first)
    second = launch(company, audience="day")
    at.answer(second, {"day": 6}, at.mixed)
    at.close(second)
    assert first.pulse_id != second.pulse_id
    shown = {row.text for row in released_round("employees", first.ledger_name).released}
    assert shown
    third = released_round("employees", second.ledger_name)
    assert not [row for row in (third.released if third else ()) if row.n_band and row.group != "all"]
    assert len(list(folder_of("employees").parent.iterdir())) == 1


def test_attack_16_no_address_deletes_a_pulse_a_round_or_a_ledger(company):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not [
        name
        for name in names
        if any(word in name for word in ("delete", "remove", "reset"))
        and not any(word in name for word in ("password", "contact", "note", "journey"))  # no survey data
        and not any(word in name for word in ("committee", "day_off", "mission_check", "sign_on"))
        and name
        not in {
            "delete_plan",
            "delete_said",
            "delete_study",
            "delete_reply_template",  # drafts and templates
            "delete_receiver",
            "delete_source",
        }  # addresses of other programs
    ]
    asked = at.release(company, EVERYBODY, at.mixed)
    before = made.everything_stored()
    for role in ("eva", "dua"):
        client = company.client(role)
        for url in (f"/listen/{asked.pulse_id}/", f"/listen/rounds/{asked.pk}/", "/teams/day/"):
            for method in (client.delete, client.put, client.patch):
                assert method(url).status_code < 500
    after = made.everything_stored()
    assert {name for name in after if after[name] != before.get(name)} <= {"people.user"}  # the last sign-in


def test_attack_16_a_pulse_that_is_ended_and_made_again_finds_the_same_ledger(company):
    Organisation.objects.update(rest_days=0)
    first = at.release(company, EVERYBODY, at.mixed)
    ledger = (folder_of("employees") / "ledger.json").read_bytes()
    set_state(first.pulse, Pulse.State.ENDED, by=company.users["eva"])
    assert (folder_of("employees") / "ledger.json").read_bytes() == ledger
    second = launch(company)
    at.answer(second, EVERYBODY | {"day": 7}, at.mixed)
    at.close(second)
    assert released_round("employees", first.ledger_name)
    assert released_round("employees", second.ledger_name)


SMUGGLED = {"floor": "1", "state": "running", "definition": "items: []", "instrument": "else",
            "created_by": "1", "next_opens": "2020-01-01",
            "id": "99", "pk": "99"}  # fmt: skip


def test_attack_16_forms_of_pulses_take_nothing_along_that_they_do_not_ask(company):
    pulse = make_pulse(company, audience="day")
    before = Pulse.objects.values().get()
    form = {
        "title": "Mine",
        "audience": "day",
        "mode": "confidential",
        "cadence": "once",
        "open_days": "7",
        "share": "100",
        "form": "full",
    }
    company.client("ana").post(f"/listen/{pulse.pk}/change/", form | {"mode": "spied on"})
    assert Pulse.objects.values().get() == before
    company.client("ana").post(f"/listen/{pulse.pk}/change/", form | SMUGGLED)
    after = Pulse.objects.values().get()
    assert after["title"] == "Mine"
    kept = set(before) - {"title", "cadence", "comment", "reminder", "form"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@pytest.mark.parametrize("audience", ["company", "north", "night", "desk", "", "nowhere"])
def test_attack_16_a_manager_asks_nobody_but_those_led(company, audience):
    form = {
        "title": "Mine",
        "audience": audience,
        "mode": "confidential",
        "cadence": "once",
        "open_days": "7",
        "share": "100",
        "form": "full",
    }
    answer = company.client("ana").post("/listen/new/engagement_short/", form)
    assert answer.status_code == 200
    assert not Pulse.objects.exists()
    pulse = make_pulse(company, audience="day")
    company.client("ana").post(f"/listen/{pulse.pk}/change/", form)
    assert Pulse.objects.get().audience.code == "day"


def test_a_delicate_round_does_not_keep_later_rounds_from_being_released(company):
    """Ten people behind each number of one question set is no floor of the ledger for all others."""
    Organisation.objects.update(rest_days=0)
    delicate = at.release(company, EVERYBODY, at.mixed, instrument="burnout_short")
    groups = {row.group for row in released_round("employees", delicate.ledger_name).released}
    assert "all" in groups
    assert not groups & {f"unit={team}" for team in at.TEAMS}  # eight people each
    later = at.release(company, EVERYBODY, at.mixed)
    assert later.state == Round.State.RELEASED
    assert any(row.group == "unit=day" for row in released_round("employees", later.ledger_name).released)
