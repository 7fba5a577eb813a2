"""Setting up: the first administrator, tasks in any order, a floor that only goes up."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.people import floors, organisations
from bothways_web.people.models import Change, Grant, Organisation, PrivacyProposal, Role, User
from bothways_web.people.set_up import list_tasks, tasks_left

PAGES = [
    "set_up", "set_up_organisation", "set_up_languages", "set_up_quiet", "set_up_mail", "set_up_privacy", "change_log",
]  # fmt: skip
FIRST = {
    "organisation": "The company",
    "name": "Dua",
    "email": "Dua@company.example",
    "password": "correct horse battery staple",
}


@pytest.fixture
def home_folder(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def test_the_first_page_makes_the_first_administrator_then_is_gone(db, home_folder):
    browser = Client()
    assert reverse("first_run") in browser.get("/").content.decode()
    code = organisations.first_run_code()
    assert (home_folder / "first-run.code").stat().st_mode & 0o077 == 0
    answer = browser.post(reverse("first_run"), {**FIRST, "code": f" {code} "})
    assert answer["Location"] == reverse("set_up")
    assert browser.get(reverse("set_up")).status_code == 200
    assert Organisation.current().name == "The company"
    assert User.objects.get().email == "dua@company.example"
    assert not (home_folder / "first-run.code").exists()
    assert browser.get(reverse("first_run")).status_code == 404
    assert Client().post(reverse("first_run"), {**FIRST, "code": code}).status_code == 404
    assert organisations.first_run_code() is None


def test_a_wrong_code_makes_nothing(db, home_folder):
    answer = Client().post(reverse("first_run"), {**FIRST, "code": "guess"})
    assert answer.status_code == 400
    assert "This is not the code." in answer.content.decode()
    assert not User.objects.exists()


def test_a_weak_password_makes_nothing(db, home_folder):
    code = organisations.first_run_code()
    answer = Client().post(reverse("first_run"), {**FIRST, "code": code, "password": "short"})
    assert answer.status_code == 400
    assert not User.objects.exists()


def test_the_code_stays_the_same_until_it_is_used(db, home_folder):
    assert organisations.first_run_code() == organisations.first_run_code()


def test_where_there_is_an_account_the_first_page_is_not_there(company):
    assert Client().get(reverse("first_run")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["ana", "ben", "eva", "fay", "gil", "hao", "ida"])
def test_setting_up_is_there_for_administrators_alone(company, name, who):
    assert company.client(who).get(reverse(name)).status_code == 404
    assert company.client(who).post(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_administrator_opens_it_and_a_stranger_signs_in_first(company, name):
    assert company.client("dua").get(reverse(name)).status_code == 200
    assert company.client("nobody").get(reverse(name)).status_code == 302


def states():
    return {task.label: task.state for task in list_tasks()}


def test_a_new_site_has_tasks_and_defaults(db):
    assert states() == {
        "Organisation": "open", "Units": "open", "People": "open", "Privacy floor": "optional", "Languages": "optional",
        "Mail": "open", "Quiet hours and working days": "optional", "Days off": "optional",
        "How often people are asked": "optional",
        "Answers to reports": "optional", "Signing on": "optional", "Accounts and roles": "open",
        "A second administrator": "open",
    }  # fmt: skip


def test_tasks_are_done_by_what_is_there(company):
    assert tasks_left() == 1
    assert states()["Mail"] == "open"
    organisations.send_test_mail(by=company.users["dua"])
    assert tasks_left() == 0


def test_a_time_zone_that_nobody_chose_is_left_to_do(company):
    Organisation.objects.update(time_zone="UTC")
    assert states()["Organisation"] == "open"
    company.client("dua").post(
        reverse("set_up_organisation"), {"name": "The company", "time_zone": "UTC", "support": ""}
    )
    assert states()["Organisation"] == "done"


def test_changing_the_language_chooses_no_time_zone(company):
    Organisation.objects.update(time_zone="UTC")
    company.client("dua").post(reverse("set_up_languages"), {"language": "de"})
    assert Organisation.current().language == "de"
    assert states()["Organisation"] == "open"


def set_up_page(company, who="dua"):
    return company.client(who).get(reverse("set_up")).content.decode()


def test_the_page_says_what_comes_next_once_all_is_set_up(company):
    assert "What comes next" not in set_up_page(company)
    organisations.send_test_mail(by=company.users["dua"])
    page = set_up_page(company)
    assert "What comes next" in page
    assert "launches the first survey: Eva." in page
    assert reverse("choose_question_set") not in page.split("<main")[1]
    Grant.objects.filter(role=Role.PEOPLE_LEAD).delete()
    assert "nobody has this role yet" in set_up_page(company)


def test_an_administrator_who_leads_people_goes_on_to_the_questions(company):
    organisations.send_test_mail(by=company.users["dua"])
    Grant.objects.create(user=company.users["dua"], role=Role.PEOPLE_LEAD)
    assert reverse("choose_question_set") in set_up_page(company).split("<main")[1]


def test_the_organisation_is_changed_and_logged(company):
    client = company.client("dua")
    answer = client.post(
        reverse("set_up_organisation"), {"name": "New name", "time_zone": "Asia/Tokyo", "support": "Call 123"}
    )
    assert answer.status_code == 302
    found = Organisation.current()
    assert (found.name, found.time_zone, found.support) == ("New name", "Asia/Tokyo", "Call 123")
    assert Change.objects.get(verb="changed organisation").details["name"] == ["The company", "New name"]


@pytest.mark.parametrize("given", [{"name": ""}, {"time_zone": "Mars/Olympus"}, {"name": "x" * 121}])
def test_a_wrong_organisation_is_refused(company, given):
    start = {"name": "New", "time_zone": "UTC", "support": ""}
    answer = company.client("dua").post(reverse("set_up_organisation"), {**start, **given})
    assert answer.status_code == 400
    assert Organisation.current().name == "The company"


def test_quiet_hours_and_days_are_kept(company):
    answer = company.client("dua").post(
        reverse("set_up_quiet"),
        {"quiet_from": "20:00", "quiet_to": "07:30", "working_days": ["5", "6"]},
    )
    assert answer.status_code == 302
    found = Organisation.current()
    assert (found.quiet_from, found.quiet_to, found.working_days) == (dt.time(20), dt.time(7, 30), [5, 6])


def test_how_often_people_are_asked_is_kept(company):
    dua, url = company.client("dua"), reverse("set_up_asks")
    given = {"rest_days": "30", "most_asks": "1", "asks_days": "28"}
    assert dua.post(url, given).status_code == 302
    found = Organisation.current()
    assert (found.rest_days, found.most_asks, found.asks_days) == (30, 1, 28)
    for wrong in ({"rest_days": "400"}, {"most_asks": "0"}, {"most_asks": "21"}, {"asks_days": "3"}):
        assert dua.post(url, given | wrong).status_code == 400
    assert Organisation.current().most_asks == 1


@pytest.mark.parametrize(
    "given",
    [
        {"quiet_to": "18:00"},
        {"working_days": []},
        {"working_days": ["9"]},
        {"quiet_from": "12:00", "quiet_to": "08:00"},  # four hours of one day
    ],
)
def test_hours_in_which_nothing_could_be_sent_are_refused(company, given):
    start = {"quiet_from": "18:00", "quiet_to": "08:00", "working_days": ["0"]}
    assert company.client("dua").post(reverse("set_up_quiet"), {**start, **given}).status_code == 400
    assert Organisation.current().working_days == [0, 1, 2, 3, 4]


def test_the_usual_language_is_one_that_is_offered(company):
    client = company.client("dua")
    assert client.post(reverse("set_up_languages"), {"language": "tlh"}).status_code == 400
    assert client.post(reverse("set_up_languages"), {"language": "es"}).status_code == 302
    assert Organisation.current().language == "es"


def test_the_floor_is_no_field_of_the_organisation(company):
    with pytest.raises(ValueError, match="floor"):
        organisations.change_organisation(by=company.users["dua"], floor=1)


def test_a_test_mail_goes_to_oneself(company):
    page = company.client("dua").post(reverse("set_up_mail"), follow=True)
    assert mail.outbox[-1].to == ["dua@company.example"]
    assert "on its way" in page.content.decode()


def test_a_mail_server_that_is_down_is_told(company, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = company.client("dua").post(reverse("set_up_mail"), follow=True)
    assert "did not take it" in page.content.decode()
    assert tasks_left() == 1


def test_one_proposes_and_another_confirms(company):
    dua, kim = company.client("dua"), company.client("kim")
    dua.post(reverse("set_up_privacy"), {"step": "propose", "floor": "10"})
    proposal = PrivacyProposal.objects.get()
    assert Organisation.current().floor == 5
    assert b'value="confirm"' not in dua.get(reverse("set_up_privacy")).content
    dua.post(reverse("set_up_privacy"), {"step": "confirm", "proposal": proposal.pk})
    assert Organisation.current().floor == 5
    assert b'value="confirm"' in kim.get(reverse("set_up_privacy")).content
    kim.post(reverse("set_up_privacy"), {"step": "confirm", "proposal": proposal.pk})
    assert Organisation.current().floor == 10
    assert Change.objects.get(verb="raised privacy floor").details == {"before": 5, "floor": 10}
    assert "confirmed by Kim" in dua.get(reverse("set_up_privacy")).content.decode()


@pytest.mark.parametrize("floor", ["4", "5", "51", "", "ten"])
def test_the_floor_only_goes_up(company, floor):
    answer = company.client("dua").post(reverse("set_up_privacy"), {"step": "propose", "floor": floor})
    assert answer.status_code == 400
    assert not PrivacyProposal.objects.exists()


def test_the_verb_refuses_a_lower_floor_too(company):
    Organisation.objects.update(floor=10)
    for floor in (5, 10, 51):
        with pytest.raises(InputError):
            floors.propose_floor(floor, by=company.users["dua"])


def test_a_proposal_that_the_floor_has_overtaken_is_not_confirmed(company):
    proposal = floors.propose_floor(8, by=company.users["dua"])
    Organisation.objects.update(floor=10)
    with pytest.raises(InputError):
        floors.confirm_floor(proposal, by=company.users["kim"])
    assert Organisation.current().floor == 10


def test_a_withdrawn_proposal_cannot_be_confirmed(company):
    proposal = floors.propose_floor(8, by=company.users["dua"])
    with pytest.raises(InputError, match="waits"):
        floors.propose_floor(9, by=company.users["kim"])
    floors.withdraw_floor(proposal, by=company.users["dua"])
    with pytest.raises(InputError):
        floors.confirm_floor(proposal, by=company.users["kim"])
    assert Organisation.current().floor == 5
    floors.propose_floor(9, by=company.users["kim"])


@pytest.mark.parametrize("proposal", ["", "x", "999"])
def test_a_proposal_that_is_not_there_is_no_page(company, proposal):
    answer = company.client("dua").post(reverse("set_up_privacy"), {"step": "confirm", "proposal": proposal})
    assert answer.status_code == 404


def test_the_change_log_is_searched_and_paged(company):
    from bothways_web.people.changes import record

    for number in range(60):
        record(company.users["dua"], "did something", f"thing {number}", answer="<script>alert(1)</script>")
    record(None, "closed round", "Pulse 2026-03")
    client = company.client("kim")
    page = client.get(reverse("change_log"))
    assert str(page.context["page"][0]) == "closed round Pulse 2026-03"
    assert "the system" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert [str(c) for c in client.get(reverse("change_log"), {"q": "thing 7"}).context["page"]] == [
        "did something thing 7"
    ]
    assert (
        client.get(reverse("change_log"), {"verb": "did something", "page": "2"}).context["page"].number == 2
    )
    assert client.get(reverse("change_log"), {"q": "DUA"}).context["page"].paginator.count == 60


def test_an_empty_change_log_says_so(company):
    assert "Nothing was changed yet." in company.client("dua").get(reverse("change_log")).content.decode()
    assert (
        "Nothing was found." in company.client("dua").get(reverse("change_log"), {"q": "x"}).content.decode()
    )
