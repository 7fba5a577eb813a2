"""Customers and candidates who can be asked: the list, one of them, and files of them."""

from __future__ import annotations

import io
import re

import pytest
import rounds_at_work as at
from django.core.files.uploadedfile import SimpleUploadedFile

from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.asks import note_contact
from bothways_web.listen.models import Ask, Contact, Invitation, Response
from bothways_web.listen.outside.left_alone import leave_alone
from bothways_web.people.models import Change, Upload
from bothways_web.people.units import today

LIST = "/listen/contacts/customers/"
GIVEN = {"key": "c-1", "email": "c1@customer.example", "unit": "day", "language": "de"}


def customer(number: int = 1, **more) -> Contact:
    given = {"side": "customers", "key": f"c{number}", "email": f"c{number}@customer.example", "unit": "day"}
    return Contact.objects.create(**given | more)


def known() -> set[tuple[str, ...]]:
    return set(Contact.objects.values_list("key", "email", "unit", "language"))


def plain(response) -> str:
    """A page without what differs between two visits."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_a_contact_is_added_and_changed(browser_of):
    fay = browser_of("fay")
    assert fay.post(LIST + "new/", GIVEN).status_code == 302
    one = Contact.objects.get()
    assert known() == {("c-1", "c1@customer.example", "day", "de")}
    place = f"{LIST}{one.pk}/"
    assert fay.post(place, GIVEN | {"step": "change", "unit": "", "language": ""}).status_code == 302
    assert known() == {("c-1", "c1@customer.example", "", "")}
    assert list(Change.objects.values_list("verb", flat=True))[:2] == ["changed contact", "added contact"]


@pytest.mark.parametrize(
    "wrong",
    [{"key": ""}, {"key": "a\x00b"}, {"key": "x" * 121}, {"email": "no address"}, {"unit": "nowhere"},
     {"language": "tlh"}],
)  # fmt: skip
def test_what_is_wrong_with_a_contact_is_said_and_nothing_is_stored(browser_of, wrong):
    answer = browser_of("fay").post(LIST + "new/", GIVEN | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_number_is_there_once_a_side(browser_of):
    customer(1)
    answer = browser_of("fay").post(LIST + "new/", GIVEN | {"key": "c1"})
    assert answer.status_code == 422
    assert "another contact with this number" in answer.content.decode()
    assert (
        browser_of("eva").post("/listen/contacts/candidates/new/", GIVEN | {"key": "c1"}).status_code == 302
    )
    assert Contact.objects.count() == 2


def test_the_list_finds_by_number_and_address_and_sorts_two_before_ten(browser_of):
    for number in (10, 2, 1):
        customer(number, email=f"{'anna' if number == 2 else 'x'}{number}@customer.example")
    page = browser_of("fay").get(LIST).content.decode()
    assert page.index(">c1<") < page.index(">c2<") < page.index(">c10<")
    assert "3 contacts" in page
    for words in ("ANNA", "c2"):
        found = browser_of("fay").get(LIST, {"q": words}).content.decode()
        assert ">c2<" in found
        assert ">c10<" not in found
    assert "Nobody was found" in browser_of("fay").get(LIST, {"unit": "desk"}).content.decode()
    assert ">c10<" in browser_of("fay").get(LIST, {"unit": "north"}).content.decode()
    assert "Nobody was found" in browser_of("fay").get(LIST, {"state": "stopped"}).content.decode()


def test_a_long_list_has_pages(browser_of):
    Contact.objects.bulk_create(Contact(side="customers", key=f"c{number}") for number in range(120))
    page = browser_of("fay").get(LIST, {"page": "3"}).content.decode()
    assert page.count('<th scope="row">') == 20


def test_the_list_is_the_same_whether_or_not_somebody_was_asked_or_answered(browser_of, company):
    asked = at.launch(company, instrument="csat_transactional", side="customers", occasion="contact")
    one = customer()
    fay = browser_of("fay")
    before = [plain(fay.get(url)) for url in (LIST, LIST + "?q=c1")]
    note_contact(asked.pulse, one, unit="day", happened_on=today())
    store_response(Invitation.objects.get(), at.Draft(at.answers_to(asked)))
    assert [plain(fay.get(url)) for url in (LIST, LIST + "?q=c1")] == before
    assert Response.objects.count() == 1


def test_whoever_is_left_alone_is_asked_again_only_when_they_wished_it(browser_of):
    one = customer()
    fay, place = browser_of("fay"), f"{LIST}{one.pk}/"
    fay.post(place, {"step": "stop"})
    one.refresh_from_db()
    assert one.stopped_on == today()
    assert "nothing is sent to this person" in fay.get(place).content.decode()
    fay.post(place, {"step": "again"})
    one.refresh_from_db()
    assert one.stopped_on == today()
    fay.post(place, {"step": "again", "wished": "1"})
    one.refresh_from_db()
    assert one.stopped_on is None


def test_a_new_number_with_an_address_that_is_left_alone_is_left_alone_too(browser_of):
    leave_alone(customer())
    browser_of("fay").post(LIST + "new/", GIVEN | {"key": "new", "email": "C1@customer.example"})
    assert Contact.objects.get(key="new").stopped_on == today()


def test_deleting_a_contact_leaves_what_was_answered(browser_of, company):
    asked = at.launch(company, instrument="csat_transactional", side="customers", occasion="contact")
    one = customer()
    note_contact(asked.pulse, one, unit="day", happened_on=today())
    store_response(Invitation.objects.get(), at.Draft(at.answers_to(asked)))
    fay, place = browser_of("fay"), f"{LIST}{one.pk}/delete/"
    assert "Delete c1?" in fay.get(place).content.decode()
    assert Contact.objects.exists()
    assert fay.post(place).status_code == 302
    assert not Contact.objects.exists()
    assert not Ask.objects.exists()
    assert Response.objects.count() == 1
    assert Invitation.objects.get().contact is None


def test_each_lead_meets_the_contacts_of_one_side_alone(browser_of):
    one = customer()
    for name, url in (
        ("eva", LIST), ("eva", f"{LIST}{one.pk}/"), ("fay", "/listen/contacts/candidates/"),
        ("fay", f"/listen/contacts/candidates/{one.pk}/"), ("ana", LIST), ("fay", "/listen/contacts/nobody/"),
    ):  # fmt: skip
        assert browser_of(name).get(url).status_code == 404, (name, url)


def test_numbers_with_script_are_shown_as_text(browser_of):
    customer(1, key="<script>alert(1)</script>")
    page = browser_of("fay").get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# files


def bring(browser, text: str | bytes, name: str = "contacts.csv", **sent: str):
    """Take a file through all steps, and return the last answer."""
    raw = text.encode() if isinstance(text, str) else text
    answer = browser.post(LIST + "file/", {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer["Location"])
    columns = {f"column-{one.place}": one.means for one in page.context["columns"].headings}
    checked = browser.post(answer["Location"], columns)
    assert checked.status_code == 302, checked.content.decode()
    look = browser.get(checked["Location"])
    assert look.status_code == 200
    return look, browser.post(checked["Location"], sent)


FILE = "Customer number,E-Mail,Team,Lang,Name\nC-1,c1@customer.example,day,de-AT,Jo\nC-2,,night,,\n"


def test_a_file_is_imported_by_its_usual_names_and_says_how_many_are_new(browser_of):
    fay = browser_of("fay")
    look, done = bring(fay, FILE)
    assert (len(look.context["checked"].new), look.context["checked"].same) == (2, 0)
    assert "2 new contacts, 0 changed, 0 as they were." in fay.get(done["Location"]).content.decode()
    assert known() == {("C-1", "c1@customer.example", "day", "de"), ("C-2", "", "night", "")}
    assert not Upload.objects.exists()
    assert (
        "2 new contacts, 0 changed, 0 as they were." in browser_of("fay").get(LIST).content.decode() or done
    )


def test_the_same_file_again_changes_nothing(browser_of):
    bring(browser_of("fay"), FILE)
    before = sorted(Contact.objects.values_list())
    look, _done = bring(browser_of("fay"), FILE)
    checked = look.context["checked"]
    assert (len(checked.new), len(checked.changed), checked.same) == (0, 0, 2)
    assert sorted(Contact.objects.values_list()) == before


def test_contacts_are_brought_up_to_date_by_number_and_blank_cells_say_nothing(browser_of):
    bring(browser_of("fay"), FILE)
    leave_alone(Contact.objects.get(key="C-2"))
    look, _done = bring(browser_of("fay"), "number,mail,team\nC-1,,night\nC-2,c2@customer.example,\nC-3,,\n")
    checked = look.context["checked"]
    assert (len(checked.new), len(checked.changed), checked.same) == (1, 2, 0)
    assert known() == {
        ("C-1", "c1@customer.example", "night", "de"), ("C-2", "c2@customer.example", "night", ""),
        ("C-3", "", "", ""),
    }  # fmt: skip
    assert Contact.objects.get(key="C-2").stopped_on == today()


FAULTY = (
    "number,mail,team,language\nC-1,c1@customer.example,day,en\nC-2,no address,day,en\nC-3,,nowhere,\n"
    "C-1,,day,\n,c5@customer.example,,\nC-6,,,tlh\n=1+1,,day,\n"
)


def test_faulty_rows_are_told_by_row_and_nothing_is_imported_unless_they_are_left_out(browser_of):
    look, done = bring(browser_of("fay"), FAULTY)
    rows = [(one.row, one.column) for one in look.context["checked"].problems]
    assert rows == [(3, "mail"), (4, "team"), (5, "number"), (6, "number"), (7, "language")]
    assert done.status_code == 422
    assert not Contact.objects.exists()
    _look, done = bring(browser_of("fay"), FAULTY, skip="1")
    assert done.status_code == 302
    assert {key for key, *_rest in known()} == {"C-1", "=1+1"}


def test_the_file_of_faulty_rows_disarms_formulas(browser_of):
    fay = browser_of("fay")
    answer = fay.post(
        LIST + "file/", {"file": SimpleUploadedFile("x.csv", b"number,mail\n=cmd|1,no address\n")}
    )
    fay.get(answer["Location"].replace("columns", "check") + "?key=number&email=mail")
    given = fay.get(answer["Location"].replace("columns/", "faulty-rows.csv"))
    text = b"".join(given.streaming_content).decode()
    assert "'=cmd|1" in text
    assert "how_to_fix" in text


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "problem"), (b"\x00\x01\x02" * 50, "problem"), (b"PK\x03\x04 no archive", "problem")],
)
def test_a_file_that_is_no_table_is_said_to_be_none(browser_of, raw, words):
    answer = browser_of("fay").post(LIST + "file/", {"file": SimpleUploadedFile("x.csv", raw)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_no_file_and_no_column_of_numbers_are_said(browser_of):
    fay = browser_of("fay")
    assert fay.post(LIST + "file/").status_code == 422
    answer = fay.post(LIST + "file/", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert fay.post(answer["Location"], {"column-0": "email"}).status_code == 422
    assert fay.get(answer["Location"].replace("columns", "check")).status_code == 302


def test_a_spreadsheet_is_read_too(browser_of):
    import pandas as pd

    stream = io.BytesIO()
    pd.DataFrame({"number": [17, 18], "mail": ["a@customer.example", None]}).to_excel(stream, index=False)
    _look, done = bring(browser_of("fay"), stream.getvalue(), "contacts.xlsx")
    assert done.status_code == 302
    assert {key for key, *_rest in known()} == {"17", "18"}


def test_somebody_elses_upload_is_not_there(browser_of, company):
    answer = browser_of("fay").post(LIST + "file/", {"file": SimpleUploadedFile("x.csv", FILE.encode())})
    assert browser_of("eva").get(answer["Location"]).status_code == 404
    other = answer["Location"].replace("customers", "candidates")
    assert browser_of("eva").get(other).status_code == 404
    assert browser_of("fay").get(other).status_code == 404


@pytest.mark.slow
def test_a_large_file_is_imported_in_one_go(browser_of):
    rows = "".join(f"C-{number},c{number}@customer.example,day,en\n" for number in range(20_000))
    look, done = bring(browser_of("fay"), "number,mail,team,lang\n" + rows)
    assert done.status_code == 302
    assert Contact.objects.count() == 20_000
    look, _done = bring(browser_of("fay"), "number,mail,team,lang\n" + rows)
    assert look.context["checked"].same == 20_000
